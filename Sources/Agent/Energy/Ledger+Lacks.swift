internal import EnergyLedger
internal import NodeModel

extension Ledger {
  /// Components of which the node's figure lacks a part that has no counter and no estimate.
  var lacks: [EnergyComponent] {
    ladder.first { !$0.lacks.isEmpty }?.lacks.map(\.component) ?? []
  }
}
