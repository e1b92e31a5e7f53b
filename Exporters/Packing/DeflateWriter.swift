/// Keeps the words of a stream that is one DEFLATE block (RFC 1951 §3.2.6) from page to page.
struct DeflateWriter: Sendable {
  /// All whole words so far, and room for more.
  private(set) var words: [UInt32] = []
  private var position = DeflateStream.Position()

  /// How many bytes were written.
  var length: Int { 4 * position.words + Int(position.count / 8) }

  /// Forgets everything, keeps the memory, writes `head` and opens the only block.
  mutating func begin(behind head: [UInt8]) {
    position = .init()
    write(atMost: head.count) { stream in
      for byte in head { stream.put(DeflateCode(bits: UInt32(byte), count: 8)) }
      stream.put(DeflateCode(bits: 0b011, count: 3))
    }
  }

  /// Closes the block and writes two numbers behind it, lowest byte first.
  mutating func end(_ first: UInt32, _ second: UInt32) {
    write(atMost: 16) { stream in
      stream.put(DeflateCode(bits: 0, count: 7))
      stream.put(DeflateCode(bits: 0, count: UInt8((8 - stream.position.count % 8) % 8)))
      stream.put(DeflateCode(bits: first, count: 32))
      stream.put(DeflateCode(bits: second, count: 32))
      // The last word, of which `length` says how much counts.
      stream.put(DeflateCode(bits: 0, count: 0))
    }
  }

  /// Lets `body` write what stands for at most `count` bytes of text.
  @inline(__always)
  mutating func write(atMost count: Int, _ body: (inout DeflateStream) -> Void) {
    // No code of a byte has more than 9 bits, and no match takes more than the bytes that it stands for.
    reserve(position.words + 9 * count / 32 + 2)
    let start = position
    let (literals, lengths) = (DeflateCode.literals, DeflateCode.lengths)
    let distances = DeflateCode.distances
    var stream = DeflateStream(
      into: words.mutableSpan, at: start, literals: literals.span, lengths: lengths.span,
      distances: distances.span)
    body(&stream)
    position = stream.position
  }

  private mutating func reserve(_ count: Int) {
    guard words.count < count else { return }
    words.append(contentsOf: repeatElement(0, count: count + count / 4 - words.count))
  }
}
