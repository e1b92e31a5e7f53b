/// Names and texts of others, made harmless for whoever looks at them: nothing in them steers a terminal, turns the
/// direction of a line or ends it.
enum PlainText {
  /// The text with a mark in the place of each control character, and blanks for the ends of lines.
  static func cleaned(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isHarmful) else { return text }
    var clean = ""
    for scalar in text.unicodeScalars {
      if scalar == "\n" || scalar == "\t" || scalar == "\r" {
        clean.append(" ")
      } else if isHarmful(scalar) {
        clean.append("\u{FFFD}")
      } else {
        clean.unicodeScalars.append(scalar)
      }
    }
    return clean
  }

  /// The beginning of a text that is too long for its place.
  static func shortened(_ text: String, to limit: Int) -> String {
    text.count <= limit ? text : text.prefix(limit - 1) + "…"
  }

  private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    // Controls of ASCII and Latin 1.
    case 0..<0x20, 0x7F..<0xA0: true
    // What turns the direction of text, marks it invisibly or ends lines.
    case 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF: true
    // Tags that nobody sees.
    case 0xE0000...0xE007F: true
    default: false
    }
  }
}
