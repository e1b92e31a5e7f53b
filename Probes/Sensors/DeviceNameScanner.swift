/// Takes the names of devices apart: numbers and the signs between them.
struct DeviceNameScanner {
  private let bytes: [UInt8]
  private var position = 0

  init(_ name: String) {
    bytes = Array(name.utf8)
  }

  /// Goes back to the beginning.
  mutating func restart() {
    position = 0
  }

  /// Passes over `text` if it comes next.
  mutating func skip(_ text: String) -> Bool {
    guard bytes[position...].starts(with: text.utf8) else { return false }
    position += text.utf8.count
    return true
  }

  /// Passes over at least one byte, up to the next `end` or to the end of the name.
  mutating func skip(upTo end: Character) -> Bool {
    skip { $0 != end.asciiValue }
  }

  /// Passes over a platform device's name: small letters, digits and underscores.
  mutating func skipPlatformName() -> Bool {
    skip { ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x5F }
  }

  /// A decimal of any length; more than 32 bits are cut.
  mutating func decimal() -> UInt32? {
    number(radix: 10)
  }

  /// A hexadecimal number of any length; more than 32 bits are cut.
  mutating func hex() -> UInt32? {
    number(radix: 16)
  }

  private mutating func number(radix: UInt32) -> UInt32? {
    var value: UInt32 = 0
    let start = position
    while position < bytes.count,
      let digit = Character(UnicodeScalar(bytes[position])).hexDigitValue, digit < radix
    {
      value = value &* radix &+ UInt32(digit)
      position += 1
    }
    return position > start ? value : nil
  }

  private mutating func skip(while matches: (UInt8) -> Bool) -> Bool {
    let start = position
    while position < bytes.count, matches(bytes[position]) { position += 1 }
    return position > start
  }
}
