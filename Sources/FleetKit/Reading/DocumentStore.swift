internal import CLinux
internal import LinuxFiles

/// The documents that were taken: a few words of each in memory, their bytes where they came from, or in a spool where
/// they cannot be read there again.
final class DocumentStore {
  /// So many documents of one fingerprint are compared with another one.
  private static let comparisons = 16

  private(set) var entries: [DocumentEntry] = []
  private var files: [String] = []
  private var open: [Int32: OpenFile] = [:]
  private var spool: Spool?
  private let folder: String
  private var byFingerprint: [UInt64: Int32] = [:]
  private var scratch: [UInt8] = []

  private final class OpenFile {
    let descriptor: FileDescriptor

    init(_ path: String) throws(SystemError) { descriptor = try FileDescriptor(opening: path) }
  }

  /// Keeps spooled bytes in `folder`.
  init(folder: String) {
    self.folder = folder
  }

  /// Begins a file; the number by which it is known.
  func add(file: String) -> Int32 {
    files.append(file)
    return Int32(files.count - 1)
  }

  /// The entry of a document that is there already; nil where it is new.
  func duplicate(
    of range: Range<Int>, fingerprint: UInt64, in bytes: Span<UInt8>
  ) throws(SystemError) -> Int? {
    var next = byFingerprint[fingerprint] ?? -1
    for _ in 0..<Self.comparisons where next >= 0 {
      let entry = entries[Int(next)]
      if Int(entry.length) == range.count, try isEqual(entry, range, bytes) { return Int(next) }
      next = entry.earlier
    }
    return nil
  }

  /// Takes a document; `offset` is its place in `file`, nil where it must be spooled.
  func add(
    _ node: NodeID, rows: Int, _ range: Range<Int>, in bytes: Span<UInt8>, fingerprint: UInt64,
    file: Int32, offset: Int?
  ) throws(SystemError) -> Int {
    var place = 0
    if let offset {
      place = offset
    } else {
      if spool == nil { spool = try Spool(in: folder) }
      place = try spool?.append(range, of: bytes) ?? 0
    }
    entries.append(
      DocumentEntry(
        node: node, offset: place, length: UInt32(range.count), file: offset == nil ? -1 : file,
        rows: UInt32(clamping: rows), fingerprint: fingerprint,
        earlier: byFingerprint[fingerprint] ?? -1))
    byFingerprint[fingerprint] = Int32(entries.count - 1)
    return entries.count - 1
  }

  /// Reads a document's bytes behind those of `buffer`.
  func read(_ entry: DocumentEntry, into buffer: inout TokenBuffer) throws(SystemError) {
    let length = Int(entry.length)
    if buffer.capacity - buffer.count < length { buffer.grow(to: buffer.count + length) }
    let count = unsafe try buffer.append { (room) throws(SystemError) in
      unsafe try read(entry, into: UnsafeMutableRawBufferPointer(rebasing: room[..<length]))
    }
    guard count == length else { throw changed(entry) }
  }

  /// A document's bytes.
  func bytes(of entry: DocumentEntry) throws(SystemError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Int(entry.length))
    let count = unsafe try bytes.withUnsafeMutableBufferPointer {
      (room) throws(SystemError) -> Int in
      unsafe try read(entry, into: UnsafeMutableRawBufferPointer(room))
    }
    guard count == bytes.count else { throw changed(entry) }
    return bytes
  }

  /// Reads bytes of a file from a place on.
  func read(
    file: Int32, at place: Int, into room: UnsafeMutableRawBufferPointer
  ) throws(SystemError) -> Int {
    // A few are kept open; of many each is opened for each document.
    if let known = open[file] { return unsafe try known.descriptor.read(at: place, into: room) }
    let opened = try OpenFile(files[Int(file)])
    if open.count < 64 { open[file] = opened }
    return unsafe try opened.descriptor.read(at: place, into: room)
  }

  /// The file has become another one since it was checked.
  func changed(_ entry: DocumentEntry) -> SystemError {
    SystemError(
      code: ESTALE, operation: "read again",
      path: entry.file < 0 ? "a temporary file" : files[Int(entry.file)])
  }

  private func read(
    _ entry: DocumentEntry, into room: UnsafeMutableRawBufferPointer
  ) throws(SystemError) -> Int {
    if entry.file >= 0 { return unsafe try read(file: entry.file, at: entry.offset, into: room) }
    guard let spool else { return 0 }
    return unsafe try spool.read(entry.offset, into: room)
  }

  private func isEqual(
    _ entry: DocumentEntry, _ range: Range<Int>, _ bytes: Span<UInt8>
  ) throws(SystemError) -> Bool {
    let length = range.count
    if scratch.count < length { scratch = Array(repeating: 0, count: length) }
    let count = unsafe try scratch.withUnsafeMutableBufferPointer {
      (room) throws(SystemError) -> Int in
      let room = unsafe UnsafeMutableBufferPointer(rebasing: room[..<length])
      return unsafe try read(entry, into: UnsafeMutableRawBufferPointer(room))
    }
    guard count == length else { return false }
    return unsafe bytes.extracting(range).withUnsafeBytes { left in
      unsafe scratch.withUnsafeBytes { right in
        guard let left = left.baseAddress, let right = right.baseAddress else {
          return false
        }
        return unsafe memcmp(left, right, length) == 0
      }
    }
  }
}
