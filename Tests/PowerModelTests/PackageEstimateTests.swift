import NodeModel
import Tables
import Testing

@testable import PowerModel

@Suite("The estimate of a CPU package")
struct PackageEstimateTests {
  private static func machine(_ name: String?, isVirtual: Bool = false) -> MachineIdentity {
    MachineIdentity(cpu: CPUIdentity(name: name), threads: 40, packages: 2, isVirtual: isVirtual)
  }

  @Test(
    "knows a CPU by the name that the kernel prints",
    arguments: [
      ("Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz", "Intel Xeon Gold 6230", 125),
      ("Intel(R) Xeon(R) CPU E5-2680 v3 @ 2.50GHz", "Intel Xeon E5-2680 v3", 120),
      ("Intel(R) Xeon(R) CPU E5-2670 0 @ 2.60GHz", "Intel Xeon E5-2670", 115),
      ("Intel(R) Xeon(R) CPU E7- 4870  @ 2.40GHz", "Intel Xeon E7-4870", 130),
      ("Intel(R) Xeon(R) CPU E31270 @ 3.40GHz", "Intel Xeon E3-1270", 80),
      ("Intel(R) Xeon(R) CPU           E5345  @ 2.33GHz", "Intel Xeon E5345", 80),
      ("Intel(R) Xeon(R) CPU            5130  @ 2.00GHz", "Intel Xeon 5130", 65),
      ("Intel(R) Xeon(R) Platinum 8480+", "Intel Xeon Platinum 8480+", 350),
      ("INTEL(R) XEON(R) PLATINUM 8592+", "Intel Xeon Platinum 8592+", 350),
      ("AMD EPYC 7763 64-Core Processor", "AMD EPYC 7763", 280),
      ("AMD EPYC 7351P 16-Core Processor", "AMD EPYC 7351P", 170),
      (
        "AMD Ryzen Embedded V1605B with Radeon Vega Gfx", "AMD Ryzen Embedded V1605B", 15
      ),
    ] as [(String, String, UInt64)])
  func names(name: String, model: String, watts: UInt64) throws {
    let estimate = try #require(PackageEstimate(of: Self.machine(name)))
    #expect(estimate.model == model)
    #expect(estimate.designPower == watts * 1_000_000)
    #expect(estimate.tier == .table)
  }

  @Test("draws the measured shares of its design power, 40 % to both sides")
  func curve() throws {
    // 125 W: 15 W idle, 40 W at 10 %, 93.75 W at 50 %, 127.5 W at 100 %.
    let estimate = try #require(
      PackageEstimate(of: Self.machine("Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz")))
    for (utilization, milliwatts) in [
      (0, 15_000), (100_000, 40_000), (500_000, 93_750), (1_000_000, 127_500),
      // Half way between two points.
      (50_000, 27_500), (300_000, 66_875), (750_000, 110_625),
    ] as [(UInt32, UInt64)] {
      #expect(
        estimate.power(at: utilization)
          == PowerBand(
            low: milliwatts * 600, value: milliwatts * 1000, high: milliwatts * 1400))
    }
    #expect(estimate.idle == 15_000_000)
    #expect(estimate.bounds == EnergyBounds(400_000))
    #expect(estimate.meter.domain == .package && estimate.meter.device == "0")
    #expect(estimate.meter(package: "1").device == "1")
    #expect(estimate.meter.maximumMicrowatts == 178_500_000)
  }

  @Test(
    "is not there for a CPU that the table does not know, and never another one's",
    arguments: [
      "AMD EPYC", "AMD EPYC Processor", "Intel(R) Xeon(R) Processor @ 2.50GHz", "", "  ", "@",
      "QEMU Virtual CPU version 2.5+", "Intel Core Processor (Skylake, IBRS)",
      "Intel(R) Xeon(TM) CPU 2.60GHz", "AMD EPYC 77", "AMD EPYC 7763X", "EPYC 7763",
      "Intel(R) Xeon(R) Gold 6230Z CPU @ 2.30GHz", "CPU 0",
    ])
  func unknown(name: String) {
    #expect(PackageEstimate(of: Self.machine(name)) == nil)
  }

  @Test("is not there for a virtual machine, which has no package, and for a CPU without a name")
  func noPackage() {
    #expect(
      PackageEstimate(of: Self.machine("AMD EPYC 7763 64-Core Processor", isVirtual: true)) == nil)
    #expect(PackageEstimate(of: Self.machine(nil)) == nil)
  }

  /// CPUs whose names in the table are not those that they show.
  private static func isUnreachable(_ model: String) -> Bool {
    let words = model.split(separator: " ").dropFirst(2)
    // NetBurst shows its frequency alone: "Intel(R) Xeon(TM) CPU 2.80GHz", of which the table has up to four
    // kinds with different powers.
    if let last = words.last, last.contains(".") { return true }
    if words.last == "Dual-Core" { return true }
    // Apollo Lake shows "Atom(TM) Processor E3950", without the class.
    return words.count == 1 && (model.contains(" x5-E39") || model.contains(" x7-E39"))
  }

  @Test("is found for every CPU of the table, but for 58 that do not say who they are")
  func everyRow() throws {
    let models = EmbeddedTable.designPowers.rows().compactMap { $0["cpu_model"] }
    #expect(models.count == 1636)
    // No two rows are one CPU.
    #expect(Set(models.map { CPUName($0).canonical }).count == models.count)
    let reachable = models.filter { !Self.isUnreachable($0) }
    #expect(models.count - reachable.count == 58)
    for (place, model) in reachable.enumerated() {
      let words = model.split(separator: " ")
      let rest = words.dropFirst(2).joined(separator: " ")
      let name =
        words[0] == "AMD"
        ? model + " 16-Core Processor" : "Intel(R) \(words[1])(R) CPU \(rest) @ 2.00GHz"
      #expect(CPUName(name).canonical == CPUName(model).canonical, "\(name)")
      guard place % 100 == 0 else { continue }
      #expect(PackageEstimate(of: Self.machine(name))?.model == model)
    }
  }
}
