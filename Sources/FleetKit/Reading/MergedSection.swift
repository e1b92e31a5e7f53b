internal import LinuxFiles

/// The documents up to the last line of a merged file, which says what stands before it.
struct MergedSection {
  /// Of each line its entry in the store.
  private var entries: [Int32] = []
  /// Where lines begin that were taken from elsewhere before, by their places in `entries`.
  private var starts: [Int: Int] = [:]
  private var refused = 0
  /// Whether a last line came.
  private(set) var isClosed = false

  /// A report was taken.
  mutating func add(entry: Int) {
    entries.append(Int32(entry))
  }

  /// A report stands at `start` that had been taken before.
  mutating func add(duplicate entry: Int, at start: Int) {
    starts[entries.count] = start
    add(entry: entry)
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
    guard nodes <= UInt64(entries.count) else { return .footerCounts }
    let own = entries.suffix(Int(nodes))
    guard rows == own.reduce(0, { $0 + UInt64(store.entries[Int($1)].rows) }) else {
      return .footerCounts
    }
    let found =
      if let file {
        try Self.digest(of: start(of: own, in: store, end)..<end, file, in: store)
      } else {
        try Self.digest(of: own, in: store)
      }
    return found == digest ? nil : .footerDigest
  }

  /// Where the first of some lines begins, `end` where there is none.
  private func start(of lines: ArraySlice<Int32>, in store: DocumentStore, _ end: Int) -> Int {
    guard let first = lines.first else { return end }
    return starts[lines.startIndex] ?? store.entries[Int(first)].offset
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
    of entries: ArraySlice<Int32>, in store: DocumentStore
  ) throws(SystemError) -> NodeID {
    var digest = Digest()
    var room: [UInt8] = []
    for place in entries {
      let entry = store.entries[Int(place)]
      room = try store.bytes(of: entry)
      digest.update(room)
      digest.update([0x0A])
    }
    return digest.value
  }
}
