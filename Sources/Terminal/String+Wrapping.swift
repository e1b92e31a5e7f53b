extension String {
  /// The text in lines of at most `width` cells, broken at blanks, or inside a word that is longer than a
  /// line. Lines after the first begin with `indent` blanks. For text without escape sequences.
  public func wrapped(to width: Int, indent: Int = 0) -> [String] {
    let margin = String(repeating: " ", count: Swift.max(0, Swift.min(indent, width - 1)))
    var lines: [String] = []
    var line = ""
    var taken = 0
    // Where the line may be broken: behind its last blank.
    var pause: String.Index?
    for character in self {
      let cells = String(character).terminalWidth
      if taken + cells > Swift.max(1, width), !line.isEmpty, character != " " {
        let place = pause ?? line.endIndex
        let rest = margin + line[place...]
        lines.append(line[..<place].withoutBlanksAtEnd)
        (line, taken, pause) = (rest, rest.terminalWidth, nil)
      }
      line.append(character)
      taken += cells
      if character == " ", line.contains(where: { $0 != " " }) { pause = line.endIndex }
    }
    let last = line[...].withoutBlanksAtEnd
    return last.isEmpty && !lines.isEmpty ? lines : lines + [last]
  }

  /// The text's first `width` cells. Escape sequences take none and all of them stay, so that a colour
  /// ends where it should.
  public func cut(to width: Int) -> String {
    guard terminalWidth > width else { return self }
    var text = String.UnicodeScalarView()
    var taken = 0
    var inEscape = false
    for scalar in unicodeScalars {
      if inEscape || scalar.value == 0x1B {
        inEscape = scalar.value == 0x1B || !scalar.properties.isAlphabetic
        text.append(scalar)
        continue
      }
      taken += String(scalar).terminalWidth
      if taken <= width { text.append(scalar) }
    }
    return String(text)
  }
}

extension Substring {
  fileprivate var withoutBlanksAtEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
