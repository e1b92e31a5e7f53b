internal import Exporters

/// A page of HTML under construction. What others named or wrote comes in by `escaped` only.
struct HTMLText {
  private(set) var text = ByteText(capacity: 1 << 18)

  /// Markup that stands in the program.
  mutating func raw(_ markup: StaticString) { text.append(markup) }

  /// Markup that the program has made, of numbers.
  mutating func made(_ markup: String) { text.append(text: markup) }

  /// Bytes of a file that the program carries.
  mutating func bytes(_ bytes: Span<UInt8>) { text.append(bytes: bytes) }

  /// Words, in which nothing is markup.
  mutating func escaped(_ words: String) {
    for byte in PlainText.cleaned(words).utf8 {
      switch byte {
      case 0x26: text.append("&amp;")
      case 0x3C: text.append("&lt;")
      case 0x3E: text.append("&gt;")
      case 0x22: text.append("&quot;")
      case 0x27: text.append("&#39;")
      default: text.append(byte: byte)
      }
    }
  }

  /// Words in an element without attributes or with those that stand in the program.
  mutating func element(_ open: StaticString, _ words: String, _ close: StaticString) {
    raw(open)
    escaped(words)
    raw(close)
  }

  /// A bar of a share, beside which the number stands.
  mutating func bar(_ share: Double) {
    let width = Figure.fixed(max(0, min(1, share)) * 100, 1)
    made(
      "<svg class=\"bar\" aria-hidden=\"true\"><rect width=\"\(width)%\" height=\"99\"/></svg>")
  }
}
