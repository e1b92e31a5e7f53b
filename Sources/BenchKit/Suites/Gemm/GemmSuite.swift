/// Matrix products: what the arithmetic of a node gives a program that uses it well.
public enum GemmSuite: Suite {
  /// "gemm".
  public static let name: StaticString = "gemm"
  /// For `--help`.
  public static let summary: StaticString = "matrix products, each one verified"

  /// One core and all cores, by the best kernel of each format; quick: what a slow machine can do too, and
  /// one size that only all cores finish in its time.
  public static func cases(on machine: Machine, plan: Plan) throws(BenchError) -> [any Case] {
    let isQuick = plan.extent == .quick
    let counts = Set([1, machine.cpus.count]).sorted()
    var cases: [any Case] = []
    for format in GemmFormat.allCases {
      guard let kernel = GemmKernel.best(format, upTo: machine.instructionSet) else { continue }
      for n in isQuick ? [1024, 2048] : [2048, 512, 1024, 2049, 4096] {
        for threads in isQuick && n > 1024 ? counts.suffix(1) : counts[...] {
          guard
            let one = GemmCase(
              format, n: n, threads: threads, instructions: kernel.instructions, on: machine),
            one.bytes <= min(plan.memoryLimit, machine.availableBytes)
          else { continue }
          cases.append(one)
        }
      }
    }
    guard !cases.isEmpty else {
      throw .impossible("gemm: not even n = 512 fits into \(plan.memoryLimit >> 20) MiB")
    }
    return cases
  }
}
