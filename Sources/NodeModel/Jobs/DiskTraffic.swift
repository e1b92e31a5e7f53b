/// Bytes that went from disks to a job and from it to disks.
public struct DiskTraffic: Sendable, Equatable {
  /// Bytes read.
  public var read: UInt64
  /// Bytes written.
  public var written: UInt64

  /// States both; nothing without words.
  public init(read: UInt64 = 0, written: UInt64 = 0) {
    (self.read, self.written) = (read, written)
  }

  /// Both together.
  public static func + (left: DiskTraffic, right: DiskTraffic) -> DiskTraffic {
    DiskTraffic(read: left.read &+ right.read, written: left.written &+ right.written)
  }

  /// What came since an earlier count; nothing of a count that is lower, for a disk may have gone.
  public func since(_ earlier: DiskTraffic) -> DiskTraffic {
    DiskTraffic(
      read: read - min(read, earlier.read), written: written - min(written, earlier.written))
  }
}
