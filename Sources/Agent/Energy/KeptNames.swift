/// Names among words: the length in bytes, then the bytes, eight a word.
extension [UInt64] {
  /// Longer names than `CgroupOwner` takes with the words before them, and than tags may have.
  static let longestName = 384

  /// Appends a name; of a longer one only the beginning.
  mutating func append(name: String) {
    let bytes = name.utf8.prefix(Self.longestName)
    append(UInt64(bytes.count))
    var word: UInt64 = 0
    var count: UInt64 = 0
    for byte in bytes {
      word |= UInt64(byte) << (8 * (count % 8))
      count += 1
      if count % 8 == 0 {
        append(word)
        word = 0
      }
    }
    if count % 8 != 0 { append(word) }
  }
}

extension ArraySlice<UInt64> {
  /// Takes a name from the front; nil where there is none.
  mutating func popName() -> String? {
    guard let length = popFirst(), length <= UInt64([UInt64].longestName) else { return nil }
    let wordCount = (Int(length) + 7) / 8
    guard count >= wordCount else { return nil }
    var bytes: [UInt8] = []
    for word in prefix(wordCount) {
      for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(8 * shift))) }
    }
    self = dropFirst(wordCount)
    return String(validating: bytes.prefix(Int(length)), as: UTF8.self)
  }
}
