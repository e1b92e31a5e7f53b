import NodeModel
import Testing

@testable import EnergyLedger

@Suite("Which source tells the energy of the node")
struct LadderTests {
  static func psys() -> Meter {
    Meter(
      source: "rapl", domain: .psys, device: "0",
      kind: .counter(CounterScale(range: 262_143_328_850)),
      tier: .components, bounds: .exact, maximumMicrowatts: 500_000_000)
  }

  @Test("psys contains the package and is never added to it; core is inside the package")
  func nested() {
    var stage = LedgerStage([Self.psys(), .rapl(), .rapl("0", .core)])
    stage.round([0, 0, 0])
    for _ in 0..<10 { stage.round([50, 30, 20]) }
    #expect(stage.node == 500)
    #expect(stage.ledger.status(stage.place(.package)).energy.joules == 300)
    #expect(stage.ledger.status(stage.place(.rest, "")).energy.joules == 200)
    #expect(stage.ledger.rung == .psys)
  }

  @Test("a whole that goes while another one tells leaves that in its place, read or not")
  func wholeGoes() {
    let (plug, psys) = (Meter.plug(), Self.psys())
    var stage = LedgerStage([plug, psys, .rapl()])
    stage.round([0, 0, 0])
    stage.round([60, 50, 30])
    // The plug fails for longer than it is waited for.
    for _ in 0..<12 { stage.round([nil, 50, 30]) }
    #expect(stage.ledger.rung == .psys)
    let before = stage.node
    stage.ledger.declare(Topology(meters: [psys, .rapl()]))
    stage.removeFirstMeter()
    #expect(stage.ledger.rung == .psys)
    stage.flow(0, 50)
    stage.round([nil, 30])
    #expect(stage.ledger.rung == .psys)
    stage.round([50, 30])
    // What psys saw in both seconds.
    #expect(stage.node == before + 100)
    // It goes as well, and nothing is a whole any more.
    stage.ledger.declare(Topology(meters: [.rapl()]))
    stage.removeFirstMeter()
    stage.round([nil])
    #expect(stage.ledger.rung != .psys)
    stage.round([30])
    #expect(stage.ledger.rung == .components)
    #expect(stage.ledger.isBalanced == true)
  }

  @Test("what the wall told while a card was away is not told again when that is back")
  func cardComesBack() {
    let (card, plug) = (Meter.rapl("gpu", .accelerator), Meter.plug())
    var stage = LedgerStage([card, plug, .rapl()])
    stage.round([0, 0, 0])
    stage.round([20, 50, 30])
    stage.ledger.declare(Topology(meters: [plug, .rapl()]))
    let shown = stage.removeFirstMeter()
    stage.round([50, 30])
    #expect(stage.node == 100)
    stage.ledger.declare(Topology(meters: [card, plug, .rapl()]))
    stage.insertFirstMeter(showing: shown + 20_000_000)
    // The plug fails for longer than it is waited for, and components tell what they know: no more than flowed.
    for _ in 0..<12 {
      stage.flow(1, 50)
      stage.round([20, nil, 30])
    }
    #expect(stage.ledger.rung == .components)
    #expect(stage.node <= 700)
    stage.round([20, 50, 30])
    #expect(stage.node == 750)
    #expect(stage.ledger.isBalanced == true)
  }

  @Test(
    "a wall that goes while components wait for one of them does not tell again what others told")
  func wallComesBack() {
    let plug = Meter.plug()
    var stage = LedgerStage([plug, .rapl(), .rapl("0", .dram)])
    stage.round([0, 0, 0])
    stage.round([40, 30, 10])
    stage.ledger.declare(Topology(meters: [.rapl(), .rapl("0", .dram)]))
    let shown = stage.removeFirstMeter()
    // The package's 30 J are booked, and its memory is waited for.
    stage.flow(1, 10)
    stage.round([30, nil])
    #expect(stage.node == 70)
    stage.ledger.declare(Topology(meters: [plug, .rapl(), .rapl("0", .dram)]))
    stage.insertFirstMeter(showing: shown + 40_000_000)
    stage.round([40, 30, 10])
    stage.round([40, 30, 10])
    #expect(stage.node == 160)
    #expect(stage.ledger.isBalanced == true)
  }

  @Test("a card beside the platform adds to psys, and is inside the wall")
  func besidePlatform() {
    var card = Meter.rapl("gpu", .accelerator)
    card.isBesidePlatform = true
    var stage = LedgerStage([Self.psys(), .rapl(), card])
    stage.round([0, 0, 0])
    stage.round([50, 30, 200])
    #expect(stage.node == 250)
    #expect(stage.ledger.isBalanced == true)
    var wall = LedgerStage([.plug(), card])
    wall.round([0, 0])
    wall.round([300, 200])
    #expect(wall.node == 300)
  }

  @Test("a failed read is no energy and no jump: the next good one tells all")
  func failedRead() {
    var stage = LedgerStage([.plug(), .rapl()])
    stage.round([0, 0])
    stage.round([100, 60])
    stage.flow(1, 60)
    stage.round([100, nil])
    #expect(stage.node == 100)
    stage.round([100, 60])
    #expect(stage.node == 300)
    #expect(stage.ledger.status(stage.place(.package)).energy.joules == 180)
    #expect(stage.bucket(.residualOver) == 0)
    #expect(stage.bucket(.residualUnder) == 0)
    #expect(stage.ledger.status(meter: 1).failures == 1)
  }

  @Test("wall energy of rounds whose component stays away is residual_over, and stays there")
  func missingComponent() {
    var stage = LedgerStage([.plug(), .rapl()])
    stage.round([0, 0])
    stage.round([100, 60])
    for _ in 0..<20 {
      stage.flow(1, 60)
      stage.round([100, nil])
    }
    // The round in which it comes back tells nothing of the time before: the wall has told that.
    stage.round([100, 60])
    stage.round([100, 60])
    #expect(stage.node == 2300)
    #expect(stage.bucket(.residualOver) == 2100)
    #expect(stage.ledger.status(stage.place(.package)).energy.joules == 120)
    #expect(stage.ledger.isBalanced == true)
  }

  @Test("components beyond the wall are handed out, and residual_under says how much")
  func partsBeyondTheWhole() {
    var stage = LedgerStage([.plug(), .rapl()])
    stage.round([0, 0])
    stage.round([100, 130])
    #expect(stage.node == 100)
    #expect(stage.bucket(.residualUnder) == 30)
    #expect(stage.bucket(.system) + stage.bucket(.unallocated) == 130)
  }

  @Test("a wall meter that is read less often than there are rounds is the source all the same")
  func slowWall() {
    var stage = LedgerStage([.plug(), .rapl()])
    stage.round([0, 0])
    for _ in 0..<4 {
      for _ in 0..<2 {
        stage.flow(0, 100)
        stage.round([nil, 60])
      }
      stage.round([100, 60])
    }
    #expect(stage.ledger.rung == .wall)
    #expect(stage.ledger.node(.wall).joules == 1200)
    #expect(stage.node == 1200)
    #expect(stage.ledger.status(stage.place(.package)).energy.joules == 720)
  }

  @Test("when the wall meter stays away the next rung counts, and no joule is counted twice")
  func fallFromTheWall() {
    var stage = LedgerStage([.plug(), .rapl()])
    stage.round([0, 0])
    for _ in 0..<5 { stage.round([100, 60]) }
    for _ in 0..<20 {
      stage.flow(0, 100)
      stage.round([nil, 60])
    }
    #expect(stage.ledger.node(.wall).joules == 500)
    #expect(stage.ledger.node(.components).joules == 1200)
    #expect(
      stage.ledger.ladder.first == LadderStep(rung: .wall, state: .unavailable(.inputOutput)))
    #expect(stage.ledger.rung == .components)
    // It comes back: of the 2100 J that it saw meanwhile 1260 are counted already.
    stage.round([100, 60])
    #expect(stage.ledger.node(.components).joules == 1260)
    #expect(stage.ledger.node(.wall).joules == 1340)
    #expect(stage.bucket(.gap) == 840)
    stage.round([100, 60])
    #expect(stage.ledger.node(.wall).joules == 1440)
    #expect(stage.node == 2700)
    #expect(stage.bucket(.gap) == 840)
    #expect(stage.ledger.rung == .wall)
  }

  @Test("an estimate takes the place of a counter that stays away, from where the counter ended")
  func estimateInstead() {
    var stage = LedgerStage([.rapl(), .table()])
    stage.round([0], watts: [45])
    for _ in 0..<5 { stage.round([30], watts: [45]) }
    for _ in 0..<20 { stage.round([nil], watts: [45], failure: .accessDenied) }
    #expect(stage.ledger.node(.components).joules == 150)
    #expect(stage.ledger.node(.table).joules == 900)
    #expect(stage.ledger.rung == .table)
    #expect(
      stage.ledger.ladder[Int(Rung.components.rawValue)].state == .unavailable(.accessDenied))
    // The counter saw 600 J where 945 were booked: these stand, and nothing is added.
    stage.round([600], watts: [45])
    #expect(stage.ledger.node(.table).joules == 945)
    #expect(stage.bucket(.gap) == 0)
    stage.round([30], watts: [45])
    #expect(stage.ledger.node(.components).joules == 180)
    #expect(stage.ledger.isBalanced == true)
  }

  @Test(
    "rounds may be 15 s or a minute apart: two reads that fail in turn bring no estimate, a third does",
    arguments: [15, 60] as [UInt64])
  func slowRounds(seconds: UInt64) {
    var policy = LedgerPolicy()
    policy.follow(interval: seconds * 1_000_000_000)
    var stage = LedgerStage([.rapl(), .table()], policy: policy)
    stage.round([0], watts: [45], after: seconds)
    stage.round([30 * seconds], watts: [45], after: seconds)
    for _ in 0..<2 {
      stage.flow(0, 30 * seconds)
      stage.round([nil], watts: [45], after: seconds)
    }
    #expect(stage.node == 30 * Double(seconds))
    stage.round([30 * seconds], watts: [45], after: seconds)
    #expect(stage.ledger.node(.components).joules == 120 * Double(seconds))
    #expect(stage.ledger.node(.table).joules == 0 && stage.bucket(.gap) == 0)
    for _ in 0..<3 { stage.round([nil], watts: [45], after: seconds) }
    #expect(stage.ledger.node(.table).joules == 135 * Double(seconds))
    #expect(stage.ledger.isBalanced == true)
  }

  @Test("what a counter saw beyond the estimate in its place is a gap, with what is known of it")
  func estimateTooLow() {
    let counter = Meter.rapl(bounds: EnergyBounds(50_000))
    var stage = LedgerStage([counter, .table()])
    stage.round([0], watts: [45])
    for _ in 0..<5 { stage.round([30], watts: [45]) }
    for _ in 0..<20 { stage.round([nil], watts: [45]) }
    #expect(stage.node == 1050)
    // 21 rounds of 45 W were booked as the table has it; the counter saw 1200 J in them.
    stage.round([1200], watts: [45])
    #expect(stage.bucket(.gap) == 255)
    #expect(stage.ledger.node(.components).joules == 405)
    #expect(stage.node == 1350)
    let gap = stage.ledger.openRows().filter { $0.owner == .bucket(.gap) }
    #expect(gap.map(\.component) == [.package])
    stage.round([30], watts: [45])
    #expect(stage.node == 1380)
    #expect(stage.bucket(.gap) == 255)
    #expect(stage.ledger.isBalanced == true)
  }

  @Test("bounds of what is booked late are those of the counter, less what stands in the book")
  func boundsOfArrears() {
    let meter = Meter.rapl(bounds: EnergyBounds(50_000))
    let left = Amount(1_200_000, of: meter).beyond(945_000)
    #expect(left.energy == 255_000)
    #expect(left.low == 195_000)
    #expect(left.high == 315_000)
    let none = Amount(600_000, of: meter).beyond(945_000)
    #expect((none.energy, none.low, none.high) == (0, 0, 0))
  }

  @Test("a counter keeps its claim through a restart, and while a worse one is back before it")
  func claimsThroughRestart() throws {
    var (best, second) = (Meter.rapl(), Meter.rapl())
    best.source = "better"
    second.preference = 1
    var stage = LedgerStage([best, second, .table()])
    stage.round([0, 0], watts: [20])
    stage.round([30, 31], watts: [20])
    for _ in 0..<20 {
      stage.flow(0, 30)
      stage.flow(1, 31)
      stage.round([nil, nil], watts: [20])
    }
    // 20 rounds of 20 W by the table. The second counter is back: 21 × 31 J less the table's 21 × 20 J.
    stage.flow(0, 30)
    stage.round([nil, 31], watts: [20])
    #expect(stage.bucket(.gap) == 231)
    #expect(stage.node == 30 + 651)
    try stage.restart()
    stage.flow(0, 30)
    stage.round([nil, 31], watts: [20])
    #expect(stage.node == 30 + 651 + 31)
    // The first saw 30 J where 31 were booked: nothing is missing.
    stage.round([30, 31], watts: [20])
    #expect(stage.node == 30 + 651 + 62)
    stage.round([30, 31], watts: [20])
    #expect(stage.node == 30 + 651 + 62 + 30)
    #expect(stage.ledger.isBalanced == true)
  }

  @Test("after a restart of the machine a counter claims what it saw from power-on, no more")
  func claimsAfterReboot() throws {
    var stage = LedgerStage([.rapl(), .table()])
    stage.round([0], watts: [20])
    stage.round([30], watts: [20])
    for _ in 0..<20 { stage.round([nil], watts: [20]) }
    #expect(stage.node == 430)
    stage.reboot(uptime: 30)
    try stage.restart(bootID: "another", isCleanStop: true)
    // The first two readings of the new life fail as well; the table has 20 J between them.
    stage.flow(0, 500)
    stage.round([nil], watts: [20])
    stage.round([nil], watts: [20])
    #expect(stage.node == 450)
    stage.round([60], watts: [20])
    // 560 J since power-on, of which 40 are booked.
    #expect(stage.bucket(.gap) == 520)
    #expect(stage.node == 990)
  }

  @Test("a wall meter that has jumped does not tell the time in which it did")
  func jumpedWall() {
    var stage = LedgerStage([.plug(), .rapl()])
    stage.round([0, 0])
    stage.round([100, 60])
    stage.round([1_000_000, 60])
    stage.round([100, 60])
    stage.round([100, 60])
    #expect(stage.ledger.node(.wall).joules == 200)
    #expect(stage.ledger.node(.components).joules == 120)
    #expect(stage.bucket(.residualUnder) == 0)
    #expect(stage.ledger.status(meter: 0).losses == 1)
  }

  @Test("a part that comes back with the whole tells no time that the whole does not tell")
  func partComesBack() {
    var stage = LedgerStage([.plug(), .rapl("0"), .rapl("1")])
    stage.round([0, 0, 0])
    stage.round([100, 30, 30])
    for _ in 0..<20 {
      stage.flow(0, 100)
      stage.flow(2, 30)
      stage.round([nil, 30, nil])
    }
    stage.flow(2, 30)
    stage.round([100, 30, nil])
    stage.round([100, 30, 30])
    stage.round([100, 30, 30])
    // 21 rounds of one socket, in which the wall saw 2100 J; then two of the wall, the first of them without the
    // other socket.
    #expect(stage.node == 100 + 2100 + 200)
    #expect(stage.bucket(.gap) == 1470)
    #expect(stage.bucket(.residualUnder) == 0)
    #expect(stage.bucket(.residualOver) == 70)
    #expect(stage.ledger.status(stage.place(.package, "1")).energy.joules == 60)
  }

  @Test("what a whole that was back told of a part is not told again by the part")
  func partAfterTheWhole() {
    var stage = LedgerStage([.plug(), .rapl("0"), .rapl("1")])
    stage.round([0, 0, 0])
    stage.round([100, 30, 30])
    // The wall and one socket stay away; the wall is back for one round, and away again.
    for step in 0..<34 {
      if step != 20 { stage.flow(0, 100) }
      stage.flow(2, 30)
      stage.round([step == 20 ? 100 : nil, 30, nil])
    }
    #expect(stage.node == 100 + 21 * 100 + 13 * 30)
    stage.flow(0, 100)
    stage.round([nil, 30, 30])
    stage.round([100, 30, 30])
    // The wall saw 100 J in each round.
    #expect(stage.node == 3600 + 100)
    #expect(stage.ledger.status(stage.place(.package, "1")).energy.joules == 60)
    #expect(stage.ledger.isBalanced == true)
  }

  @Test("energy that became known after more than five minutes is a gap")
  func longGap() {
    var stage = LedgerStage([.rapl(watts: 100)])
    stage.round([0])
    stage.round([10])
    for _ in 0..<301 {
      stage.flow(0, 10)
      stage.round([nil])
    }
    stage.round([10])
    #expect(stage.node == 3030)
    #expect(stage.bucket(.gap) == 3020)
  }

  @Test("sources that fail in turns do not hold the node for ever")
  func failingInTurns() {
    var stage = LedgerStage([.plug(), .rapl()])
    stage.round([0, 0])
    stage.round([100, 60])
    for step in 0..<100 {
      if step % 2 == 0 { stage.flow(0, 100) } else { stage.flow(1, 60) }
      stage.round(step % 2 == 0 ? [nil, 60] : [100, nil])
    }
    #expect(stage.node > 5000)
    #expect(stage.node <= 10_100)
    #expect(stage.ledger.isBalanced == true)
  }

  @Test("a node without any meter has no energy, and says why for each rung")
  func nothing() {
    var stage = LedgerStage([])
    stage.round([])
    stage.round([])
    #expect(stage.node == 0)
    #expect(stage.ledger.rung == nil)
    #expect(stage.ledger.ladder.count == Rung.allCases.count)
    #expect(stage.ledger.ladder.allSatisfy { $0.state == .unavailable(.absent) })
  }

  @Test("a device that goes and comes back goes on with its counter")
  func deviceLoss() {
    let card = Meter.rapl("gpu", .accelerator)
    var stage = LedgerStage([.rapl(), card])
    stage.round([0, 0])
    stage.round([30, 200])
    stage.ledger.declare(Topology(meters: [.rapl()]))
    stage.round([30])
    #expect(stage.node == 260)
    stage.ledger.declare(Topology(meters: [.rapl(), card]))
    stage.round([30, 50])
    #expect(stage.node == 340)
    #expect(stage.ledger.status(stage.place(.accelerator, "gpu")).energy.joules == 250)
  }
}
