import NodeModel
import Testing

@testable import EnergyLedger

@Suite("Which source tells the energy of the node")
struct LadderTests {
  private static func psys() -> Meter {
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

  @Test("two interfaces to one counter are counted once, the preferred one")
  func duplicates() {
    var mmio = Meter.rapl()
    mmio.source = "rapl-mmio"
    mmio.preference = 1
    var stage = LedgerStage([mmio, .rapl()])
    stage.round([0, 0])
    for _ in 0..<10 { stage.round([31, 30]) }
    #expect(stage.node == 300)
    #expect(stage.ledger.status(stage.place(.package)).meter == 1)
    #expect(stage.ledger.status(meter: 0).energy.joules == 310)
  }

  @Test("dies that show one counter twice are counted once; dies of their own are both counted")
  func mirroredDies() {
    for distance: UInt64 in [0, 40] {
      var first = Meter.rapl("0-die-0")
      var second = Meter.rapl("0-die-1")
      first.mirrorGroup = "package-0"
      second.mirrorGroup = "package-0"
      var stage = LedgerStage([first, second])
      stage.round([0, distance])
      for _ in 0..<10 { stage.round([30, 30]) }
      #expect(stage.node == (distance == 0 ? 300 : 600))
      #expect(stage.ledger.status(meter: 1).isMirror == (distance == 0))
    }
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
    // The round in which it comes back tells nothing of the time before.
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
    // It comes back: what it saw meanwhile is counted already.
    stage.round([100, 60])
    #expect(stage.ledger.node(.components).joules == 1260)
    stage.round([100, 60])
    #expect(stage.ledger.node(.wall).joules == 600)
    #expect(stage.node == 1860)
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
    stage.round([600], watts: [45])
    #expect(stage.ledger.node(.table).joules == 945)
    stage.round([30], watts: [45])
    #expect(stage.ledger.node(.components).joules == 180)
    #expect(stage.ledger.isBalanced == true)
  }

  @Test("a sum without one package's counter says why: its failure, or that there is none")
  func incompleteSum() {
    func lacks(_ stage: borrowing LedgerStage) -> FailureReason? {
      stage.ledger.ladder[Int(Rung.components.rawValue)].lacks
    }
    var stage = LedgerStage([.rapl("0"), .rapl("1"), .table("1")])
    stage.round([0, 0], watts: [45])
    for _ in 0..<3 { stage.round([30, 30], watts: [45]) }
    #expect(stage.ledger.rung == .components && lacks(stage) == nil)
    for _ in 0..<20 {
      stage.round([30, nil], watts: [45], failure: .accessDenied)
    }
    #expect(stage.ledger.rung == .components && lacks(stage) == .accessDenied)
    var other = LedgerStage([.rapl("0"), .table("1")])
    for _ in 0..<4 { other.round([30], watts: [45]) }
    #expect(other.ledger.rung == .components && lacks(other) == .absent)
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
    // 21 rounds of one socket, then two of the wall; the first of them without the other socket.
    #expect(stage.node == 100 + 630 + 200)
    #expect(stage.bucket(.residualUnder) == 0)
    #expect(stage.bucket(.residualOver) == 70)
    #expect(stage.ledger.status(stage.place(.package, "1")).energy.joules == 60)
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
