internal import Exporters

/// The report as Markdown (CommonMark with tables): for tickets, wikis and pull requests.
public struct MarkdownReport {
  private var text = ByteText(capacity: 64 * 1024)

  private init() {}

  /// All of it.
  public static func bytes(_ report: FleetReport) -> [UInt8] {
    var page = MarkdownReport()
    page.write(report)
    return page.text.bytes
  }

  private mutating func write(_ report: FleetReport) {
    line("# Fleet report")
    line("")
    line("\(report.intervalWords), \(report.scopeWords).")
    if let words = report.beforeWords { line(words) }
    line("")
    for answer in Headline(report).answers {
      let figure = answer.figure.map { "**\($0)\(answer.unit.isEmpty ? "" : " " + answer.unit)**" }
      let details = (answer.details + (answer.alarm.map { [$0] } ?? []))
        .map { Self.escaped($0) }.joined(separator: "; ")
      line(
        "- \(answer.title): \(figure ?? "**not known**")" + (details.isEmpty ? "" : "; " + details))
    }
    let findings = report.findingTable(limit: 50)
    if findings.rows.isEmpty {
      section("Findings")
      line("None.")
    } else {
      table(findings)
    }
    table(report.siteTable(limit: 50))
    for owners in report.owners { table(report.ownerTable(owners, limit: 20)) }
    table(report.unusedTable(limit: 12))
    table(report.jobTable(limit: 20))
    table(report.modelTable(limit: 50))
    table(report.heatTable(limit: 20))
    table(report.benchmarkTable)
    table(report.tierTable)
    table(report.componentTable)
    table(report.levelTable)
    table(report.refusalTable(limit: 20))
    table(report.inputTable(limit: 20))
    section("How it was made")
    line(Self.escaped(report.conservationWords))
    if let provenance = report.provenance {
      line("")
      line(Self.escaped(provenance.inputWords))
      line("")
      line("    " + PlainText.cleaned(provenance.commandLine))
    }
    for words in (report.strayWords.map { [$0] } ?? []) + report.methodWords {
      line("")
      line(Self.escaped(words))
    }
  }

  private mutating func section(_ title: String) {
    line("")
    line("## " + title)
    line("")
  }

  private mutating func table(_ table: ReportTable) {
    guard !table.rows.isEmpty else { return }
    let table = table.forPeople
    let scales = table.scales
    section(table.title)
    row(table.columns.indices.map { table.heading($0, scales[$0]) })
    row(table.columns.map { $0.measure.isNumber ? "---:" : "---" }, isRule: true)
    for cells in table.rows + (table.total.map { [$0] } ?? []) {
      row(table.columns.indices.map { table.text(cells[$0], $0, scales[$0]) })
    }
    for note in table.notes {
      line("")
      line(note)
    }
  }

  private mutating func row(_ cells: [String], isRule: Bool = false) {
    let words = cells.map { isRule ? $0 : Self.escaped($0, isCell: true) }
    line("| " + words.joined(separator: " | ") + " |")
  }

  private mutating func line(_ words: String) {
    text.append(text: words)
    text.append("\n")
  }

  /// Words of others, in which nothing is markup, and nothing becomes a link by itself.
  ///
  /// - Parameter isCell: whether they stand in a table, in which a bar ends a cell even where it is code.
  static func escaped(_ words: String, isCell: Bool = false) -> String {
    PlainText.cleaned(words).split(separator: " ", omittingEmptySubsequences: false)
      .map { isLinked($0) ? code(String($0), isCell) : escaped(word: $0) }
      .joined(separator: " ")
  }

  /// Whether GitHub's dialect, or whoever shows the page, makes a link of a word that nobody has marked as one: an
  /// address, a person or an issue. They look at the text when escapes and entities are gone from it, so that only code
  /// is left alone.
  private static func isLinked(_ word: Substring) -> Bool {
    let bytes = word.utf8
    if bytes.contains(where: { $0 == 0x40 || $0 == 0x23 }) { return true }
    let lower = word.lowercased()
    return lower.contains("://") || lower.contains("www.")
  }

  /// A word as code: between more backticks than stand one after the other in it.
  private static func code(_ word: String, _ isCell: Bool) -> String {
    var (run, longest) = (0, 0)
    for byte in word.utf8 {
      run = byte == 0x60 ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    let blank = word.utf8.first == 0x60 || word.utf8.last == 0x60 ? " " : ""
    var text = String.UnicodeScalarView()
    var slashes = 0
    for scalar in word.unicodeScalars {
      // One that follows escaped ones is not escaped itself.
      if isCell, scalar == "|" { text += repeatElement("\\", count: slashes + 1) }
      slashes = scalar == "\\" ? slashes + 1 : 0
      text.append(scalar)
    }
    return fence + blank + String(text) + blank + fence
  }

  /// By scalars: a bar with an accent is one `Character`, and no bar to it.
  private static func escaped(word: Substring) -> String {
    var escaped = String.UnicodeScalarView()
    for scalar in word.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;".unicodeScalars
      case "<": escaped += "&lt;".unicodeScalars
      case ">": escaped += "&gt;".unicodeScalars
      case "\\", "`", "*", "_", "[", "]", "|", "~", "!":
        escaped.append("\\")
        escaped.append(scalar)
      default: escaped.append(scalar)
      }
    }
    return String(escaped)
  }
}
