/// Bytes as text, as digests stand in HTTP headers (RFC 4648, section 4).
public enum Base64 {
  private static let letters = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// Four letters for three bytes, with `=` for those that are missing in the last group.
  public static func text(of bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    for first in stride(from: 0, to: bytes.count, by: 3) {
      let rest = min(3, bytes.count - first)
      var group: UInt32 = 0
      for place in 0..<3 { group = group << 8 | (place < rest ? UInt32(bytes[first + place]) : 0) }
      for place in 0..<4 {
        let letter = Self.letters[Int(group >> UInt32(18 - 6 * place) & 63)]
        text.append(place <= rest ? letter : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
