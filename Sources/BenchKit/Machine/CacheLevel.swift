/// A data cache as the kernel reports it; a guest may be told more than it gets.
public struct CacheLevel: Sendable, Equatable {
  /// 1 for L1, and so on.
  public let level: Int
  /// Bytes of one instance.
  public let bytes: Int
  /// The CPUs that share one instance.
  public let sharers: Int

  /// Describes a cache.
  public init(level: Int, bytes: Int, sharers: Int) {
    self.level = level
    self.bytes = bytes
    self.sharers = sharers
  }
}
