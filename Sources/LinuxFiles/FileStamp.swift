internal import CLinux

/// What tells that a file is still the one that was read: changes in place, renames over it and other rights show.
public struct FileStamp: Equatable, Sendable {
  private let device: UInt64
  private let inode: UInt64
  private let size: Int64
  private let seconds: Int64
  private let nanoseconds: Int64

  /// The stamp of the file `path` now; nil where there is none, or none that can be seen.
  public init?(of path: String) {
    var status = stat()
    // Handed to the call as it is, a string would be copied: here nothing is asked of the heap.
    guard unsafe path.withCString({ unsafe stat($0, &status) }) == 0 else { return nil }
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    size = Int64(status.st_size)
    // The change of the inode: that of the contents is one, and of the rights as well.
    seconds = Int64(status.st_ctim.tv_sec)
    nanoseconds = Int64(status.st_ctim.tv_nsec)
  }
}
