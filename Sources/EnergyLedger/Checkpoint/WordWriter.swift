/// Writes a checkpoint as 64-bit words into storage that is used again.
struct WordWriter {
  private(set) var words: [UInt64] = []

  init() {}

  /// Starts anew in the storage that `storage` has; it gets what was written before.
  mutating func begin(in storage: inout [UInt64]) {
    swap(&words, &storage)
    words.removeAll(keepingCapacity: true)
  }

  /// Hands over what was written.
  mutating func end(into storage: inout [UInt64]) {
    swap(&words, &storage)
  }

  mutating func append(_ word: UInt64) {
    words.append(word)
  }

  mutating func append(contentsOf more: [UInt64]) {
    words.append(contentsOf: more)
  }

  mutating func append(contentsOf more: ArraySlice<UInt64>) {
    words.append(contentsOf: more)
  }

  /// Text as its length and its bytes, eight a word, the first in the lowest bits.
  mutating func append(_ text: String) {
    let bytes = text.utf8.span
    words.append(UInt64(bytes.count))
    var place = 0
    while place + 8 <= bytes.count {
      var word: UInt64 = 0
      for byte in 0..<8 { word |= UInt64(bytes[place + byte]) << UInt64(8 * byte) }
      words.append(word)
      place += 8
    }
    guard place < bytes.count else { return }
    var word: UInt64 = 0
    for byte in 0..<bytes.count - place {
      word |= UInt64(bytes[place + byte]) << UInt64(8 * byte)
    }
    words.append(word)
  }

  /// Puts a word where another stands.
  mutating func replace(_ place: Int, with word: UInt64) {
    words[place] = word
  }
}
