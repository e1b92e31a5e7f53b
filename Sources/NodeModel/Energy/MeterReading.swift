/// What a probe read from a meter.
public enum MeterReading: Sendable, Equatable {
  /// The raw number of an energy counter, in its own units.
  case counter(UInt64)
  /// Power in microwatts.
  case power(UInt64)
  /// It could not be read.
  case failed(FailureReason)
}
