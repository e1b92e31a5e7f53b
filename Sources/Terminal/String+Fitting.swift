internal import NodeModel

extension String {
  /// The text in exactly `width` cells: blanks behind it, or cut with a mark at the end. For text
  /// without escape sequences.
  public func fitted(to width: Int, mark: Character = "…") -> String {
    let taken = terminalWidth
    if taken <= width { return self + String(repeating: " ", count: width - taken) }
    guard width > 0 else { return "" }
    var text = self
    while text.terminalWidth > width - 1 { text.removeLast() }
    text.append(mark)
    return text + String(repeating: " ", count: width - text.terminalWidth)
  }

  /// The text with blanks before it, at least `width` cells wide.
  public func rightAligned(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - terminalWidth)) + self
  }

  /// The text without what a terminal would take for a command, and in one line: labels, names, what was typed.
  public var printable: String { plain }
}
