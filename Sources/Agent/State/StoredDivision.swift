public import NodeModel

/// By what energy above idle is divided among those who were on the CPUs, from a time on: until it is another way.
public struct StoredDivision: Sendable, Equatable {
  /// The life of the counters that it is said of.
  public var epoch: Epoch
  /// Seconds since 1970, UTC.
  public var start: Int64
  /// `counters`, `cycles` or `cpu_time` (docs/division.md).
  public var weight: String
  /// Why it is not what processors have counted; nil where it is.
  public var reason: String?

  /// The word for CPU time.
  static let time = "cpu_time"

  /// States a division.
  public init(epoch: Epoch, start: Int64, weight: String, reason: String?) {
    self.epoch = epoch
    self.start = start
    self.weight = weight
    self.reason = reason
  }
}
