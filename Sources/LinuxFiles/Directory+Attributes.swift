internal import CLinux

/// What sources with many small files need: sensor chips, devices on a bus.
extension Directory {
  /// What there is under a name.
  public enum Entry: Sendable, Equatable {
    /// A regular file that its owner may read.
    case readableFile
    /// A regular file that nobody may read: a switch, or one that was closed on purpose.
    case closedFile
    /// A directory, a link, a FIFO.
    case other
  }

  /// What there is under a name, links not followed; nil where there is nothing.
  public func entry(_ path: String) -> Entry? {
    var status = stat()
    guard unsafe fstatat(raw, path, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
    guard status.st_mode & UInt32(S_IFMT) == UInt32(S_IFREG) else { return .other }
    return status.st_mode & UInt32(S_IRUSR) != 0 ? .readableFile : .closedFile
  }

  /// As `contents(of:into:)`, for rounds: the error names no file, so a sensor that fails for a month
  /// allocates nothing.
  @_lifetime(&buffer)
  public func attribute(
    _ path: String, into buffer: inout ReadBuffer
  ) throws(SystemError) -> Span<UInt8> {
    let file = try FileDescriptor(opening: path, below: raw)
    return try buffer.fill(from: file.raw)
  }
}
