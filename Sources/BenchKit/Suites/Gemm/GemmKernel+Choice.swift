internal import CLinux

/// Which kernel multiplies a format fastest where more instructions are not more speed.
extension GemmKernel {
  /// How much faster floats have to be for bfloat16 to be widened to them: far from any machine's ratio, which is
  /// 0.5 (AMD Zen 4 and 5) or 2 (Intel Sapphire Rapids, whose `vdpbf16ps` has half the rate of its multiply-adds in
  /// pairs), so that two runs do not choose differently.
  static let leastGain = 1.25

  /// The best kernel of a machine; of bfloat16, the one that widens while it packs where a burst of multiply-adds of
  /// floats shows that to be faster.
  static func fastest(_ format: GemmFormat, on machine: Machine) -> GemmKernel? {
    guard let best = best(format, upTo: machine.instructionSet) else { return nil }
    guard format == .bf16, best.instructions == .avx512bf16,
      let widening = GemmKernel(format, on: .avx512),
      let floats = PeakKernel(.fp32, on: .avx512), let pairs = PeakKernel(.bf16, on: .avx512bf16)
    else { return best }
    let rates = rates(of: [floats, pairs])
    return widens(floats: rates[0], pairs: rates[1]) ? widening : best
  }

  /// Whether bfloat16 is multiplied as floats, by the operations a second of both.
  static func widens(floats: Double, pairs: Double) -> Bool { floats >= leastGain * pairs }

  /// Operations a second, the best of some bursts in turns: half a millisecond each, so that the clock follows.
  private static func rates(of kernels: [PeakKernel]) -> [Double] {
    let rounds = 1 << 17
    var best = kernels.map { _ in 0.0 }
    for _ in 0..<5 {
      for (index, kernel) in kernels.enumerated() {
        let start = clinux_monotonic_nanoseconds()
        _ = kernel.run(rounds: rounds)
        let seconds = Double(max(1, clinux_monotonic_nanoseconds() - start)) / 1e9
        best[index] = max(best[index], Double(rounds * kernel.operations) / seconds)
      }
    }
    return best
  }
}
