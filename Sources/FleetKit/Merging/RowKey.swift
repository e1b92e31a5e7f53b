internal import NodeModel

/// Which row within a node; the order of rows in a merged file.
struct RowKey: Comparable, Hashable {
  var hour: Int64
  var epoch: Epoch
  /// The owner's place among the node's owners in the order of their bytes.
  var owner: Int
  var component: EnergyComponent

  /// The key of a row whose owner has a place in some order.
  init(_ row: FleetRow, owner: Int) {
    hour = row.hour
    epoch = row.epoch
    self.owner = owner
    component = row.component
  }

  static func == (left: RowKey, right: RowKey) -> Bool {
    left.hour == right.hour && left.owner == right.owner && left.component == right.component
      && left.epoch == right.epoch
  }

  static func < (left: RowKey, right: RowKey) -> Bool {
    if left.hour != right.hour { return left.hour < right.hour }
    if left.epoch.high != right.epoch.high { return left.epoch.high < right.epoch.high }
    if left.epoch.low != right.epoch.low { return left.epoch.low < right.epoch.low }
    if left.owner != right.owner { return left.owner < right.owner }
    return order(left.component) < order(right.component)
  }

  /// The words in the order of the alphabet.
  private static func order(_ component: EnergyComponent) -> Int {
    switch component {
    case .accelerator: 0
    case .dram: 1
    case .network: 2
    case .package: 3
    case .rest: 4
    case .storage: 5
    }
  }
}
