internal import NodeModel

extension JSONWriter {
  /// Writes a member with a time in UTC by RFC 3339, to the millisecond: "2026-11-21T14:30:44.250Z".
  ///
  /// - Parameter nanoseconds: realtime since 1970.
  public mutating func member(_ name: StaticString, time nanoseconds: UInt64) {
    key(name)
    string(Self.timestamp(nanoseconds))
  }

  /// Writes a member with a time in UTC by RFC 3339, to the second: "2026-11-21T14:00:00Z".
  ///
  /// - Parameter seconds: since 1970.
  public mutating func member(_ name: StaticString, second seconds: Int64) {
    key(name)
    var text = Self.date(UInt64(max(0, seconds)))
    text.append("Z")
    string(String(decoding: text.bytes, as: UTF8.self))
  }

  static func timestamp(_ nanoseconds: UInt64) -> String {
    let milliseconds = nanoseconds / 1_000_000
    var text = date(milliseconds / 1000)
    text.append(".")
    text.append(padded: Int(milliseconds % 1000), to: 3)
    text.append("Z")
    return String(decoding: text.bytes, as: UTF8.self)
  }

  /// "2026-11-21T14:30:44".
  private static func date(_ seconds: UInt64) -> ByteText {
    let date = CivilDate(daysSince1970: Int(seconds / 86_400))
    var text = ByteText(capacity: 24)
    text.append(padded: date.year, to: 4)
    text.append("-")
    text.append(padded: date.month, to: 2)
    text.append("-")
    text.append(padded: date.day, to: 2)
    text.append("T")
    text.append(padded: Int(seconds / 3600 % 24), to: 2)
    text.append(":")
    text.append(padded: Int(seconds / 60 % 60), to: 2)
    text.append(":")
    text.append(padded: Int(seconds % 60), to: 2)
    return text
  }
}

extension ByteText {
  /// Writes a decimal with zeros before it.
  fileprivate mutating func append(padded value: Int, to width: Int) {
    var bound = 10
    for _ in 1..<width {
      if value < bound { append("0") }
      bound *= 10
    }
    append(unsigned: UInt64(value))
  }
}
