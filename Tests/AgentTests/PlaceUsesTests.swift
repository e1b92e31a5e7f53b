@testable import Agent
import EnergyLedger
import NodeModel
@testable import Probes
import Testing

/// Two packages of four CPUs and their memory; each draws a fixed power, and idle power is 0.
@Suite("By what energy is divided")
struct PlaceUsesTests {
  /// What jobs were given after one second in which every meter counted so many joules.
  private func energies(
    _ joules: [UInt64], _ uses: [JobUse], idle: UInt64 = 0
  ) -> [OwnerTotals] {
    let domains: [(EnergyDomain, String)] = [
      (.package, "0"), (.package, "1"), (.dram, "0"), (.dram, "1"),
    ]
    let meters = domains.map { domain, device in
      Meter(
        source: "rapl", domain: domain, device: device, kind: .counter(CounterScale()),
        tier: .components, bounds: .exact, maximumMicrowatts: 1_000_000_000)
    }
    let traits = meters.map {
      PlaceTraits(
        $0.domain == .package ? .package : .dram, device: $0.device,
        capacity: $0.domain == .package ? 4000 : 1000, idlePrior: idle)
    }
    func time(_ second: UInt64) -> RoundTime {
      RoundTime(boottime: second * 1_000_000_000, realtime: (second + 100) * 1_000_000_000)
    }
    var ledger = Ledger(
      epoch: Epoch(random: (1, 2)), bootID: "boot",
      topology: Topology(meters: meters, places: traits), at: time(1))
    let places = PlaceUses(in: ledger, packages: [4, 4, 0, 0, 0, 0, 0, 0])
    let owners = uses.map { ledger.begin(job: "\($0.account)") }
    for second in UInt64(1)...2 {
      ledger.begin(at: time(second))
      for meter in meters.indices {
        ledger.read(
          meter, .counter(second * joules[meter] * 1_000_000), at: second * 1_000_000_000)
      }
      if second == 2 {
        for (use, owner) in zip(uses, owners) { places.record(use, of: owner, in: &ledger) }
      }
      ledger.end()
    }
    return owners.map { ledger.totals($0) }
  }

  private func use(_ account: Int, milliseconds: UInt64, set: SIMD8<UInt16>? = nil) -> JobUse {
    var use = JobUse(account: account)
    use.processorTime = milliseconds * 1_000_000
    use.reservation.packages = set
    return use
  }

  private func component(_ totals: OwnerTotals, _ component: EnergyComponent) -> UInt64 {
    totals.full[Int(component.rawValue)]
  }

  @Test("a job has no part in the energy of a package whose CPUs it may not use")
  func sets() {
    // One second of each; the third one may run everywhere, so half a second is in each package.
    let uses = [
      use(0, milliseconds: 1000, set: [2, 0, 0, 0, 0, 0, 0, 0]),
      use(1, milliseconds: 1000, set: [0, 2, 0, 0, 0, 0, 0, 0]),
      use(2, milliseconds: 1000),
    ]
    let totals = energies([90, 30, 9, 3], uses)
    #expect(totals.map { component($0, .package) } == [60_000_000, 20_000_000, 40_000_000])
  }

  @Test("a set of CPUs does not tell in whose memory a job's bytes are")
  func memory() {
    var (first, second) = (
      use(0, milliseconds: 1000, set: [2, 0, 0, 0, 0, 0, 0, 0]),
      use(1, milliseconds: 1000, set: [0, 2, 0, 0, 0, 0, 0, 0])
    )
    (first.memory, second.memory) = (3 << 30, 1 << 30)
    let totals = energies([0, 0, 8, 4], [first, second])
    #expect(totals.map { component($0, .dram) } == [9_000_000, 3_000_000])
  }

  @Test("a job that came or went in a round has reserved for half of it")
  func halves() {
    // 20 W idle in each package, of which two of eight CPUs are 5 W a package.
    var (old, new, ended) = (
      use(0, milliseconds: 0), use(1, milliseconds: 0), use(2, milliseconds: 0)
    )
    new.isNew = true
    ended.isEnded = true
    old.reservation.processors = 2000
    new.reservation.processors = 2000
    ended.reservation.processors = 2000
    let totals = energies([20, 20, 0, 0], [old, new, ended], idle: 20_000_000)
    #expect(
      totals.map { component($0, .package) } == [10_000_000, 5_000_000, 5_000_000])
  }
}
