internal import LinuxFiles

/// The lines of a merged file up to its last one, which says what stands before it.
struct MergedSection {
  /// The text's place at which it begins.
  private var start = 0
  private var nodes = 0
  private var rows = 0
  private var refused = 0
  /// Of documents that cannot be read again where they came from.
  private var spooled: [Int] = []
  /// Whether a last line came.
  private(set) var isClosed = false

  /// A report was taken, or had been before.
  mutating func add(rows: Int, spooled entry: Int?) {
    nodes += 1
    self.rows += rows
    if let entry { spooled.append(entry) }
  }

  /// A document was refused: nobody expects now that the last line is right.
  mutating func addRefusal() {
    refused += 1
  }

  /// Compares with the last line, and begins a new section behind it; nil where all is right.
  mutating func close(
    nodes: UInt64, rows: UInt64, digest: NodeID, at end: Int, next: Int, file: Int32?,
    in store: DocumentStore
  ) throws(SystemError) -> JSONFault.Reason? {
    defer {
      self = MergedSection()
      start = next
      isClosed = true
    }
    if refused > 0 { return nil }
    guard nodes == UInt64(self.nodes), rows == UInt64(self.rows) else { return .footerCounts }
    let found =
      if let file {
        try Self.digest(of: start..<end, file, in: store)
      } else {
        try Self.digest(of: spooled, in: store)
      }
    return found == digest ? nil : .footerDigest
  }

  private static func digest(
    of range: Range<Int>, _ file: Int32, in store: DocumentStore
  ) throws(SystemError) -> NodeID {
    var digest = Digest()
    var room = [UInt8](repeating: 0, count: 1 << 18)
    var at = range.lowerBound
    while at < range.upperBound {
      let length = min(room.count, range.upperBound - at)
      let count = unsafe try room.withUnsafeMutableBufferPointer {
        (room) throws(SystemError) -> Int in
        let part = unsafe UnsafeMutableRawBufferPointer(
          UnsafeMutableBufferPointer(rebasing: room[..<length]))
        let count = unsafe try store.read(file: file, at: at, into: part)
        unsafe digest.update(UnsafeRawBufferPointer(rebasing: part[..<count]))
        return count
      }
      if count == 0 { break }
      at += count
    }
    return digest.value
  }

  private static func digest(
    of entries: [Int], in store: DocumentStore
  ) throws(SystemError) -> NodeID {
    var digest = Digest()
    var room: [UInt8] = []
    for place in entries {
      let entry = store.entries[place]
      room = try store.bytes(of: entry)
      digest.update(room)
      digest.update([0x0A])
    }
    return digest.value
  }
}
