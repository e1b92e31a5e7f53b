internal import CLinux
internal import LinuxFiles

/// Bytes that are needed again: the first of them in memory, the others in a file without a name.
final class Spool {
  private let folder: String
  private let bound: Int
  private var memory: [UInt8] = []
  private var file: TemporaryFile?
  private var pending: [UInt8] = []
  private var written = 0

  /// Keeps up to `bound` bytes in memory, and makes the file in `folder` when there are more.
  init(in folder: String, bound: Int) {
    self.folder = folder
    self.bound = bound
  }

  /// How many bytes there are.
  var count: Int { memory.count + written + pending.count }

  /// Forgets the bytes from a place on.
  func drop(from place: Int) {
    memory.removeLast(max(0, memory.count - place))
    let kept = place - memory.count
    pending.removeLast(min(pending.count, written + pending.count - kept))
    written = min(written, kept)
  }

  /// Adds bytes and returns where they stand.
  func append(_ range: Range<Int>, of bytes: Span<UInt8>) throws(SystemError) -> Int {
    if file == nil, memory.count + range.count <= bound {
      memory.append(range, of: bytes)
      return memory.count - range.count
    }
    if file == nil { file = try TemporaryFile(in: folder) }
    let place = count
    pending.append(range, of: bytes)
    if pending.count > 1 << 18 { try flush() }
    return place
  }

  /// Reads what was added there at once.
  func read(_ place: Int, into room: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
    if place < memory.count {
      unsafe memory[place...].withUnsafeBytes { bytes in
        unsafe room.copyMemory(
          from: UnsafeRawBufferPointer(rebasing: bytes[..<min(room.count, bytes.count)]))
      }
      return min(room.count, memory.count - place)
    }
    try flush()
    guard let file else { return 0 }
    return unsafe try file.read(at: place - memory.count, into: room)
  }

  /// Writes what waits in memory for the file: a full disk is known then.
  func flush() throws(SystemError) {
    guard let file, !pending.isEmpty else { return }
    unsafe try pending.withUnsafeBufferPointer { (bytes) throws(SystemError) in
      unsafe try file.write(UnsafeRawBufferPointer(bytes), at: written)
    }
    written += pending.count
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
