/// What is on a node and told by nothing: nobody knows the most that such a node has drawn.
public struct NodeLacks: OptionSet, Sendable {
  /// A bit for each.
  public let rawValue: UInt8

  /// By bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// An accelerator without a meter.
  public static let accelerator = NodeLacks(rawValue: 1)
  /// Fans, drives, the board and what power supplies lose, where the node is the sum of its components.
  public static let rest = NodeLacks(rawValue: 2)
}
