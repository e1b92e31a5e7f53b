internal import NodeModel

/// Names and texts of others, as documents show them.
enum PlainText {
  /// The text with a mark in the place of each control character, and blanks for the ends of lines.
  static func cleaned(_ text: String) -> String { text.plain }

  /// The beginning of a text that is too long for its place.
  static func shortened(_ text: String, to limit: Int) -> String {
    text.count <= limit ? text : text.prefix(limit - 1) + "…"
  }
}
