internal import NodeModel

/// The few forms of strings that reports are made of.
extension JSONWalker {
  /// Reads a time in UTC (RFC 3339, 1970 to 2500): nanoseconds since 1970.
  mutating func time() throws(JSONFault) -> UInt64 {
    let text = try string()
    guard let time = time(in: text) else { throw JSONFault(.notTime, at: text.start) }
    return time
  }

  /// Reads the beginning of an hour: seconds since 1970.
  mutating func hour() throws(JSONFault) -> Int64 {
    let text = try string()
    guard let time = time(in: text) else { throw JSONFault(.notTime, at: text.start) }
    guard time % 3_600_000_000_000 == 0, text.end - text.start == 20 else {
      throw JSONFault(.notHour, at: text.start)
    }
    return Int64(time / 1_000_000_000)
  }

  /// Reads an epoch.
  mutating func epoch() throws(JSONFault) -> Epoch {
    let text = try string()
    guard text.end - text.start == 36 else { throw JSONFault(.notEpoch, at: text.start) }
    var words: (UInt64, UInt64) = (0, 0)
    for place in 0..<36 {
      let byte = bytes[text.start + place]
      if place == 8 || place == 13 || place == 18 || place == 23 {
        guard byte == 0x2D else { throw JSONFault(.notEpoch, at: text.start) }
        continue
      }
      guard byte < 0x41 || byte > 0x46, let digit = Self.hexadecimal(byte) else {
        throw JSONFault(.notEpoch, at: text.start)
      }
      if place < 18 {
        words.0 = words.0 << 4 | UInt64(digit)
      } else {
        words.1 = words.1 << 4 | UInt64(digit)
      }
    }
    return Epoch(high: words.0, low: words.1)
  }

  /// Reads 64 hexadecimal digits in lower case.
  mutating func digest(_ reason: JSONFault.Reason) throws(JSONFault) -> NodeID {
    let text = try string()
    guard text.end - text.start == 64 else { throw JSONFault(reason, at: text.start) }
    var words: [UInt64] = [0, 0, 0, 0]
    for place in 0..<64 {
      let byte = bytes[text.start + place]
      guard byte < 0x41 || byte > 0x46, let digit = Self.hexadecimal(byte) else {
        throw JSONFault(reason, at: text.start)
      }
      words[place / 16] = words[place / 16] << 4 | UInt64(digit)
    }
    return NodeID((words[0], words[1], words[2], words[3]))
  }

  /// Reads a string of sixteen hexadecimal digits in lower case; nil of another value.
  mutating func checksum() throws(JSONFault) -> UInt64? {
    guard token == 0x22 else {
      try skip()
      return nil
    }
    let text = try string()
    guard text.end - text.start == 16 else { return nil }
    var word: UInt64 = 0
    for place in text.start..<text.end {
      let byte = bytes[place]
      guard byte < 0x41 || byte > 0x46, let digit = Self.hexadecimal(byte) else { return nil }
      word = word << 4 | UInt64(digit)
    }
    return word
  }

  private func time(in text: JSONText) -> UInt64? {
    let start = text.start
    let length = text.end - start
    guard length >= 20, length <= 30, bytes[text.end - 1] == 0x5A, bytes[start + 4] == 0x2D,
      bytes[start + 7] == 0x2D, bytes[start + 10] == 0x54, bytes[start + 13] == 0x3A,
      bytes[start + 16] == 0x3A, let century = two(start), let years = two(start + 2),
      let month = two(start + 5), let day = two(start + 8), let hour = two(start + 11),
      let minute = two(start + 14), let second = two(start + 17)
    else { return nil }
    let year = century * 100 + years
    guard (1970...2500).contains(year), hour < 24, minute < 60, second < 60,
      let days = CivilDate.days(since1970: year, month, day)
    else { return nil }
    let seconds = ((days * 24 + hour) * 60 + minute) * 60 + second
    var nanoseconds: UInt64 = 0
    if length > 20 {
      guard bytes[start + 19] == 0x2E, length > 21 else { return nil }
      let (fraction, end) = digits(start + 20)
      guard end == text.end - 1 else { return nil }
      nanoseconds = fraction &* Self.power(9 - (length - 21))
    }
    return UInt64(seconds) * 1_000_000_000 + nanoseconds
  }

  private func two(_ offset: Int) -> Int? {
    let tens = bytes[offset] &- 0x30
    let ones = bytes[offset + 1] &- 0x30
    guard tens < 10, ones < 10 else { return nil }
    return Int(tens) * 10 + Int(ones)
  }
}

extension JSONWalker {
  /// Whether a string without escapes says so.
  func says(_ text: JSONText, _ word: String) -> Bool {
    guard text.end - text.start == word.utf8.count else { return false }
    var at = text.start
    for byte in word.utf8 {
      guard bytes[at] == byte else { return false }
      at += 1
    }
    return true
  }
}
