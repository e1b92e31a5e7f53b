import NodeModel
import Testing

@testable import EnergyLedger

/// What a sum of components does not have in it.
extension LadderTests {
  @Test("a sum without one package's counter says why: its failure, or that there is none")
  func incompleteSum() {
    func lacks(_ stage: borrowing LedgerStage) -> FailureReason? {
      let lacks = stage.ledger.ladder[Int(Rung.components.rawValue)].lacks
      let packages = lacks.filter { $0.component == .package }
      #expect(packages.count < 2 && lacks.count == packages.count + 1)
      return packages.first?.reason
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

  @Test("a sum says that an accelerator is not in it, as long as none of its meters can be read")
  func unmeteredAccelerator() {
    func lacks(_ stage: borrowing LedgerStage, of rung: Rung) -> [LadderStep.Lack] {
      stage.ledger.ladder[Int(rung.rawValue)].lacks.filter { $0.component != .rest }
    }
    var stage = LedgerStage([.rapl()], unmetered: [.accelerator])
    for _ in 0..<4 { stage.round([30]) }
    #expect(lacks(stage, of: .components) == [.init(.accelerator, .absent)])
    let mark = stage.ledger.ladderMark
    stage.ledger.declare(Topology(meters: [.rapl()]))
    stage.round([30])
    #expect(lacks(stage, of: .components) == [] && stage.ledger.ladderMark != mark)

    var card = LedgerStage([.rapl(), .rapl("0000:03:00.0", .accelerator)])
    for _ in 0..<4 { card.round([30, 500]) }
    #expect(lacks(card, of: .components) == [] && card.node == 3 * 530)
    for _ in 0..<20 { card.round([30, nil], failure: .accessDenied) }
    #expect(lacks(card, of: .components) == [.init(.accelerator, .accessDenied)])

    // An estimate of the node leaves accelerators out as well; a meter at the wall sees them.
    var estimate = LedgerStage([.table("0")], unmetered: [.accelerator])
    for _ in 0..<4 { estimate.round([], watts: [45]) }
    #expect(lacks(estimate, of: .table) == [.init(.accelerator, .absent)])
    var wall = LedgerStage([.plug(), .rapl()], unmetered: [.accelerator])
    for _ in 0..<4 { wall.round([900, 30]) }
    #expect(wall.ledger.rung == .wall && wall.ledger.ladder.allSatisfy { $0.lacks.isEmpty })
  }

  @Test(
    "a sum of components lacks fans, drives and losses, which are in an estimate of the node and in a wall meter's figure"
  )
  func missingRest() {
    func lacks(_ stage: borrowing LedgerStage) -> [LadderStep.Lack] {
      stage.ledger.ladder.flatMap(\.lacks)
    }
    var stage = LedgerStage([.rapl(), .table(tellsNode: true)])
    for _ in 0..<4 { stage.round([30], watts: [45]) }
    #expect(stage.ledger.rung == .components && lacks(stage) == [.init(.rest, .absent)])
    let mark = stage.ledger.ladderMark
    for _ in 0..<20 { stage.round([nil], watts: [45], failure: .accessDenied) }
    #expect(stage.ledger.rung == .table && lacks(stage) == [])
    #expect(stage.ledger.ladderMark != mark)
    // A package's own estimate says no more than its counter did.
    var package = LedgerStage([.table()])
    for _ in 0..<4 { package.round([], watts: [45]) }
    #expect(package.ledger.rung == .table && lacks(package) == [.init(.rest, .absent)])
    // Why no meter tells it is why there is none at the wall.
    package.ledger.declare(Topology(meters: [.table()], absences: [.wall: .inVirtualMachine]))
    package.round([], watts: [45])
    #expect(lacks(package) == [.init(.rest, .inVirtualMachine)])
    var wall = LedgerStage([.plug(), .rapl()])
    for _ in 0..<4 { wall.round([900, 30]) }
    #expect(wall.ledger.rung == .wall && lacks(wall) == [])
  }

  @Test(
    "half of an estimate of the node, in the place of one of two packages, does not tell the rest")
  func halfOfRest() {
    let parts = ["0", "1"].map { Meter.table($0, tellsNode: true) }
    var stage = LedgerStage([.rapl("0"), .rapl("1")] + parts)
    stage.round([0, 0], watts: [45, 45])
    for _ in 0..<20 { stage.round([30, nil], watts: [45, 45], failure: .accessDenied) }
    #expect(stage.ledger.rung == .components)
    #expect(
      stage.ledger.ladder.flatMap(\.lacks)
        == [.init(.package, .accessDenied), .init(.rest, .absent)])
    for _ in 0..<20 { stage.round([nil, nil], watts: [45, 45], failure: .accessDenied) }
    #expect(stage.ledger.rung == .table && stage.ledger.ladder.allSatisfy { $0.lacks.isEmpty })
  }

  @Test("an accelerator's meter beside an estimate of the processors makes no measured node")
  func accelerator() {
    var stage = LedgerStage([.rapl("0000:03:00.0", .accelerator), .table("0")])
    for _ in 0..<4 { stage.round([500], watts: [45]) }
    #expect(stage.ledger.rung == .components && stage.ledger.mainRung == .table)
    #expect(
      stage.ledger.ladder[Int(Rung.components.rawValue)].lacks
        == [.init(.package, .absent), .init(.rest, .absent)])
    #expect(stage.ledger.node(.components).joules == 1500)
    #expect(stage.ledger.node(.table).joules == 135)
  }
}
