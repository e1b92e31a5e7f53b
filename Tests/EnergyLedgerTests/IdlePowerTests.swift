import NodeModel
import Testing

@testable import EnergyLedger

@Suite("Idle power")
struct IdlePowerTests {
  /// A minute of so many watts.
  private static func minute(
    _ watts: UInt64, _ idle: inout IdlePower, utilization: UInt32 = 0, day: Int64 = 20_000
  ) {
    for _ in 0..<6 {
      idle.add(watts * 10_000_000, in: 10_000_000, utilization: utilization, day: day)
    }
  }

  @Test("nothing is known at first; then the mean so far, then the lowest minute, as provisional")
  func provisional() {
    var idle = IdlePower()
    #expect(idle.microwatts == nil)
    idle.add(70_000_000, in: 1_000_000, utilization: 500_000, day: 20_000)
    #expect(idle.microwatts == 70_000_000)
    idle = IdlePower()
    Self.minute(80, &idle, utilization: 900_000)
    Self.minute(60, &idle, utilization: 900_000)
    Self.minute(90, &idle, utilization: 900_000)
    #expect(idle.microwatts == 60_000_000)
    #expect(idle.isProvisional)
  }

  @Test(
    "where power follows the little that is done in an idle minute, idle is what is left at nothing"
  )
  func extrapolation() {
    // 50 W and 400 W times a utilization that is 0.4 %, 1.2 %, 0.4 % …: 52.4 to 54.8 W, 53.2 in the mean.
    func minute(followsUse: Bool) -> IdlePower {
      var idle = IdlePower()
      for round in 0..<60 as Range<UInt64> {
        let thousandths = 4 + round % 2 * 8
        idle.add(
          50_000_000 + thousandths * 400_000, in: 1_000_000,
          utilization: UInt32(thousandths * 1000), day: 20_000, followsUse: followsUse)
      }
      return idle
    }
    let still = minute(followsUse: true).microwatts ?? 0
    #expect(abs(Int(still) - 50_000_000) < 1000)
    #expect(minute(followsUse: false).microwatts == 53_200_000)
  }

  @Test("power that moves by itself, or against utilization, is a mean", arguments: [0, 1])
  func noLine(shift: UInt64) {
    var idle = IdlePower()
    for round in 0..<60 as Range<UInt64> {
      // Two periods that have nothing in common, or power that is high where utilization is low.
      let isHigh = shift == 0 ? round / 2 % 2 : (round + 1) % 2
      idle.add(
        50_000_000 + isHigh * 2_000_000, in: 1_000_000,
        utilization: UInt32(4000 + round % 2 * 8000), day: 20_000)
    }
    #expect(idle.microwatts == 51_000_000)
  }

  @Test("a table's figure holds until less was seen, or an idle minute")
  func prior() {
    var idle = IdlePower(prior: 50_000_000)
    #expect(idle.microwatts == 50_000_000)
    Self.minute(60, &idle, utilization: 900_000)
    #expect(idle.microwatts == 50_000_000)
    Self.minute(45, &idle, utilization: 900_000)
    #expect(idle.microwatts == 45_000_000)
    idle = IdlePower(prior: 50_000_000)
    Self.minute(60, &idle)
    #expect(idle.microwatts == 60_000_000)
    Self.minute(40, &idle)
    #expect(idle.microwatts == 40_000_000)
  }

  @Test("of 1,000 idle minutes from 1 to 1,000 W the first percentile is 10 W")
  func percentile() {
    var idle = IdlePower()
    // 7 has no factor in common with 1,000, so this is every number once, in disorder.
    for step in 0..<1000 { Self.minute(UInt64(step * 7 % 1000) + 1, &idle) }
    #expect(idle.idleMinutes == 1000)
    #expect(!idle.isProvisional)
    #expect(idle.microwatts == 10_000_000)
  }

  @Test("minutes with work do not count, however low they are")
  func busyMinutes() {
    var idle = IdlePower()
    for _ in 0..<100 { Self.minute(50, &idle, utilization: 19_999) }
    for _ in 0..<100 { Self.minute(20, &idle, utilization: 20_000) }
    #expect(idle.idleMinutes == 100)
    #expect(idle.microwatts == 50_000_000)
  }

  @Test("after seven days a day is forgotten")
  func sevenDays() {
    var idle = IdlePower()
    for _ in 0..<200 { Self.minute(30, &idle, day: 20_000) }
    for _ in 0..<200 { Self.minute(50, &idle, day: 20_006) }
    #expect(idle.microwatts == 30_000_000)
    Self.minute(50, &idle, day: 20_007)
    #expect(idle.idleMinutes == 201)
    #expect(idle.microwatts == 50_000_000)
  }

  @Test("seven days of idle minutes: the 101st lowest of 10,080")
  func fullRing() {
    var idle = IdlePower()
    // All low minutes lie on one day, which is the worst case for what is kept.
    for day in Int64(20_000)..<20_007 {
      for step in 0..<1440 {
        let watts = day == 20_003 ? UInt64(step % 720) / 2 + 1 : 1000
        Self.minute(watts, &idle, day: day)
      }
    }
    #expect(idle.idleMinutes == 10_080)
    // Each number from 1 on stands there four times: the 101st lowest is 26.
    #expect(idle.microwatts == 26_000_000)
  }

  @Test("what was learnt is the same after it was kept")
  func kept() throws {
    var idle = IdlePower()
    for step in 0..<300 { Self.minute(UInt64(step * 7 % 300) + 40, &idle) }
    var writer = WordWriter()
    idle.encode(into: &writer)
    let words = writer.words
    #expect(words.count <= IdlePower.mostWords)
    var reader = WordReader(words)
    var again = IdlePower()
    try again.restore(from: &reader)
    #expect(again.microwatts == 42_000_000)
    #expect(again.idleMinutes == 300)
    #expect(reader.left == 0)
  }

  @Test("what an instrument has told is known apart from days on which an estimate stood in")
  func metered() throws {
    var idle = IdlePower()
    for _ in 0..<99 { Self.minute(40, &idle) }
    #expect(idle.meteredMicrowatts == nil)
    Self.minute(40, &idle)
    #expect(idle.meteredMicrowatts == 40_000_000)
    // An estimate for a sixth of one minute.
    idle.add(100_000_000, in: 10_000_000, utilization: 0, day: 20_001, isMetered: false)
    for _ in 0..<5 { idle.add(100_000_000, in: 10_000_000, utilization: 0, day: 20_001) }
    for _ in 0..<200 { Self.minute(20, &idle, day: 20_001) }
    #expect(idle.microwatts == 20_000_000)
    #expect(idle.meteredMicrowatts == 40_000_000)
    // A busy minute of an estimate says nothing of idle ones.
    idle.add(100_000_000, in: 60_000_000, utilization: 900_000, day: 20_002, isMetered: false)
    for _ in 0..<100 { Self.minute(30, &idle, day: 20_002) }
    #expect(idle.meteredMicrowatts == 30_000_000)

    var writer = WordWriter()
    idle.encode(into: &writer)
    var reader = WordReader(writer.words)
    var again = IdlePower()
    try again.restore(from: &reader)
    #expect(again.meteredMicrowatts == 30_000_000)
    // What an agent kept that did not know them apart.
    var older = WordReader(Array(writer.words.dropLast(3)))
    try again.restore(from: &older)
    #expect(again.microwatts == idle.microwatts && again.meteredMicrowatts == nil)
  }

  /// What it writes, as one reads it that begins with the same table.
  private static func kept(
    _ idle: IdlePower, prior: UInt64?, without words: Int = 0
  ) throws -> IdlePower {
    var writer = WordWriter()
    idle.encode(into: &writer)
    #expect(writer.words.count <= IdlePower.mostWords)
    var reader = WordReader(Array(writer.words.dropLast(words)))
    var again = IdlePower(prior: prior)
    try again.restore(from: &reader)
    return again
  }

  @Test(
    "what busy minutes of a meter say is not above a table's figure because an estimate was idle once"
  )
  func idleEstimate() throws {
    for prior: UInt64? in [60_000_000, nil] {
      var idle = IdlePower(prior: prior)
      idle.add(100_000_000, in: 60_000_000, utilization: 0, day: 20_000, isMetered: false)
      // Nothing metered yet.
      #expect(idle.microwatts(isMetered: true) == prior)
      for _ in 0..<200 { Self.minute(280, &idle, utilization: 950_000) }
      for idle in [idle, try Self.kept(idle, prior: prior)] {
        #expect(idle.microwatts(isMetered: true) == prior ?? 280_000_000)
        #expect(idle.isProvisional(isMetered: true))
      }
      // Two agents that kept less.
      for words in 2...3 {
        let older = try Self.kept(idle, prior: prior, without: words)
        #expect(older.microwatts(isMetered: true) == prior)
      }
      // An idle minute that the meter tells is worth more than a table.
      Self.minute(70, &idle)
      for idle in [idle, try Self.kept(idle, prior: prior)] {
        #expect(idle.microwatts(isMetered: true) == 70_000_000)
      }
      // Seven days later nobody knows of it any more.
      Self.minute(280, &idle, utilization: 950_000, day: 20_007)
      idle.add(100_000_000, in: 60_000_000, utilization: 0, day: 20_007, isMetered: false)
      #expect(idle.microwatts(isMetered: true) == prior ?? 70_000_000)
    }
  }

  @Test("words that no learner wrote are refused")
  func hostile() {
    for head: UInt64 in [UInt64(102) << 32 | 102, 1 << 32 | 2, .max] {
      var reader = WordReader([20_000, 5] + Array(repeating: head, count: 60))
      var idle = IdlePower()
      #expect(throws: CheckpointError.inconsistent) { try idle.restore(from: &reader) }
    }
  }

  @Test(
    "is not learnt of time in which the machine was suspended, told late or at once",
    arguments: [0, 1])
  func suspended(late: Int) {
    var stage = LedgerStage([.rapl()])
    func idle(_ ledger: inout Ledger) {
      for place in ledger.placeIndices { ledger.record(utilization: 0, at: place) }
    }
    stage.round([0], activity: idle)
    for _ in 0..<60 { stage.round([20], activity: idle) }
    #expect(stage.ledger.status(stage.place(.package)).idleMicrowatts == 20_000_000)
    for _ in 0..<5 {
      // A second at 20 W, and 19 s in which the machine sleeps at 1 W.
      stage.asleep += 19
      if late > 0 {
        stage.flow(0, 39)
        stage.round([nil], after: 20, activity: idle)
        stage.round([20], activity: idle)
      } else {
        stage.round([39], after: 20, activity: idle)
      }
    }
    for _ in 0..<60 { stage.round([20], activity: idle) }
    #expect(stage.ledger.status(stage.place(.package)).idleMicrowatts == 20_000_000)
  }
}
