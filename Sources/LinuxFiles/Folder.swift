internal import CLinux

/// A directory of sysfs that is open for a moment: for rounds that visit hundreds of devices and may keep the
/// descriptor of none. Opening and reading allocate nothing.
public struct Folder: ~Copyable {
  private let descriptor: FileDescriptor

  /// Opens the directory `path` below a kept one.
  public init(_ path: String, below parent: borrowing Directory) throws(SystemError) {
    descriptor = try FileDescriptor(
      opening: path, below: parent.raw, flags: clinux_path_flag() | O_DIRECTORY)
  }

  /// The whole text of a file. Errors name neither file nor folder: rounds count them.
  @_lifetime(&buffer)
  public func contents(
    of name: StaticString, into buffer: inout ReadBuffer
  ) throws(SystemError) -> Span<UInt8> {
    let file = unsafe clinux_openat(
      descriptor.raw, UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self),
      O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0)
    guard file >= 0 else { throw SystemError.last("open") }
    let owned = FileDescriptor(owning: file)
    return try buffer.fill(from: owned.raw, isRecord: true)
  }
}
