internal import NodeModel

/// Texts as strings of JSON.
enum JSONString {
  /// UTF-8 with quotes around it; only what must be is escaped.
  static func encoded(_ text: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = [0x22]
    for byte in text {
      switch byte {
      case 0x22, 0x5C: bytes += [0x5C, byte]
      case 0..<0x20:
        let digits = Array("0123456789abcdef".utf8)
        bytes += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      default: bytes.append(byte)
      }
    }
    return bytes + [0x22]
  }

  /// The beginning of an hour, in seconds since 1970.
  static func hour(_ seconds: Int64) -> String {
    let date = CivilDate(daysSince1970: Int(seconds / 86_400))
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let hour = Int(seconds % 86_400) / 3600
    return "\(date.year)-\(two(date.month))-\(two(date.day))T\(two(hour)):00:00Z"
  }
}
