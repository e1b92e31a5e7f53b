internal import CLinux
internal import LinuxFiles

/// A file without a name for documents that cannot be read a second time from where they came.
final class Spool {
  private let descriptor: FileDescriptor
  private var pending: [UInt8] = []
  private var written = 0

  /// Makes one in `folder`; it is gone when this process is.
  init(in folder: String) throws(SystemError) {
    let template = folder + "/probe-fleet-XXXXXX"
    var path = Array(template.utf8CString)
    let raw = unsafe mkstemp(&path)
    guard raw >= 0 else {
      throw SystemError(code: clinux_errno(), operation: "make a temporary file in", path: folder)
    }
    descriptor = FileDescriptor(owning: raw)
    unsafe unlink(path)
  }

  /// Adds bytes and returns where they stand.
  func append(_ range: Range<Int>, of bytes: Span<UInt8>) throws(SystemError) -> Int {
    let place = written + pending.count
    pending.append(range, of: bytes)
    if pending.count > 1 << 18 { try flush() }
    return place
  }

  /// Reads what was added.
  func read(_ place: Int, into room: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
    try flush()
    return unsafe try descriptor.read(at: place, into: room)
  }

  private func flush() throws(SystemError) {
    var done = 0
    while done < pending.count {
      let count = unsafe pending.withUnsafeBytes {
        unsafe pwrite(
          descriptor.raw, $0.baseAddress?.advanced(by: done), $0.count - done,
          off_t(written + done))
      }
      if count < 0 {
        if clinux_errno() == EINTR { continue }
        throw SystemError(code: clinux_errno(), operation: "write to a temporary file")
      }
      done += count
    }
    written += done
    pending.removeAll(keepingCapacity: true)
  }
}

extension FileDescriptor {
  /// Fills the room from a place on; less than it only where the file ends.
  borrowing func read(
    at place: Int, into room: UnsafeMutableRawBufferPointer
  ) throws(SystemError) -> Int {
    var done = 0
    while done < room.count {
      let count = unsafe pread(
        raw, room.baseAddress?.advanced(by: done), room.count - done, off_t(place + done))
      if count == 0 { break }
      if count < 0 {
        if clinux_errno() == EINTR { continue }
        throw SystemError(code: clinux_errno(), operation: "read")
      }
      done += count
    }
    return done
  }
}
