internal import NodeModel

/// What a document says, as numbers and texts one behind the other: it is read once, and kept in this form until all
/// documents of its node are known.
///
/// A number is a byte with the count of those that follow it, the lowest first, so that most take few.
struct RecordWriter {
  private var memory = [UInt8](repeating: 0, count: 1 << 14)
  /// How many bytes were written.
  private(set) var count = 0

  /// The bytes, with some behind them that mean nothing but may be looked at.
  var bytes: Span<UInt8> {
    @_lifetime(borrow self) get { memory.span.extracting(first: count + RecordReader.padding) }
  }

  /// Those of the last row.
  var hour: Int64 = .min
  var epoch = Epoch(high: 0, low: 0)

  /// Begins anew.
  mutating func removeAll() {
    count = 0
    hour = .min
  }

  /// Writes a number.
  @inline(__always)
  mutating func add(_ number: UInt64) {
    fill(9) { $0.put(number, at: &$1) }
  }

  /// Writes a number that is not negative.
  @inline(__always)
  mutating func add(_ number: Int) { add(UInt64(number)) }

  /// Writes a double.
  @inline(__always)
  mutating func add(_ value: Double) { fill(8) { $0.put(value.bitPattern, 8, at: &$1) } }

  /// Writes a number that may not be there.
  mutating func addOptional(_ number: UInt64?) {
    add(number == nil ? 0 : 1)
    if let number { add(number) }
  }

  /// Writes the kind of what follows.
  @inline(__always)
  mutating func add(_ kind: RecordKind) { fill(8) { $0.put(UInt64(kind.rawValue), 1, at: &$1) } }

  /// Writes what `body` writes, at most so many bytes; it counts the place on.
  @inline(__always)
  mutating func fill(_ length: Int, _ body: (inout MutableRawSpan, inout Int) -> Void) {
    makeRoom(length)
    var place = count
    var span = memory.mutableSpan
    // All bytes are bytes.
    var bytes = unsafe span.mutableBytes
    body(&bytes, &place)
    count = place
  }

  /// Writes numbers that are not whole.
  mutating func add(_ range: Range<Int>, of values: [Double]) {
    fill(range.count * 8) { bytes, place in
      for value in values[range] { bytes.put(value.bitPattern, 8, at: &place) }
    }
  }

  /// Writes where something stands, counted from the beginning of its document.
  @inline(__always)
  mutating func add(_ range: Range<Int>, from start: Int) {
    add(range.lowerBound - start)
    add(range.count)
  }

  /// Writes what a string of a document says.
  mutating func add(_ text: JSONText, _ walker: borrowing JSONWalker) {
    if text.hasEscapes { return add(walker.decoded(text)) }
    add(text.start..<text.end, of: walker.bytes)
  }

  /// Writes what a string says that may not be there.
  mutating func addOptional(_ text: JSONText?, _ walker: borrowing JSONWalker) {
    add(text == nil ? 0 : 1)
    if let text { add(text, walker) }
  }

  /// Writes a text that may not be there.
  mutating func addOptional(_ text: String?) {
    add(text == nil ? 0 : 1)
    if let text { add(text) }
  }

  /// Writes a text.
  mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { unsafe add($0.span) }
  }

  /// Writes bytes.
  mutating func add(_ text: [UInt8]) { add(text.span) }

  /// Writes a stretch of other bytes.
  mutating func add(_ range: Range<Int>, of bytes: Span<UInt8>) { add(bytes.extracting(range)) }

  /// Writes all that another record holds.
  mutating func add(_ other: borrowing RecordWriter) {
    put(other.memory.span.extracting(first: other.count))
  }

  private mutating func add(_ text: Span<UInt8>) {
    add(text.count)
    put(text)
  }

  private mutating func put(_ text: Span<UInt8>) {
    makeRoom(text.count)
    let place = count
    unsafe text.withUnsafeBytes { text in
      unsafe memory.withUnsafeMutableBytes { memory in
        unsafe UnsafeMutableRawBufferPointer(rebasing: memory[place...]).copyMemory(from: text)
      }
    }
    count += text.count
  }

  @inline(__always)
  private mutating func makeRoom(_ length: Int) {
    if count + length + RecordReader.padding > memory.count { grow(by: length) }
  }

  private mutating func grow(by length: Int) {
    memory.append(contentsOf: repeatElement(0, count: memory.count + length))
  }
}
