/// What a part of a job did since it was read last: a step of Slurm, a container of a pod.
public struct PartUse: Sendable, Equatable {
  /// `step_0`, `step_batch`, or the first twelve digits of a container's id.
  public let id: String
  /// When it was first seen, on the caller's clock in nanoseconds.
  public let beginning: UInt64
  /// When it ended, on the same clock; nil while it is there.
  public internal(set) var end: UInt64?
  /// CPU time since it was read last, in nanoseconds.
  public internal(set) var processorTime: UInt64 = 0
  /// Whether it is told for the first time, and was among the `untold` before.
  public internal(set) var wasUntold = false

  /// A part that has done that much.
  public init(
    id: String, beginning: UInt64, end: UInt64? = nil, processorTime: UInt64 = 0,
    wasUntold: Bool = false
  ) {
    self.id = id
    self.beginning = beginning
    self.end = end
    self.processorTime = processorTime
    self.wasUntold = wasUntold
  }
}

/// What all parts of a job did since they were read last.
public struct PartUses: Sendable, Equatable {
  /// Each that was there, those among them that have ended since.
  public internal(set) var parts: [PartUse]
  /// CPU time of the job that no part used, or that nobody saw one use, in nanoseconds.
  public internal(set) var rest: UInt64
  /// How many more came that there was no room to follow.
  public internal(set) var untold: Int

  /// Parts and what is beside them.
  public init(parts: [PartUse], rest: UInt64 = 0, untold: Int = 0) {
    self.parts = parts
    self.rest = rest
    self.untold = untold
  }
}
