internal import CLinux

/// A small kernel file that is kept open and read again and again from its beginning.
///
/// A kept descriptor costs the kernel up to 4.4 kB after its first read, so it is for the files that
/// are read each second; `Directory.contents(of:into:)` serves the others.
///
/// A class, so that probes can hold arrays of them: the descriptor gives it identity.
public final class KernelFile: Sendable {
  private let descriptor: FileDescriptor

  /// Opens the file `path` below `directory`.
  public init(_ path: String, below directory: borrowing Directory) throws(SystemError) {
    do {
      descriptor = try FileDescriptor(opening: path, below: directory.raw)
    } catch {
      throw SystemError(
        code: error.code, operation: "open", path: directory.path(of: path))
    }
  }

  /// The whole text. It lives as long as the access to `buffer`.
  @_lifetime(&buffer)
  public func contents(into buffer: inout ReadBuffer) throws(SystemError) -> Span<UInt8> {
    try buffer.fill(from: descriptor.raw)
  }

  /// Whether both are the same file: not one that has taken the other's name.
  public func isSame(as other: KernelFile) -> Bool {
    var (own, others) = (stat(), stat())
    guard unsafe fstat(descriptor.raw, &own) == 0, unsafe fstat(other.descriptor.raw, &others) == 0
    else { return false }
    return own.st_dev == others.st_dev && own.st_ino == others.st_ino
  }

  /// Whether it has other contents since it was opened or this was asked last, of those files of which
  /// poll(2) tells, such as `/proc/PID/mountinfo` (proc_pid_mounts(5)).
  public func hasChanged() -> Bool {
    var entry = pollfd(fd: descriptor.raw, events: Int16(POLLPRI), revents: 0)
    guard unsafe poll(&entry, 1, 0) >= 0 else { return true }
    return entry.revents & Int16(POLLPRI | POLLERR) != 0
  }

  /// The whole text of a file that the kernel writes as one record, such as those of control groups, those of
  /// sysfs and `/proc/stat`: it comes with the first read, and no second one has to ask whether that was all.
  @_lifetime(&buffer)
  public func record(into buffer: inout ReadBuffer) throws(SystemError) -> Span<UInt8> {
    try buffer.fill(from: descriptor.raw, isRecord: true)
  }
}
