/// What `perf` counts on each logical processor, of a control group or of whatever runs there.
public struct WorkReading: Sendable {
  /// Unhalted core cycles.
  public let cycles: [UInt64]
  /// Instructions retired; empty where `lines` is.
  public let instructions: [UInt64]
  /// Lines of 64 bytes that had to be got from DRAM (`cache-misses`), write-backs not among them; empty where the
  /// processor's event of that name counts others as well.
  public let lines: [UInt64]
}
