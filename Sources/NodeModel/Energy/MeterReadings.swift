/// What the meters of one source showed when they were read last, and when that was.
///
/// The storage is made once and used again, so a round allocates nothing.
public struct MeterReadings: Sendable {
  /// What each meter showed, in the order of the source's instruments.
  public private(set) var values: [MeterReading]
  /// The boot time at which each was read, in nanoseconds; 0 before the first time.
  public private(set) var times: [UInt64]

  /// Room for so many meters, of which nothing is known.
  public init(count: Int) {
    values = Array(repeating: .failed(.absent), count: count)
    times = Array(repeating: 0, count: count)
  }

  /// Takes what a meter showed at boot time `time`.
  public mutating func set(_ meter: Int, _ reading: MeterReading, at time: UInt64) {
    values[meter] = reading
    times[meter] = time
  }
}
