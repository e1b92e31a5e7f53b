/// What a vendor's library shows of one accelerator.
public struct AcceleratorReading: Sendable {
  /// Energy since the driver was loaded, in millijoules; up to 0.1 s old.
  public let millijoules: UInt64
  /// Use of the units by each job's processes since the last sample, in whole percent. A job with
  /// processes on the device is listed with 0, too.
  public let utilization: [(owner: Owner, percent: Int)]
}
