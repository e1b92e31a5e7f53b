import EnergyLedger
import LinuxFiles
import NodeModel
import Probes
import TestSupport
import Testing

@testable import Agent

/// What is read of a worker's meters while its table changes.
@Suite("The meters of a worker")
struct MeterRosterTests {
  private static let second: UInt64 = 1_000_000_000

  /// A counter of a socket's energy.
  private static func counter(_ device: String) -> Instrument {
    Instrument(
      Meter(
        source: "chip", domain: .package, device: device, kind: .counter(CounterScale()),
        tier: .components, bounds: .exact, maximumMicrowatts: 1_000_000_000_000),
      place: "hwmon/\(device)")
  }

  /// A table of such counters, a group each.
  private static func table(_ devices: [String]) -> (SeriesTable, [ReadingGroup]) {
    var table = SeriesTable()
    var groups: [ReadingGroup] = []
    for device in devices {
      let start = table.entries.count
      _ = table.add(.sourceInfo, labels: counter(device).labels)
      _ = table.add(.sourceEnergy, labels: counter(device).meter.labels)
      groups.append(
        ReadingGroup(key: device, members: start..<start + 2, cadence: .everyRound))
    }
    return (table, groups)
  }

  /// A worker has read all of its counters.
  private static func say(_ joules: [UInt64], in part: WorkerPart, at seconds: UInt64) {
    let time = seconds * second
    for (group, joules) in joules.enumerated() {
      part.begin(group, at: time, took: 1, heard: time)
      part.take(.count(1), nil, at: Series(index: 2 * group))
      part.take(.micro(joules * 1_000_000), nil, at: Series(index: 2 * group + 1))
    }
  }

  private static func round(
    _ roster: inout MeterRoster, _ ledger: inout Ledger, at seconds: UInt64
  ) {
    ledger.begin(
      at: RoundTime(
        boottime: seconds * second, realtime: (1_772_460_000 + seconds) * second))
    roster.read(into: &ledger, at: seconds * second)
    ledger.end()
  }

  @Test("a number is never taken for another's when chips come or go between two rounds")
  func change() {
    let part = WorkerPart("sensors", InstrumentTable.metrics)
    let (both, groups) = Self.table(["0", "1"])
    part.replace(with: both, groups, at: Self.second)
    var roster = MeterRoster()
    let isNew = roster.look(through: [], [part])
    #expect(isNew)
    var ledger = Ledger(
      epoch: Epoch(high: 7, low: 9), bootID: "boot 1",
      topology: Topology(
        meters: roster.meters,
        places: ["0", "1"].map { PlaceTraits(.package, device: $0, capacity: 8000) }),
      at: RoundTime(boottime: Self.second, realtime: 1_772_460_001 * Self.second),
      limits: LedgerLimits(jobs: 4, mostOwners: 16, mostRows: 50))
    Self.say([1000, 5_000_000], in: part, at: 2)
    Self.round(&roster, &ledger, at: 2)
    Self.say([1010, 5_000_020], in: part, at: 3)
    Self.round(&roster, &ledger, at: 3)
    // 10 J and 20 J.
    #expect(ledger.nodeEnergy == Microjoules(30_000_000))

    // The first chip leaves, and the second takes its place in the table: nobody has looked through it yet.
    let (second, rest) = Self.table(["1"])
    part.replace(with: second, rest, at: 4 * Self.second)
    Self.say([5_000_050], in: part, at: 4)
    Self.round(&roster, &ledger, at: 4)
    #expect(ledger.nodeEnergy == Microjoules(30_000_000))

    // Both leave.
    part.empty(.absent)
    Self.round(&roster, &ledger, at: 5)
    #expect(ledger.nodeEnergy == Microjoules(30_000_000))
  }

  @Test("are 192 at most, rails last, and the estimates beside them have their room")
  func mostMeters() throws {
    let tree = try TemporaryDirectory()
    try tree.folder("proc")
    try tree.folder("sys")
    let part = WorkerPart("sensors", InstrumentTable.metrics)
    var table = SeriesTable()
    for number in 0..<300 {
      let domain: EnergyDomain = number < 298 ? .rail : .package
      let instrument = Instrument(
        Meter(
          source: "chip", domain: domain, device: "\(number)",
          kind: .power(PowerScale(isMean: false, longestGap: 30 * Self.second)),
          tier: .components, bounds: .exact, maximumMicrowatts: 1_000_000_000),
        place: "hwmon/\(number)")
      _ = table.add(.sourceInfo, labels: instrument.labels)
      _ = table.add(.sourcePower, labels: instrument.meter.labels)
    }
    let groups = [ReadingGroup(key: "chip", members: 0..<600, cadence: .everyRound)]
    part.replace(with: table, groups, at: 1)
    try tree.write(bytes: Self.clock(at: 1), to: "clock")
    let clock = try NodeClock(drivenBy: tree.path + "/clock")
    var random = SeededRandom(1)
    let account = EnergyAccount(
      below: try Root(proc: tree.path + "/proc", sys: tree.path + "/sys"), clock: clock, state: nil,
      random: &random, Configuration(), probes: [], parts: [part], followsJobs: false)
    let section = EnergySection(account, clock: clock)
    var buffer = ReadBuffer()
    for second in 2...4 as ClosedRange<UInt64> {
      try tree.write(bytes: Self.clock(at: second), to: "clock")
      part.begin(0, at: second * Self.second, took: 1, heard: second * Self.second)
      for number in 0..<300 { part.take(.micro(5_000_000), nil, at: Series(index: 2 * number + 1)) }
      account.round(scrapes: 0, buffer: &buffer)
      section.update(duration: 1)
    }
    let domains = account.instruments.map(\.meter.domain)
    #expect(domains.prefix(192).count { $0 == .rail } == 190)
    #expect(domains.dropFirst(192).allSatisfy { $0 == .package })
    #expect(domains.count > 192)
    let shown = zip(section.page.table.entries, section.page.readings.values).filter {
      $0.0.metric == .sourcesLeftOut
    }
    #expect(shown.map { $0.1.double } == [108])
    // Two packages of 5 W for two seconds.
    #expect(account.ledger.nodeEnergy == Microjoules(20_000_000))
    #expect(account.ledger.status(meter: 191).energy == Microjoules(10_000_000))
  }

  /// Boot time and realtime of a driven clock.
  private static func clock(at seconds: UInt64) -> [UInt8] {
    [seconds * second, (1_772_460_000 + seconds) * second].flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
    }
  }
}
