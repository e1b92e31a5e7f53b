internal import NodeModel

/// What the fleet used in each hour, and how many of its slots somebody saw.
public struct FleetHours: Sendable {
  /// One hour.
  public struct Hour: Sendable, Hashable {
    /// Microjoules of all nodes.
    public fileprivate(set) var energy: Int128 = 0
    /// Slots of nodes in which an agent ran.
    public fileprivate(set) var coveredSlots = 0
    /// Nodes that saw any of it.
    public fileprivate(set) var nodes = 0
    /// One bit a slot: whether any node saw it.
    public fileprivate(set) var known: UInt16 = 0
  }

  /// By their beginnings, in seconds since 1970.
  public private(set) var hours: [Int64: Hour] = [:]

  /// No hours.
  public init() {}

  mutating func count(_ energy: Int128, in hour: Int64) {
    hours[hour, default: Hour()].energy += energy
  }

  mutating func cover(_ known: UInt16, in hour: Int64) {
    guard known != 0 else { return }
    hours[hour, default: Hour()].coveredSlots += known.nonzeroBitCount
    hours[hour]?.nodes += 1
    hours[hour]?.known |= known
  }

  /// From the beginning of the first slot to the end of the last one, in seconds since 1970; nil where nobody saw any.
  ///
  /// A node whose clock is wrong does not stretch a fleet's time: hours at both ends that no more than one of 200
  /// nodes has are left out.
  public func interval(of nodes: Int) -> Range<Int64>? {
    let floor = nodes / 200
    let common = hours.filter { $0.value.nodes > floor }
    guard let first = common.keys.min(), let last = common.keys.max(),
      let from = common[first]?.known, let until = common[last]?.known
    else { return nil }
    return first + Int64(from.trailingZeroBitCount) * HourSlots.seconds..<last
      + Int64(UInt16.bitWidth - until.leadingZeroBitCount) * HourSlots.seconds
  }

  /// Energy of hours that are not within an interval.
  public func strayEnergy(outside interval: Range<Int64>) -> Int128 {
    hours.reduce(0) {
      $1.key + 3600 > interval.lowerBound && $1.key < interval.upperBound
        ? $0 : $0 + $1.value.energy
    }
  }
}
