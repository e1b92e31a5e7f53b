internal import EnergyLedger
internal import NodeModel

extension Ledger {
  /// Components of which the node's figure lacks a part that has no counter.
  var lacks: [EnergyComponent] {
    ladder.first { !$0.lacks.isEmpty }?.lacks.map(\.component) ?? []
  }
}

extension [EnergyComponent] {
  /// Whether a figure that lacks these has no upper bound: nothing stands in for them, as an estimate does for a package.
  var areOpenUpwards: Bool { contains { $0 != .package } }
}
