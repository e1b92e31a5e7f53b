extension TokenBuffer {
  /// Becomes the bytes of another buffer without the blanks outside of strings. Both are indexed.
  mutating func become(_ other: borrowing TokenBuffer) {
    removeAll()
    if capacity < other.count { grow(to: other.count) }
    let bytes = other.bytes
    let places = other.places
    var isInside = false
    for place in 0..<places.count - 1 {
      let start = Int(places[place])
      var end = Int(places[place + 1])
      if bytes[start] == 0x22 { isInside.toggle() }
      if !isInside {
        while end > start + 1, Self.isBlank(bytes[end - 1]) { end -= 1 }
      }
      append(start..<end, of: bytes)
    }
    findTokens(isLast: true)
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }
}
