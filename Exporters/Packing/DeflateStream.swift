/// A DEFLATE block as it is written, bit by bit, into words that somebody else keeps: without the questions
/// that an array asks at each step, whose owner it is and whether it has room.
struct DeflateStream: ~Copyable, ~Escapable {
  /// How far the stream has come: whole words, and the bits behind them, the first one lowest.
  struct Position: Sendable {
    fileprivate(set) var words = 0
    fileprivate(set) var bits: UInt64 = 0
    fileprivate(set) var count: UInt64 = 0
  }
  private(set) var position: Position
  private var words: MutableSpan<UInt32>
  private let literals: Span<DeflateCode>
  private let lengths: Span<DeflateCode>
  private let distances: Span<DeflateCode>

  /// Carries on at `position` with the codes of bytes, lengths and distances.
  @_lifetime(copy words, copy literals, copy lengths, copy distances)
  init(
    into words: consuming MutableSpan<UInt32>, at position: Position,
    literals: Span<DeflateCode>, lengths: Span<DeflateCode>, distances: Span<DeflateCode>
  ) {
    self.words = words
    self.position = position
    self.literals = literals
    self.lengths = lengths
    self.distances = distances
  }

  /// Writes a code.
  @inline(__always)
  @_lifetime(self: copy self)
  mutating func put(_ code: DeflateCode) {
    let bits = position.bits | UInt64(code.bits) &<< position.count
    let count = position.count &+ UInt64(code.count)
    words[position.words] = UInt32(truncatingIfNeeded: bits).littleEndian
    // Without a branch: whether a word is full is as good as chance.
    let full = count &>> 5
    position.words &+= Int(truncatingIfNeeded: full)
    position.bits = bits &>> (full &<< 5)
    position.count = count & 31
  }

  /// Writes a part of `text` whose bytes repeat nothing.
  @inline(__always)
  @_lifetime(self: copy self)
  mutating func put(_ text: Span<UInt8>, _ part: Range<Int>) {
    for index in part { put(literals[Int(text[index])]) }
  }

  /// Writes what stands from `position` to the end of its line, and goes behind it.
  @inline(__always)
  @_lifetime(self: copy self)
  mutating func put(restOfLine text: Span<UInt8>, from position: inout Int) {
    var byte: UInt8
    repeat {
      byte = text[position]
      put(literals[Int(byte)])
      position &+= 1
    } while byte != 0x0A
  }

  /// Repeats `length` bytes that stand `distance` bytes back.
  @inline(__always)
  @_lifetime(self: copy self)
  mutating func `repeat`(_ length: Int, distance: Int) {
    let far = UInt32(truncatingIfNeeded: distance &- 1)
    // Distances double their steps every two symbols.
    let extra = UInt32(max(0, 30 - far.leadingZeroBitCount))
    let symbol = 2 &* extra &+ far &>> extra
    let rest = far & (1 &<< extra &- 1)
    let first = lengths[length]
    let second = distances[Int(symbol)]
    let bits = second.bits | rest &<< UInt32(second.count)
    put(
      DeflateCode(
        bits: first.bits | bits &<< UInt32(first.count),
        count: first.count &+ second.count &+ UInt8(truncatingIfNeeded: extra)))
  }
}
