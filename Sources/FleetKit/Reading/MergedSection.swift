internal import LinuxFiles

/// The documents up to the last line of a merged file, which says what stands before it.
struct MergedSection {
  private struct Line {
    /// Where it begins in the text.
    var start: Int
    var rows: Int
    /// Its entry in the store.
    var entry: Int
  }

  private var lines: [Line] = []
  private var refused = 0
  /// Whether a last line came.
  private(set) var isClosed = false

  /// A report was taken, or had been before.
  mutating func add(start: Int, rows: Int, entry: Int) {
    lines.append(Line(start: start, rows: rows, entry: entry))
  }

  /// A document was refused: nobody expects now that the last line is right.
  mutating func addRefusal() {
    refused += 1
  }

  /// Compares with the last line, and begins a new section behind it; nil where all is right. Other documents may
  /// stand before those that it is about.
  mutating func close(
    nodes: UInt64, rows: UInt64, digest: NodeID, at end: Int, file: Int32?,
    in store: DocumentStore
  ) throws(SystemError) -> JSONFault.Reason? {
    defer {
      self = MergedSection()
      isClosed = true
    }
    if refused > 0 { return nil }
    guard nodes <= UInt64(lines.count) else { return .footerCounts }
    let own = lines.suffix(Int(nodes))
    guard rows == UInt64(own.reduce(0) { $0 + $1.rows }) else { return .footerCounts }
    let found =
      if let file {
        try Self.digest(of: (own.first?.start ?? end)..<end, file, in: store)
      } else {
        try Self.digest(of: own.map(\.entry), in: store)
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
