import Foundation

/// The rows of `docs/metrics.md`, by the metric's full name.
struct MetricsDocument {
  /// What the document says of one metric.
  struct Row: Equatable {
    let kind: String
    let labels: Set<String>
    let meaning: String
  }
  /// All rows.
  let rows: [String: Row]

  /// Reads the document of this package.
  init() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("docs/metrics.md")
    var rows: [String: Row] = [:]
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
      let cells = line.split(separator: "|", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 7, cells[1].hasPrefix("`") else { continue }
      let labels = cells[4].split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init)
      rows[String(cells[1].dropFirst().dropLast())] = Row(
        kind: cells[2], labels: Set(labels), meaning: cells[5])
    }
    self.rows = rows
  }

  /// What is wrong with a page in the Prometheus text format, measured by the document, a line each.
  func faults(of page: String) -> [String] {
    var faults: Set<String> = []
    for line in page.split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
      if words.first == "#", words.count == 4 {
        let name = String(words[2])
        guard let row = rows[name] else {
          faults.insert("\(name) is not in the document")
          continue
        }
        // Prometheus' text format knows no info.
        let kind = row.kind == "info" ? "gauge" : row.kind
        if words[1] == "TYPE", words[3] != kind { faults.insert("\(name) is a \(words[3])") }
        if words[1] == "HELP", words[3] != row.meaning {
          faults.insert("\(name) means: \(words[3])")
        }
      } else if let brace = line.firstIndex(of: "{") {
        let name = String(line[..<brace])
        let unknown = Self.labels(of: line[brace...]).subtracting(rows[name]?.labels ?? [])
        if !unknown.isEmpty { faults.insert("\(name) has the labels \(unknown.sorted())") }
      }
    }
    return faults.sorted()
  }

  /// The names in `{name="value",…}`, whose values may hold any character behind a backslash.
  private static func labels(of text: Substring) -> Set<String> {
    var names: Set<String> = []
    var name = ""
    var isValue = false
    var isEscaped = false
    for character in text.dropFirst() {
      if isValue {
        if character == "\"", !isEscaped { isValue = false }
        isEscaped = character == "\\" && !isEscaped
        continue
      }
      switch character {
      case "}": return names
      case ",": name = ""
      case "\"": isValue = true
      case "=": names.insert(name)
      default: name.append(character)
      }
    }
    return names
  }
}
