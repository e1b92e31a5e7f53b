/// Reads words that anybody may have written: nothing is believed, and every step is checked.
struct WordReader {
  private let words: [UInt64]
  private(set) var place: Int

  init(_ words: [UInt64], from place: Int = 0) {
    self.words = words
    self.place = place
  }

  var left: Int { words.count - place }

  mutating func word() throws(CheckpointError) -> UInt64 {
    guard place < words.count else { throw .short }
    place += 1
    return words[place - 1]
  }

  mutating func word(below limit: UInt64) throws(CheckpointError) -> UInt64 {
    let value = try word()
    guard value < limit else { throw .inconsistent }
    return value
  }

  /// A count of things, not above `limit`.
  mutating func count(upTo limit: Int) throws(CheckpointError) -> Int {
    Int(try word(below: UInt64(limit) + 1))
  }

  mutating func slice(_ count: Int) throws(CheckpointError) -> ArraySlice<UInt64> {
    guard count >= 0, count <= left else { throw .short }
    defer { place += count }
    return words[place..<place + count]
  }

  mutating func array(_ count: Int) throws(CheckpointError) -> [UInt64] {
    Array(try slice(count))
  }

  /// Text of at most `limit` bytes.
  mutating func text(upTo limit: Int) throws(CheckpointError) -> String {
    let length = try count(upTo: limit)
    let packed = try slice((length + 7) / 8)
    var bytes: [UInt8] = []
    for word in packed {
      for shift in stride(from: UInt64(0), to: 64, by: 8) where bytes.count < length {
        bytes.append(UInt8(truncatingIfNeeded: word >> shift))
      }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .inconsistent }
    return text
  }
}
