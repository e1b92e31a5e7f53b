import NodeModel
import Testing

@testable import EnergyLedger

@Suite("Idle power of the node")
struct NodeIdlePowerTests {
  /// Minutes in which each counter sees so many watts; nil: it cannot be read.
  private static func idle(
    _ minutes: Int, _ watts: [UInt64?], estimates: [UInt64] = [], utilization: UInt32 = 0,
    on stage: inout LedgerStage
  ) {
    for _ in 0..<minutes {
      stage.round(watts.map { $0.map { $0 * 60 } }, watts: estimates, after: 60) { ledger in
        for place in ledger.placeIndices { ledger.record(utilization: utilization, at: place) }
      }
    }
  }

  @Test("is the sum of what its components have learnt, and nothing before all of them have")
  func components() throws {
    var stage = LedgerStage([.rapl("0"), .rapl("1"), .rapl("0", .dram)])
    Self.idle(100, [30, 20, 5], on: &stage)
    // The first round has only shown where counters stand.
    #expect(stage.ledger.idlePower == nil)
    Self.idle(1, [30, 20, 5], on: &stage)
    let learnt = NodeIdlePower(microwatts: 55_000_000, domains: [.package, .dram])
    #expect(stage.ledger.idlePower == learnt)
    // Work changes nothing, and neither does a restart of the agent.
    Self.idle(10, [200, 200, 10], utilization: 900_000, on: &stage)
    #expect(stage.ledger.idlePower == learnt)
    try stage.restart()
    Self.idle(2, [30, 20, 5], on: &stage)
    #expect(stage.ledger.idlePower == learnt)
  }

  @Test("is not known where an estimate tells a part, nor of days on which one has")
  func estimated() {
    var stage = LedgerStage([.rapl("0"), .rapl("1"), .table("1")])
    Self.idle(110, [30, nil], estimates: [15], on: &stage)
    #expect(stage.ledger.idlePower == nil)
    // The counter is back, and its place has learnt from the table on that day.
    Self.idle(110, [30, 20], estimates: [15], on: &stage)
    #expect(stage.ledger.idlePower == nil)
    // Of the next day all is metered.
    stage.realtime += 86_400
    Self.idle(101, [30, 20], estimates: [15], on: &stage)
    #expect(
      stage.ledger.idlePower == NodeIdlePower(microwatts: 50_000_000, domains: [.package]))
  }

  @Test("is not known where one of two packages has no counter")
  func half() {
    var stage = LedgerStage([.rapl("0"), .rapl("1")])
    Self.idle(110, [30, nil], on: &stage)
    #expect(stage.ledger.idlePower == nil)
  }

  @Test(
    "says of what it is: an accelerator without a meter is not in it", arguments: [true, false])
  func unmetered(hasOther: Bool) {
    // Of two accelerators one has a meter: a sum of both would be of one.
    var meters: [Meter] = [.rapl("0")]
    if hasOther { meters.append(.rapl("0000:41:00.0", .accelerator)) }
    var stage = LedgerStage(meters, unmetered: [.accelerator])
    Self.idle(110, hasOther ? [30, 60] : [30], on: &stage)
    let alone = NodeIdlePower(microwatts: 30_000_000, domains: [.package])
    #expect(stage.ledger.idlePower == (hasOther ? nil : alone))
  }

  @Test("at a wall meter is that of all the node, whatever is told below it")
  func wall() {
    var stage = LedgerStage([.plug(), .rapl()])
    Self.idle(110, [100, 60], on: &stage)
    let all = NodeIdlePower(microwatts: 100_000_000, domains: [.wall])
    #expect(stage.ledger.idlePower == all)
    // While the package cannot be read nobody knows what of the wall is whose.
    Self.idle(2, [100, nil], on: &stage)
    #expect(stage.ledger.idlePower == nil)
    var blind = LedgerStage([.plug(), .rapl()])
    Self.idle(110, [100, nil], on: &blind)
    #expect(blind.ledger.idlePower == all)
  }

  @Test("at a wall meter is learnt anew where a package is not read beside it any more")
  func otherRest() throws {
    var stage = LedgerStage([.plug(), .rapl()])
    Self.idle(110, [100, 60], on: &stage)
    let before = stage.dynamicJoules(.system)
    try stage.restart()
    Self.idle(90, [100, nil], on: &stage)
    #expect(stage.ledger.idlePower == nil)
    // Nobody does anything.
    #expect(stage.dynamicJoules(.system) == before)
    Self.idle(20, [100, nil], on: &stage)
    #expect(
      stage.ledger.idlePower == NodeIdlePower(microwatts: 100_000_000, domains: [.wall]))
    #expect(stage.dynamicJoules(.system) == before)
  }

  @Test("at a wall meter is what it was when that is back after the platform has stood in")
  func again() {
    var stage = LedgerStage([.plug(), .platform(), .rapl()])
    Self.idle(110, [100, 80, 60], on: &stage)
    let all = NodeIdlePower(microwatts: 100_000_000, domains: [.wall])
    #expect(stage.ledger.idlePower == all)
    Self.idle(3, [nil, 80, 60], on: &stage)
    #expect(stage.ledger.rung == .psys && stage.ledger.idlePower == nil)
    Self.idle(3, [100, 80, 60], on: &stage)
    #expect(stage.ledger.rung == .wall && stage.ledger.idlePower == all)
  }

  @Test("at one wall meter is not that of another one, which may see more or less of the node")
  func otherWall() {
    var other = Meter.plug()
    other.source = "psu"
    var stage = LedgerStage([.plug(), other, .rapl()])
    Self.idle(110, [100, 80, 60], on: &stage)
    let all = NodeIdlePower(microwatts: 100_000_000, domains: [.wall])
    #expect(stage.ledger.idlePower == all)
    Self.idle(3, [nil, 80, 60], on: &stage)
    #expect(stage.ledger.rung == .wall && stage.ledger.idlePower == nil)
    Self.idle(3, [100, 80, 60], on: &stage)
    #expect(stage.ledger.idlePower == all)
  }

  @Test("that an estimate of more has told is not what a counter in its place divides by")
  func afterEstimate() {
    var stage = LedgerStage([.rapl(), .table()])
    let place = stage.place(.package)
    let job = stage.ledger.begin(job: "slurm:x/1")
    Self.idle(110, [nil], estimates: [100], on: &stage)
    #expect(stage.ledger.status(place).idleMicrowatts == 100_000_000)
    // One minute by the counter: the lowest hundredth of all that are known is still the estimate's.
    Self.idle(2, [60], estimates: [100], on: &stage)
    #expect(stage.ledger.status(place).idleMicrowatts == 60_000_000)
    #expect(stage.ledger.status(place).isIdleProvisional)
    stage.round([150 * 60], watts: [100], after: 60) { $0.record(job, at: place, weight: 1) }
    // 90 W for a minute.
    #expect(stage.dynamicJoules(job) == 5400)
  }

  @Test("of a platform's own sum is that of the platform")
  func platform() {
    var stage = LedgerStage([.platform(), .rapl()])
    Self.idle(110, [80, 60], on: &stage)
    #expect(
      stage.ledger.idlePower == NodeIdlePower(microwatts: 80_000_000, domains: [.psys]))
  }
}
