/// Writes a checkpoint as 64-bit words into storage that is used again.
struct WordWriter {
  private(set) var words: [UInt64]

  /// Starts anew in the storage of what was written before.
  init(reusing storage: consuming [UInt64]) {
    words = storage
    words.removeAll(keepingCapacity: true)
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
    words.append(UInt64(text.utf8.count))
    var word: UInt64 = 0
    var shift: UInt64 = 0
    for byte in text.utf8 {
      word |= UInt64(byte) << shift
      shift += 8
      if shift == 64 {
        words.append(word)
        (word, shift) = (0, 0)
      }
    }
    if shift > 0 { words.append(word) }
  }

  /// Puts a word where another stands.
  mutating func replace(_ place: Int, with word: UInt64) {
    words[place] = word
  }

  /// Hands the storage over.
  consuming func finish() -> [UInt64] { words }
}
