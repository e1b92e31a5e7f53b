extension String {
  /// The text as a double-quoted YAML scalar (YAML 1.2 §5.7): what YAML does not let stand in a line, or
  /// a terminal would take for a command, is escaped.
  var yamlQuoted: String {
    var result = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        if Self.isPrintable(scalar.value) {
          result.unicodeScalars.append(scalar)
        } else {
          result += Self.escape(scalar.value)
        }
      }
    }
    return result + "\""
  }

  /// Neither a control character, nor a line or paragraph separator, nor a byte-order mark or another
  /// code that no text has.
  private static func isPrintable(_ value: UInt32) -> Bool {
    switch value {
    case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD,
      0x1_0000...0x10_FFFF:
      true
    default: false
    }
  }

  private static func escape(_ value: UInt32) -> String {
    let (letter, width) = value < 0x100 ? ("x", 2) : ("u", 4)
    let digits = String(value, radix: 16)
    return "\\" + letter + String(repeating: "0", count: width - digits.count) + digits
  }
}
