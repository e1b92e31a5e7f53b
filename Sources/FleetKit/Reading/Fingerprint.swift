extension Span<UInt8> {
  /// A number by which equal documents are found: of their length and of 40 words in them. Whether they are equal
  /// their bytes tell.
  func fingerprint(of range: Range<Int>) -> UInt64 {
    var state = UInt64(range.count) &* 0x9E37_79B9_7F4A_7C15
    func mix(_ word: UInt64) {
      let product = (state ^ word).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
      state = product.high ^ product.low
    }
    if range.count < 64 {
      for at in range { mix(UInt64(self[at])) }
      return state
    }
    let step = (range.count - 8) / 31
    for number in 0..<32 { mix(word(at: range.lowerBound + number * step)) }
    // Where the identity stands and where documents end.
    for number in 8..<16 {
      mix(word(at: Swift.min(range.lowerBound + 8 * number, range.upperBound - 8)))
    }
    mix(word(at: range.upperBound - 8))
    return state
  }

  /// A number that two different stretches hardly have in common; eight bytes behind the last may be looked at.
  func hash(of range: Range<Int>) -> UInt64 {
    var state = UInt64(range.count) &* 0x9E37_79B9_7F4A_7C15
    var at = range.lowerBound
    while at < range.upperBound {
      let left = range.upperBound - at
      let mask: UInt64 = left < 8 ? (1 << UInt64(8 * left)) - 1 : .max
      let product = (state ^ word(at: at) & mask).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
      state = product.high ^ product.low
      at += 8
    }
    return state
  }

  /// Eight bytes as a word, the first one lowest. They are within the bytes, or the program stops.
  @inline(__always)
  func word(at offset: Int) -> UInt64 {
    UInt64(
      littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}
