/// The energy of nodes: what was handed out to jobs and buckets, less what was handed out too much.
public struct Balance: Sendable, Hashable {
  /// Of all jobs and of all buckets but `residual_under`.
  public internal(set) var added = Tally()
  /// Of `residual_under`.
  public internal(set) var withdrawn = Tally()

  /// Nothing.
  public init() {}

  /// Energy that counts as it is.
  public init(_ added: Tally) { self.added = added }

  /// Energy that counts negative.
  public init(withdrawn: Tally) { self.withdrawn = withdrawn }

  /// What the nodes used.
  public var energy: EnergyTally { added.energy - withdrawn.energy }

  /// Both together.
  public static func += (left: inout Balance, right: Balance) {
    left.added += right.added
    left.withdrawn += right.withdrawn
  }
}
