/// All that a method may see of one instant.
///
/// Counters are as the kernel shows them: quantized, up to about a millisecond old, wrapping, and
/// starting anywhere. Nothing in it comes from the physics directly.
public struct Sample: Sendable {
  /// Monotonic time.
  public let nanoseconds: UInt64
  /// `energy_uj` of each of the node's domains.
  public let energy: [UInt64]
  /// The wall meter's last published mean of one second, in whole watts.
  public let wallWatts: Int?
  /// Busy time of each logical processor in microseconds, in steps of `/proc/stat`'s 10 ms.
  public let busyMicroseconds: [UInt64]
  /// What hardware counters of all logical processors show; nil without any.
  public let work: WorkReading?
  /// Current frequency of each logical processor in kHz, in steps of 100 MHz.
  public let kilohertz: [Int]
  /// Jobs that live, and those that ended since the last sample.
  public let jobs: [JobReading]
  /// All that belongs to no job.
  public let system: JobReading
  /// Accelerators in the node's order.
  public let accelerators: [AcceleratorReading]
  /// MemTotal less MemAvailable.
  public let usedMemory: Double
}
