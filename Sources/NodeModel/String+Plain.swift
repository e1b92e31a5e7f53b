extension String {
  /// A name or text of others, made harmless for whoever looks at it: nothing in it steers a terminal, turns the
  /// direction of a line or ends it. U+FFFD stands in the place of each such character, a blank in that of line ends and
  /// tabs.
  public var plain: String {
    guard unicodeScalars.contains(where: \.isHarmful) else { return self }
    var plain = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      switch scalar {
      case "\n", "\t", "\r": plain.append(" ")
      case _ where scalar.isHarmful: plain.append("\u{FFFD}")
      default: plain.append(scalar)
      }
    }
    return String(plain)
  }
}

extension Unicode.Scalar {
  fileprivate var isHarmful: Bool {
    switch value {
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
