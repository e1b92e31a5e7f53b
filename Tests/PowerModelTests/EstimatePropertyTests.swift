import NodeModel
import TestSupport
import Testing

@testable import PowerModel

@Suite("Estimates of any machine at any load")
struct EstimatePropertyTests {
  /// A machine of random numbers, most of them near those of real ones.
  private static func machine(_ random: inout SeededRandom) -> MachineIdentity {
    var cpu = CPUIdentity()
    switch Int.random(in: 0..<4, using: &random) {
    case 0:
      cpu.vendor = "GenuineIntel"
      cpu.family = 6
      cpu.model = UInt32.random(in: 0...255, using: &random)
    case 1:
      cpu.vendor = "AuthenticAMD"
      cpu.family = UInt32.random(in: 21...27, using: &random)
      cpu.model = UInt32.random(in: 0...255, using: &random)
    case 2:
      cpu.implementer = 0x41
      cpu.part = UInt32.random(in: 0xD00...0xD4F, using: &random)
    default: break
    }
    if Bool.random(using: &random) { cpu.stepping = UInt32.random(in: 0...15, using: &random) }
    let names = [
      nil, "AMD EPYC 7763 64-Core Processor", "Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz", "?",
    ]
    cpu.name = names.randomElement(using: &random) ?? nil
    let boards = [nil, "Raspberry Pi 5 Model B Rev 1.0", "A board"]
    let threads = [0, -1, 1, 2, 96, 1024, .max].randomElement(using: &random) ?? 1
    return MachineIdentity(
      cpu: cpu, threads: threads, packages: Int.random(in: -1...8, using: &random),
      board: boards.randomElement(using: &random) ?? nil,
      isVirtual: Bool.random(using: &random))
  }

  private static func check(_ estimate: some PowerEstimate, _ random: inout SeededRandom) -> Bool {
    let loads =
      [0, PowerCurve.full, .max]
      + (0..<20).map { _ in UInt32.random(in: 0...PowerCurve.full, using: &random) }
    var last = PowerBand(low: 0, value: 1, high: 1)
    for load in loads.sorted() {
      let power = estimate.power(at: load)
      guard power.value > 0, power.low > 0, power.low <= power.value, power.value <= power.high,
        power.low >= last.low, power.value >= last.value, power.high >= last.high,
        // The figure is rounded by half a microwatt, and so its bounds by as much times their distance.
        estimate.bounds.low(of: power.value) <= power.low + 1,
        estimate.bounds.high(of: power.value) + 2 + UInt64(estimate.bounds.above / 2_000_000)
          >= power.high,
        power.high <= estimate.meter.maximumMicrowatts
      else { return false }
      last = power
    }
    return estimate.idle > 0 && !estimate.tier.isMeasured && !estimate.method.isEmpty
      && !estimate.source.isEmpty && estimate.meter.bounds == estimate.bounds
  }

  @Test("rise with load, are never 0, and lie between their bounds and the meter's")
  func properties() {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    var tiers: Set<Tier> = []
    var packages = 0
    for _ in 0..<300 {
      let machine = Self.machine(&random)
      let node = NodeEstimate(of: machine)
      tiers.insert(node.tier)
      #expect(Self.check(node, &random), "seed \(seed): \(machine)")
      guard let package = PackageEstimate(of: machine) else { continue }
      packages += 1
      #expect(Self.check(package, &random), "seed \(seed): \(machine)")
    }
    #expect(tiers == [.table, .fallback])
    #expect(packages > 0)
  }
}
