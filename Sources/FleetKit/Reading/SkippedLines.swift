/// Looks for the line with which reading goes on behind a broken document.
struct SkippedLines {
  /// Whether the broken document spans lines: then the next one begins with a brace at the beginning of a line.
  /// Otherwise any line does that does not look like the inside of a document.
  let isSpanning: Bool
  private var isAtStart = false

  init(isSpanning: Bool) {
    self.isSpanning = isSpanning
  }

  /// Where that line begins; where it is not found, from where on to look when there are more bytes.
  mutating func next(
    in buffer: borrowing TokenBuffer, from start: Int
  ) -> (place: Int, isFound: Bool) {
    var at = start
    while true {
      if !isAtStart {
        guard let newline = buffer.newline(from: at) else { return (buffer.count, false) }
        at = newline + 1
        isAtStart = true
      }
      guard at < buffer.count else { return (at, false) }
      let byte = buffer.bytes[at]
      switch byte {
      case 0x7B: return (at, true)
      case 0x20, 0x09, 0x0A, 0x0D, 0x22, 0x2C, 0x5D, 0x7D: break
      default: if !isSpanning { return (at, true) }
      }
      isAtStart = false
    }
  }
}
