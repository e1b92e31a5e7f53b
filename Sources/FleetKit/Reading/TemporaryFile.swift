internal import CLinux
internal import LinuxFiles

/// A file without a name: it is gone when nobody holds it, however this process ends.
final class TemporaryFile: Sendable {
  private let descriptor: FileDescriptor

  /// Where such files are made unless somebody says it.
  static var folder: String { ProcessImage.environment("TMPDIR") ?? "/var/tmp" }

  /// Makes one in `folder`.
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

  /// Writes all bytes from a place on.
  func write(_ bytes: UnsafeRawBufferPointer, at place: Int) throws(SystemError) {
    var done = 0
    while done < bytes.count {
      let count = unsafe pwrite(
        descriptor.raw, bytes.baseAddress?.advanced(by: done), bytes.count - done,
        off_t(place + done))
      if count < 0 {
        if clinux_errno() == EINTR { continue }
        throw SystemError(code: clinux_errno(), operation: "write to a temporary file")
      }
      done += count
    }
  }

  /// Fills the room from a place on; less than it only where the file ends.
  func read(at place: Int, into room: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
    unsafe try descriptor.read(at: place, into: room)
  }
}
