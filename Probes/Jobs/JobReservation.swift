/// The part of the node that a job keeps from others, whether it uses it or not.
public struct JobReservation: Sendable, Equatable {
  /// Thousandths of a CPU; nil where it has no limit of its own.
  public var processors: UInt32?
  /// Its own set of CPUs; nil where it has none, or all.
  public var set: ProcessorSet?
  /// Bytes of memory; nil where it has no limit of its own.
  public var memory: UInt64?

  /// Nothing.
  public init() {}
}
