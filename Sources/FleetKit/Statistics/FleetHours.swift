internal import NodeModel

/// What the fleet used in each hour, and how many of its slots somebody saw.
public struct FleetHours: Sendable {
  /// One hour.
  public struct Hour: Sendable, Hashable {
    /// Microjoules of all nodes.
    public fileprivate(set) var energy: Int128 = 0
    /// That without `gap`: what flowed while nobody looked, and is booked where it became known.
    public fileprivate(set) var seenEnergy: Int128 = 0
    /// Slots of nodes in which an agent ran.
    public fileprivate(set) var coveredSlots = 0
    /// Nodes that saw any of it.
    public fileprivate(set) var nodes = 0
    /// One bit a slot: whether any node saw it.
    public fileprivate(set) var known: UInt16 = 0
    /// Who saw it, while they are so few that their clocks may be wrong.
    fileprivate var witnesses: [Witness] = []

    /// So many of the first nodes may see an hour, and then one of a hundred: nodes come in the order of ids, which are
    /// drawn, so that of an hour that no more than one of 200 has never so many were met.
    fileprivate static func mostWitnesses(among nodes: Int) -> Int { 512 + nodes / 100 }

    fileprivate mutating func count(_ energy: Int128, unseen: Int128) {
      self.energy += energy
      // What was withdrawn with a gap can be more than what was seen.
      seenEnergy += max(0, energy - unseen)
    }

    fileprivate mutating func cover(_ slots: UInt16, by node: Int) {
      let count = slots.nonzeroBitCount
      coveredSlots += count
      nodes += 1
      known |= slots
      if nodes == witnesses.count + 1, nodes <= Self.mostWitnesses(among: node) {
        witnesses.append(Witness(node: Int32(clamping: node), slots: Int32(count)))
      } else if !witnesses.isEmpty {
        witnesses = []
      }
    }
  }
  /// A node that saw an hour, by its number, and how many slots of it.
  fileprivate struct Witness: Hashable {
    let node: Int32
    let slots: Int32
  }
  /// Hours of a node outside of the fleet's time.
  struct Stray: Equatable {
    /// In which its agent ran.
    var slots: Int
    /// The beginnings of the first and the last one, in seconds since 1970.
    var hours: ClosedRange<Int64>
  }

  /// By their beginnings, in seconds since 1970.
  public private(set) var hours: [Int64: Hour] = [:]

  /// Hours that are a day away from all others are a wrong clock's, in seconds.
  static let distance: Int64 = 86_400

  /// No hours.
  public init() {}

  /// Counts energy of a node, and the part of it that flowed while no agent ran.
  mutating func count(_ energy: Int128, unseen: Int128, in hour: Int64) {
    hours[hour, default: Hour()].count(energy, unseen: unseen)
  }

  /// Counts slots that a node saw; nodes are numbered in the order in which they are counted.
  mutating func cover(_ known: UInt16, in hour: Int64, of node: Int) {
    guard known != 0 else { return }
    hours[hour, default: Hour()].cover(known, by: node)
  }

  /// From the beginning of the first slot to the end of the last one, in seconds since 1970; nil where nobody saw any.
  ///
  /// A node whose clock is wrong does not stretch a fleet's time: hours at both ends that no more than one of 200
  /// nodes has are left out. In a small fleet the first and the last of its nodes may be alone for long: there hours
  /// are left out that one of three nodes or more has alone, beyond a day in which nobody has any.
  public func interval(of nodes: Int) -> Range<Int64>? {
    let floor = nodes / 200
    let common = hours.filter { $0.value.nodes > floor }.sorted { $0.key < $1.key }
    guard var first = common.indices.first, var last = common.indices.last else { return nil }
    let shared = common.indices.filter { common[$0].value.nodes > 1 }
    if nodes > 2, let one = shared.first, let other = shared.last {
      (first, last) = (one, other)
      func isNear(_ left: Int, _ right: Int) -> Bool {
        common[right].key - common[left].key < Self.distance
      }
      while first > common.startIndex, isNear(first - 1, first) { first -= 1 }
      while last + 1 < common.endIndex, isNear(last, last + 1) { last += 1 }
    }
    let (from, until) = (common[first], common[last])
    return from.key + Int64(from.value.known.trailingZeroBitCount) * HourSlots.seconds..<until.key
      + Int64(UInt16.bitWidth - until.value.known.leadingZeroBitCount) * HourSlots.seconds
  }

  /// Energy of hours that are not within an interval.
  public func strayEnergy(outside interval: Range<Int64>) -> Int128 {
    hours.reduce(0) { Self.isStray($1.key, interval) ? $0 + $1.value.energy : $0 }
  }

  /// What nodes, by their numbers, saw in hours that are not within an interval.
  func strays(outside interval: Range<Int64>) -> [Int: Stray] {
    var strays: [Int: Stray] = [:]
    for (hour, one) in hours where Self.isStray(hour, interval) {
      for witness in one.witnesses {
        var stray = strays[Int(witness.node)] ?? Stray(slots: 0, hours: hour...hour)
        stray.slots += Int(witness.slots)
        stray.hours = min(stray.hours.lowerBound, hour)...max(stray.hours.upperBound, hour)
        strays[Int(witness.node)] = stray
      }
    }
    return strays
  }

  private static func isStray(_ hour: Int64, _ interval: Range<Int64>) -> Bool {
    hour + 3600 <= interval.lowerBound || hour >= interval.upperBound
  }
}
