internal import LinuxFiles

/// The one decimal that an attribute's file holds.
struct AttributeNumber: Equatable {
  let isNegative: Bool
  let magnitude: UInt64

  /// The nearest double.
  var double: Double { isNegative ? -Double(magnitude) : Double(magnitude) }

  /// Nil where the text is anything but one whole number below 2^64 with a sign or without: "0x20",
  /// "12abc", "nan" and nothing are no numbers, whatever `scanf` makes of them.
  init?(_ text: Span<UInt8>) {
    var scanner = ByteScanner(text)
    scanner.skipBlanks()
    isNegative = scanner.skip("-")
    guard let first = scanner.peek, first >= 0x30, first <= 0x39,
      let magnitude = scanner.unsigned()
    else { return nil }
    self.magnitude = magnitude
    while let byte = scanner.peek {
      guard byte == 0x0A || byte == 0x20 || byte == 0x09 else { return nil }
      if byte == 0x0A { scanner.skipLine() } else { scanner.skipBlanks() }
    }
  }
}
