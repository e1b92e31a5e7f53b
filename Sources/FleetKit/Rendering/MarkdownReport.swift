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
        .map(Self.escaped).joined(separator: "; ")
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
    line("| " + cells.map { isRule ? $0 : Self.escaped($0) }.joined(separator: " | ") + " |")
  }

  private mutating func line(_ words: String) {
    text.append(text: words)
    text.append("\n")
  }

  /// Words of others, in which nothing is markup.
  static func escaped(_ words: String) -> String {
    var escaped = ""
    for character in PlainText.cleaned(words) {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\\", "`", "*", "_", "[", "]", "|", "~", "#", "!": escaped += "\\\(character)"
      // Nobody's text becomes a link by itself.
      case ":" where escaped.hasSuffix("http") || escaped.hasSuffix("https"): escaped += "&#58;"
      default: escaped.append(character)
      }
    }
    return escaped
  }
}
