/// What a job is expected to draw from its start to its end, in segments of constant power.
public struct PowerProfile: Sendable, Hashable {
  /// A time of constant power.
  public struct Segment: Sendable, Hashable {
    /// How long, at least one second.
    public let seconds: Int64
    /// µW.
    public let microwatts: UInt64

    /// States a segment.
    public init(seconds: Int64, microwatts: UInt64) {
      self.seconds = seconds
      self.microwatts = microwatts
    }
  }

  /// In the order of time.
  public let segments: [Segment]

  /// Takes segments; nil without any, and where one is shorter than a second or all together are longer than
  /// ten years.
  public init?(_ segments: [Segment]) {
    var sum: Int64 = 0
    for segment in segments {
      guard segment.seconds > 0, segment.seconds <= Self.longest else { return nil }
      sum += segment.seconds
      guard sum <= Self.longest else { return nil }
    }
    guard sum > 0 else { return nil }
    self.segments = segments
  }

  /// How long the job runs, in seconds.
  public var seconds: Int64 { segments.reduce(0) { $0 + $1.seconds } }

  /// Ten years of 365 days.
  private static let longest: Int64 = 10 * 365 * 86_400
}
