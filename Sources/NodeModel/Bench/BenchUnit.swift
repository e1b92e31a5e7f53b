/// What a result is counted in; base units, as they stand in JSON.
public enum BenchUnit: String, Sendable {
  /// Floating-point operations a second; a fused multiply-add is two.
  case flopPerSecond = "flop/s"
  /// Integer operations a second; a multiply-add is two.
  case operationsPerSecond = "op/s"
  /// Bytes a second, as STREAM counts: every byte read or written by the program, no write-allocate.
  case bytesPerSecond = "bytes/s"
  /// Time for one operation.
  case seconds = "seconds"
  /// Cycles a second.
  case hertz = "hertz"

  /// Whether more is better.
  public var isRate: Bool { self != .seconds }
}
