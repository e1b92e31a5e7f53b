/// The part of the node that a job keeps from others, whether it uses it or not.
public struct JobReservation: Sendable, Equatable {
  /// Thousandths of a CPU; nil where it has no limit of its own.
  public var processors: UInt32?
  /// How many CPUs of each package its own set has; nil where it has none, or nobody knows packages.
  public var packages: SIMD8<UInt16>?
  /// Bytes of memory; nil where it has no limit of its own.
  public var memory: UInt64?

  /// Nothing.
  public init() {}
}
