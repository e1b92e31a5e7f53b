/// What nodes draw together: of each its energy over the time in which it was seen, so that one that was dark for long
/// weighs no less than the others.
public struct MeanPower: Sendable, Hashable {
  /// Of all nodes that were seen at all.
  public private(set) var watts = 0.0
  /// How many these are: of the others nobody knows what they draw, and nothing is put in its place.
  public private(set) var nodes = 0

  /// Nobody was seen.
  public init() {}

  /// Counts a node by the energy that was seen to flow, in microjoules, and the time in which it was.
  mutating func count(_ energy: Int128, milliseconds: UInt64) {
    guard milliseconds > 0 else { return }
    watts += Double(nearest: energy) / 1e3 / Double(milliseconds)
    nodes += 1
  }

  /// The watts; nil where nobody was seen.
  public var known: Double? { nodes > 0 ? watts : nil }

  /// Of one node, the mean of all of them; nil where nobody was seen.
  public var ofNode: Double? { nodes > 0 ? watts / Double(nodes) : nil }

  /// Both together.
  public static func += (left: inout MeanPower, right: MeanPower) {
    left.watts += right.watts
    left.nodes += right.nodes
  }
}
