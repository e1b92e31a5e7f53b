internal import CKernels

/// Bytes of JSON with the places of their tokens; the memory is kept and used again.
///
/// The only place of FleetKit's readers that hands out addresses. What it hands them to stays within `count` bytes
/// and the 64 behind them, and within the places that there is room for.
@safe struct TokenBuffer: ~Copyable {
  /// What may be read behind the last byte.
  private static let padding = 64
  /// How many places the kernel wants room for behind those that it has found.
  private static let spare = 128
  /// The most tokens of a document: their index is as long as the longest text. A page of the agent has some 6 million,
  /// and rows of ordinary figures as many only in 240 MiB.
  static let tokenLimit = 1 << 26

  /// So many tokens and few more are indexed at once.
  let tokenLimit: Int
  private var memory: [UInt8]
  private var room: [UInt32]
  private let kernel: ckernels_json_indexer
  /// How many bytes there are.
  private(set) var count = 0
  /// The index of `count` bytes, or of those before the first that cannot be right.
  private var index = ckernels_json_index()

  /// Begins empty, with room for so many bytes.
  init(capacity: Int, instructionSet: Int32, tokenLimit: Int = Self.tokenLimit) {
    self.tokenLimit = tokenLimit
    memory = Array(repeating: 0, count: capacity + Self.padding)
    room = Array(repeating: 0, count: min(capacity / 4, tokenLimit) + Self.spare)
    unsafe kernel = ckernels_json_kernel(instructionSet)
  }

  /// How many bytes may be there before `grow`.
  var capacity: Int { memory.count - Self.padding }

  /// The bytes, with some behind them that mean nothing but may be looked at.
  var bytes: Span<UInt8> {
    @_lifetime(borrow self) get { memory.span }
  }

  /// Behind the last byte that is indexed.
  var end: Int { index.end }

  /// Behind the last character that is indexed: before one that the end cuts, where more bytes follow.
  func end(isLast: Bool) -> Int {
    guard !isLast, fault == nil else { return end }
    for length in 1..<min(4, end + 1) {
      let byte = memory[end - length]
      if byte & 0xC0 == 0x80 { continue }
      let whole = byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
      return whole > length ? end - length : end
    }
    return end
  }

  /// How many blanks stand outside of strings.
  var blanks: Int { index.blanks }

  /// The places of tokens; the last one stands for the end.
  var places: Span<UInt32> {
    @_lifetime(borrow self) get { room.span.extracting(first: index.places + 1) }
  }

  /// Makes room for twice as many bytes, at least for `capacity` and for 64.
  mutating func grow(to capacity: Int = 0) {
    let wanted = max(2 * self.capacity, capacity, Self.padding) + Self.padding
    memory.append(contentsOf: repeatElement(0, count: wanted - memory.count))
  }

  /// Leaves the first bytes out. The index is void.
  mutating func drop(first length: Int) {
    let rest = count - length
    if length > 0, rest > 0 {
      unsafe memory.withUnsafeMutableBytes {
        guard let start = $0.baseAddress else { return }
        unsafe start.copyMemory(from: start + length, byteCount: rest)
      }
    }
    count = rest
    close()
  }

  /// Leaves the last bytes out. The index is void.
  mutating func cut(to length: Int) {
    count = length
    close()
  }

  /// Forgets all.
  mutating func removeAll() {
    count = 0
    close()
  }

  /// Adds bytes that `body` writes into the room that is left; it returns how many.
  mutating func append<Failure: Error>(
    _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
  ) throws(Failure) -> Int {
    let start = count
    let end = capacity
    let added = unsafe try memory.withUnsafeMutableBufferPointer {
      (bytes) throws(Failure) -> Int in
      try unsafe body(
        UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: bytes[start..<end])))
    }
    count += added
    close()
    return added
  }

  /// Adds one byte.
  mutating func append(_ byte: UInt8) {
    if count == capacity { grow() }
    memory[count] = byte
    count += 1
    close()
  }

  /// Adds a stretch of other bytes, for which there is room.
  mutating func append(_ range: Range<Int>, of bytes: Span<UInt8>) {
    _ = unsafe append { room in
      unsafe bytes.extracting(range).withUnsafeBytes { unsafe room.copyMemory(from: $0) }
      return range.count
    }
  }

  /// Adds all bytes of another buffer.
  mutating func append(_ other: borrowing TokenBuffer) {
    if capacity - count < other.count { grow(to: count + other.count) }
    append(0..<other.count, of: other.bytes)
  }

  /// Copies the bytes from a place on behind others.
  func copy(from byte: Int, to others: inout [UInt8]) { others.append(byte..<count, of: bytes) }

  /// Finds all tokens. A character that the end cuts is broken only if the bytes are the last.
  mutating func findTokens(isLast: Bool) {
    while true {
      let capacity = room.count
      let kernel = unsafe kernel
      let count = count
      index = unsafe memory.withUnsafeBufferPointer { bytes in
        unsafe room.withUnsafeMutableBufferPointer { places in
          unsafe kernel(bytes.baseAddress, count, places.baseAddress, capacity, isLast ? 1 : 0)
        }
      }
      let most = tokenLimit + Self.spare
      guard index.reason == ckernels_json_full, capacity < most else { return }
      // No byte has two tokens. What was found is void, and not kept beside the room for all of it.
      room = []
      room = Array(repeating: 0, count: min(capacity * 2, count + Self.spare, most))
    }
  }

  /// Whether more bytes could be indexed if those before them were left out.
  var isFull: Bool { index.reason == ckernels_json_full }

  /// The place of the first token at or behind a byte.
  func place(from byte: Int) -> Int {
    var low = 0
    var high = index.places
    while low < high {
      let middle = (low + high) / 2
      if Int(room[middle]) < byte { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The first newline at or behind a byte; nil where there is none.
  func newline(from byte: Int) -> Int? {
    let length = count - byte
    let found = unsafe memory.withUnsafeBufferPointer {
      unsafe ckernels_json_newline($0.baseAddress?.advanced(by: byte), length)
    }
    return found < length ? byte + found : nil
  }

  /// The last newline at or behind a byte; nil where there is none.
  func lastNewline(from byte: Int) -> Int? {
    var place = count
    while place > byte {
      place -= 1
      if memory[place] == 0x0A { return place }
    }
    return nil
  }

  /// Why the index ends before the bytes do; nil where it does not.
  var fault: JSONFault? {
    switch index.reason {
    case ckernels_json_control: JSONFault(.control, at: index.end)
    case ckernels_json_broken_utf8: JSONFault(.brokenUTF8, at: index.end)
    case ckernels_json_full: JSONFault(.tooManyTokens, at: index.end)
    default: nil
    }
  }

  /// What stands behind the last byte is no digit and no sign.
  private mutating func close() {
    memory[count] = 0
  }
}
