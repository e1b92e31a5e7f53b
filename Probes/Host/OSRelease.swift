/// The form of `os-release(5)`: a shell's assignments, one a line.
enum OSRelease {
  /// Names and values in the order of the text, quotes and escapes undone.
  static func fields(of text: String) -> [(name: String, value: String)] {
    var fields: [(name: String, value: String)] = []
    for line in text.split(separator: "\n") {
      guard !line.hasPrefix("#"), let equals = line.firstIndex(of: "=") else { continue }
      let name = line[..<equals].trimmed
      fields.append((name, unquoted(line[line.index(after: equals)...].trimmed)))
    }
    return fields
  }

  private static func unquoted(_ text: String) -> String {
    guard let quote = text.first, quote == "\"" || quote == "'" else { return text }
    var value = ""
    var isEscaped = false
    for character in text.dropFirst() {
      if isEscaped {
        value.append(character)
        isEscaped = false
      } else if character == "\\", quote == "\"" {
        isEscaped = true
      } else if character == quote {
        break
      } else {
        value.append(character)
      }
    }
    return value
  }
}
