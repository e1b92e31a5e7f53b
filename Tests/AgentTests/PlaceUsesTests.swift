@testable import Agent
import EnergyLedger
import NodeModel
@testable import Probes
import TestSupport
import Testing

/// Two packages of four CPUs, two a core where that is said, and their memory; each draws a fixed power, and
/// idle power is 0.
@Suite("By what energy is divided")
struct PlaceUsesTests {
  /// What jobs were given after one second in which every meter counted so many joules.
  private func energies(
    _ joules: [UInt64], _ uses: [JobUse], idle: UInt64 = 0, busy: [UInt64] = [], threads: Int = 1,
    work: ProcessorWork? = nil, policy: LedgerPolicy = LedgerPolicy()
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
      topology: Topology(meters: meters, places: traits), at: time(1), policy: policy)
    let cpus = ProcessorPlaces(
      (0..<8).map { .init(package: $0 / 4, core: $0 / threads * threads) })
    var places = PlaceUses(in: ledger, cpus)
    if !busy.isEmpty { places.follow(busy.map { $0 * 1_000_000 }, of: 1_000_000_000, work) }
    let owners = uses.map { ledger.begin(job: "\($0.account)") }
    for second in UInt64(1)...2 {
      ledger.begin(at: time(second))
      for meter in meters.indices {
        ledger.read(
          meter, .counter(second * joules[meter] * 1_000_000), at: second * 1_000_000_000)
      }
      if second == 2 {
        for (use, owner) in zip(uses, owners) { places.record(use, of: owner, in: &ledger) }
        if work != nil { places.record(system: 0, in: &ledger) }
      }
      ledger.end()
    }
    return owners.map { ledger.totals($0) }
  }

  private func use(_ account: Int, milliseconds: UInt64, on cpus: [Int]? = nil) -> JobUse {
    var use = JobUse(account: account)
    use.processorTime = milliseconds * 1_000_000
    use.reservation.set = cpus.map { cpus in
      var set = ProcessorSet()
      for cpu in cpus { set.insert(cpu) }
      return set
    }
    return use
  }

  private func component(_ totals: OwnerTotals, _ component: EnergyComponent) -> UInt64 {
    totals.full[Int(component.rawValue)]
  }

  @Test("a job has no part in the energy of a package whose CPUs it may not use")
  func sets() {
    // One second of each; the third one may run everywhere, so half a second is in each package.
    let uses = [
      use(0, milliseconds: 1000, on: [0, 1]),
      use(1, milliseconds: 1000, on: [4, 5]),
      use(2, milliseconds: 1000),
    ]
    let totals = energies([90, 30, 9, 3], uses)
    #expect(totals.map { component($0, .package) } == [60_000_000, 20_000_000, 40_000_000])
  }

  @Test("a job was in each package as much as the CPUs of its set worked there")
  func busy() {
    // Three quarters of the work of CPUs 3 and 4 were done by 3; the other job may run everywhere, and of all
    // work half was in each package.
    let totals = energies(
      [100, 100, 0, 0],
      [use(0, milliseconds: 800, on: [3, 4]), use(1, milliseconds: 800)],
      busy: [200, 0, 0, 600, 200, 600, 0, 0])
    // 600 of 1000, then 200 of 600.
    #expect(totals.map { component($0, .package) } == [93_333_333, 106_666_667])
  }

  @Test("time beside a busy thread of the same core counts 0.575 of time on a core of one's own")
  func siblings() {
    // CPUs 0 and 1 are one core; CPU 2 has an idle sibling.
    let totals = energies(
      [215, 0, 0, 0], (0..<3).map { use($0, milliseconds: 1000, on: [$0]) },
      busy: [1000, 1000, 1000, 0, 0, 0, 0, 0], threads: 2)
    let expected = [57_500_000, 57_500_000, 100_000_000]
    for (job, joules) in expected.enumerated() {
      #expect(abs(Int(component(totals[job], .package)) - joules) < 200)
    }
  }

  @Test(
    "what memory draws beyond idle follows CPU time, wherever the CPUs are and whoever holds it")
  func memory() {
    var (first, second) = (
      use(0, milliseconds: 1500, on: [0, 1]), use(1, milliseconds: 500, on: [4, 5])
    )
    (first.memory, second.memory) = (1 << 30, 3 << 30)
    let totals = energies([0, 0, 8, 4], [first, second])
    #expect(totals.map { component($0, .dram) } == [9_000_000, 3_000_000])
  }

  @Test(
    "a quarter of the time counts in the package whose memory is used from afar, by its part of the bytes"
  )
  func afar() {
    // Both are on the first package; half of the second job's bytes are in the second one.
    var uses = [use(0, milliseconds: 1000, on: [0]), use(1, milliseconds: 1000, on: [1])]
    uses.append(use(2, milliseconds: 1000, on: [4]))
    uses[0].memoryParts = [1000, 0, 0, 0, 0, 0, 0, 0]
    uses[1].memoryParts = [500, 500, 0, 0, 0, 0, 0, 0]
    let totals = energies([80, 90, 0, 0], uses)
    // In the second package 1/8 stands beside 1.
    #expect(totals.map { component($0, .package) } == [40_000_000, 50_000_000, 80_000_000])
  }

  @Test("a job that was there for a part of a round has reserved for that part")
  func presence() {
    // 20 W idle in each package, of which two of eight CPUs are 5 W a package.
    var uses = (0..<3).map { use($0, milliseconds: 0) }
    for job in 0..<3 { uses[job].reservation.processors = 2000 }
    uses[1].presence = 500_000
    uses[2].presence = 100_000
    let totals = energies([20, 20, 0, 0], uses, idle: 20_000_000)
    #expect(totals.map { component($0, .package) } == [10_000_000, 5_000_000, 1_000_000])
  }

  @Test("where all claim the same, a job that was there for a part of a round claims that part")
  func equalPresence() {
    var policy = LedgerPolicy()
    policy.statics = .equal
    var uses = (0..<3).map { use($0, milliseconds: 0) }
    // As 50 ms of 10 s.
    (uses[0].presence, uses[1].presence, uses[2].presence) = (1_000_000, 995_000, 5_000)
    let totals = energies([20, 20, 0, 0], uses, idle: 20_000_000, policy: policy)
    #expect(totals.map { component($0, .package) } == [20_000_000, 19_900_000, 100_000])
  }

  // MARK: What processors count

  private static let busy = [UInt64](repeating: 500, count: 8)

  /// Millions of each on the CPUs that are named; without lines where none has any.
  private func work(
    _ cycles: [Int: UInt64], instructions: [Int: UInt64] = [:], lines: [Int: UInt64]? = nil
  ) -> ProcessorWork {
    func all(_ counts: [Int: UInt64]) -> [UInt64] { (0..<8).map { (counts[$0] ?? 0) * 1_000_000 } }
    guard let lines else { return ProcessorWork(cycles: all(cycles)) }
    return ProcessorWork(
      cycles: all(cycles), instructions: all(instructions), lines: all(lines))
  }

  private func use(_ account: Int, _ work: ProcessorWork, memory: [UInt16]? = nil) -> JobUse {
    var use = use(account, milliseconds: 500)
    use.work = work
    use.memoryParts = memory.map { SIMD8<UInt16>($0 + Array(repeating: 0, count: 8 - $0.count)) }
    return use
  }

  @Test("where cycles are counted, each package is divided by those on its own CPUs")
  func cycles() {
    let totals = energies(
      [80, 40, 0, 0], [use(0, work([0: 3000])), use(1, work([1: 1000, 4: 2000]))],
      busy: Self.busy, work: work([0: 3000, 1: 1000, 4: 2000]))
    // 3 of 4, then 1 of 4 and all.
    #expect(totals.map { component($0, .package) } == [60_000_000, 60_000_000])
  }

  @Test("what all CPUs did beyond the jobs is the system's")
  func systemCycles() {
    let totals = energies(
      [80, 0, 8, 0], [use(0, work([0: 1000]))], busy: Self.busy, work: work([0: 1000, 2: 3000]))
    #expect(component(totals[0], .package) == 20_000_000)
    #expect(component(totals[0], .dram) == 2_000_000)
  }

  @Test("an instruction counts as half a cycle, and a line from memory as 32")
  func lines() {
    let (first, second) = (
      work([0: 2000], instructions: [0: 2000], lines: [:]),
      work([1: 1000], lines: [1: 62])
    )
    let totals = energies(
      [90, 0, 9, 0], [use(0, first), use(1, second)], busy: Self.busy,
      work: work([0: 2000, 1: 1000], instructions: [0: 2000], lines: [1: 62]))
    // 3000 million, and 1000 with 32 times 62.
    let parts = (first: 3000.0, second: 1000 + 62 * 32.0)
    let expected = 90e6 * parts.first / (parts.first + parts.second)
    #expect(abs(Double(component(totals[0], .package)) - expected) < 100)
    // Memory is whose lines came from it.
    #expect(totals.map { component($0, .dram) } == [0, 9_000_000])
  }

  @Test("lines from the other package's memory count in that package, too, and in its memory")
  func farLines() {
    let (first, second) = (work([0: 1000], lines: [0: 100]), work([4: 3200], lines: [:]))
    let totals = energies(
      [50, 80, 0, 6], [use(0, first, memory: [0, 1000]), use(1, second, memory: [0, 1000])],
      busy: Self.busy, work: work([0: 1000, 4: 3200], lines: [0: 100]))
    // All of the first package, and 32 × 100 beside 3200 in the second.
    #expect(totals.map { component($0, .package) } == [90_000_000, 40_000_000])
    #expect(totals.map { component($0, .dram) } == [6_000_000, 0])
  }

  @Test("CPU time that nobody counted is worth what its CPUs did in the mean")
  func uncounted() {
    var late = use(0, milliseconds: 500, on: [0])
    late.uncounted = 500_000_000
    let totals = energies(
      [60, 0, 0, 0], [late, use(1, work([1: 1000]))],
      busy: [1000, 500, 0, 0, 0, 0, 0, 0], work: work([0: 4000, 1: 1000]))
    // Half of CPU 0's 4000, the other half of which is the system's.
    #expect(totals.map { component($0, .package) } == [24_000_000, 12_000_000])
  }

  @Test("cycles beside a busy thread of the same core count 0.575 of others")
  func countedSiblings() {
    let totals = energies(
      [215, 0, 0, 0], (0..<3).map { use($0, work([$0: 3000])) },
      busy: [1000, 1000, 1000, 0, 0, 0, 0, 0], threads: 2,
      work: work([0: 3000, 1: 3000, 2: 3000]))
    for (job, joules) in [57_500_000, 57_500_000, 100_000_000].enumerated() {
      #expect(abs(Int(component(totals[job], .package)) - joules) < 200)
    }
  }

  @Test("a job that is split in two is given as much as one, whatever its processors count")
  func split() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var numbers = SeededRandom(seed)
    for _ in 0..<200 {
      var (one, two, other) = (work([:], lines: [:]), work([:], lines: [:]), work([:], lines: [:]))
      for cpu in 0..<8 {
        for counter in [\ProcessorWork.cycles, \.instructions, \.lines] {
          one[keyPath: counter][cpu] = .random(in: 0...2_000_000_000, using: &numbers)
          two[keyPath: counter][cpu] = .random(in: 0...2_000_000_000, using: &numbers)
          other[keyPath: counter][cpu] = .random(in: 0...2_000_000_000, using: &numbers)
        }
      }
      let whole = sum(one, two)
      let memory: [UInt16] = [300, 700]
      let all = sum(whole, other)
      let joules: [UInt64] = [100, 90, 30, 20]
      let apart = energies(
        joules, [use(0, one, memory: memory), use(1, two, memory: memory), use(2, other)],
        busy: Self.busy, threads: 2, work: all)
      let together = energies(
        joules, [use(0, whole, memory: memory), use(2, other)], busy: Self.busy, threads: 2,
        work: all)
      for component in together[0].full.indices {
        let parts = [Int(apart[0].full[component]), Int(apart[1].full[component])]
        // Counts are rounded to thousands of cycles.
        #expect(abs(parts[0] + parts[1] - Int(together[0].full[component])) < 50, "seed \(seed)")
      }
    }
  }

  private func sum(_ one: ProcessorWork, _ other: ProcessorWork) -> ProcessorWork {
    func sum(_ counter: KeyPath<ProcessorWork, [UInt64]>) -> [UInt64] {
      zip(one[keyPath: counter], other[keyPath: counter]).map { $0 + $1 }
    }
    return ProcessorWork(
      cycles: sum(\.cycles), instructions: sum(\.instructions), lines: sum(\.lines))
  }
}
