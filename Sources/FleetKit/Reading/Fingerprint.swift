extension JSONWalker {
  /// A number by which equal documents are found: of their length and of 40 words in them. Whether they are equal
  /// their bytes tell.
  borrowing func fingerprint(of range: Range<Int>) -> UInt64 {
    var state = UInt64(range.count) &* 0x9E37_79B9_7F4A_7C15
    func mix(_ word: UInt64) {
      let product = (state ^ word).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
      state = product.high ^ product.low
    }
    if range.count < 64 {
      for at in range { mix(UInt64(bytes[at])) }
      return state
    }
    let step = (range.count - 8) / 31
    for number in 0..<32 { mix(eightBytes(range.lowerBound + number * step)) }
    // Where the identity stands and where documents end.
    for number in 8..<16 {
      mix(eightBytes(min(range.lowerBound + 8 * number, range.upperBound - 8)))
    }
    mix(eightBytes(range.upperBound - 8))
    return state
  }
}
