internal import CLinux
internal import LinuxFiles
internal import Synchronization

/// The documents that were taken: a few words of each in memory, their records in a spool, their bytes where they came
/// from, or in a spool where they cannot be read there again.
///
/// One thread fills it; once it is settled any may read.
final class DocumentStore: @unchecked Sendable {
  /// So many bytes of records stay in memory.
  static let recordBound = 1 << 20
  /// So many files stay open; a process may have no more than 64.
  private static let mostOpen = 16
  /// So many documents of one fingerprint are compared with another one.
  private static let comparisons = 16

  /// Which documents there are; any thread may look.
  let fingerprints = DocumentFingerprints()
  private(set) var entries: [DocumentEntry] = []
  private var files: [String] = []
  private let open = Mutex<[Int32: OpenFile]>([:])
  private let texts: Spool
  private let records: Spool
  private var scratch: [UInt8] = []

  /// How much there was at some time.
  struct Mark {
    fileprivate let entries: Int
    fileprivate let files: Int
    fileprivate let texts: Int
    fileprivate let records: Int
  }

  private final class OpenFile: Sendable {
    let descriptor: FileDescriptor

    init(_ path: String) throws(SystemError) { descriptor = try FileDescriptor(opening: path) }
  }

  /// Keeps spooled bytes in `folder`, and so many bytes of records in memory.
  init(folder: String, recordBound: Int = DocumentStore.recordBound) {
    texts = Spool(in: folder, bound: 0)
    records = Spool(in: folder, bound: recordBound)
  }

  /// Begins a file; the number by which it is known.
  func add(file: String) -> Int32 {
    files.append(file)
    return Int32(files.count - 1)
  }

  /// The entry of a document that is there already; nil where it is new.
  func duplicate(
    of range: Range<Int>, fingerprint: UInt64, in text: borrowing TokenBuffer
  ) throws(SystemError) -> Int? {
    var next = fingerprints[fingerprint] ?? -1
    for _ in 0..<Self.comparisons where next >= 0 {
      let entry = entries[Int(next)]
      if Int(entry.length) == range.count, try isEqual(entry, range, text.bytes) {
        return Int(next)
      }
      next = entry.earlier
    }
    return nil
  }

  /// Takes a document; `offset` is its place in `file`, nil where it must be spooled.
  func add(
    _ report: FoundDocuments.Report, of found: borrowing FoundDocuments,
    in text: borrowing TokenBuffer,
    file: Int32, offset: Int?
  ) throws(SystemError) -> Int {
    let place = if let offset { offset } else { try texts.append(report.range, of: text.bytes) }
    entries.append(
      DocumentEntry(
        node: report.node, offset: place, length: UInt32(report.range.count),
        file: offset == nil ? -1 : file,
        record: try records.append(report.record, of: found.records.span),
        recordLength: UInt32(report.record.count), rows: UInt32(clamping: report.rows),
        fingerprint: report.fingerprint, earlier: fingerprints[report.fingerprint] ?? -1))
    fingerprints[report.fingerprint] = Int32(entries.count - 1)
    return entries.count - 1
  }

  /// Everything was added: what is spooled is in the files, or that fails before anybody writes what he reads here.
  func settle() throws(SystemError) {
    try texts.flush()
    try records.flush()
    // Nobody asks any more what was taken before.
    fingerprints.removeAll()
    scratch = []
  }

  /// How much there is.
  var mark: Mark {
    Mark(entries: entries.count, files: files.count, texts: texts.count, records: records.count)
  }

  /// Forgets all files, and all documents that were taken, since then.
  func drop(from mark: Mark) {
    for entry in entries[mark.entries...].reversed() {
      fingerprints[entry.fingerprint] = entry.earlier >= 0 ? entry.earlier : nil
    }
    entries.removeLast(entries.count - mark.entries)
    open.withLock { open in
      for file in mark.files..<files.count { open[Int32(file)] = nil }
    }
    files.removeLast(files.count - mark.files)
    texts.drop(from: mark.texts)
    records.drop(from: mark.records)
  }

  /// Reads the record of a document in the place of what `bytes` held.
  func readRecord(_ entry: DocumentEntry, into bytes: inout [UInt8]) throws(SystemError) {
    let length = Int(entry.recordLength)
    if bytes.count < length {
      bytes.append(contentsOf: repeatElement(0, count: length - bytes.count))
    }
    let count = unsafe try bytes.withUnsafeMutableBufferPointer {
      (room) throws(SystemError) -> Int in
      let room = unsafe UnsafeMutableBufferPointer(rebasing: room[..<length])
      return unsafe try records.read(entry.record, into: UnsafeMutableRawBufferPointer(room))
    }
    guard count == length else { throw changed(entry) }
  }

  /// Reads a document's bytes behind those of `buffer`.
  func read(_ entry: DocumentEntry, into buffer: inout TokenBuffer) throws(SystemError) {
    let length = Int(entry.length)
    let start = buffer.count
    if buffer.capacity - start < length { buffer.grow(to: start + length) }
    let count = unsafe try buffer.append { (room) throws(SystemError) in
      unsafe try read(entry, into: UnsafeMutableRawBufferPointer(rebasing: room[..<length]))
    }
    guard count == length,
      buffer.bytes.fingerprint(of: start..<start + length) == entry.fingerprint
    else { throw changed(entry) }
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
    if let known = open.withLock({ $0[file] }) {
      return unsafe try known.descriptor.read(at: place, into: room)
    }
    let opened = try OpenFile(files[Int(file)])
    open.withLock { if $0.count < Self.mostOpen { $0[file] = opened } }
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
    entry.file < 0
      ? unsafe try texts.read(entry.offset, into: room)
      : unsafe try read(file: entry.file, at: entry.offset, into: room)
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
