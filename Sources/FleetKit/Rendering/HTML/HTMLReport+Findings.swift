internal import NodeModel

extension HTMLReport {
  /// How many findings stand open, and how many more unfold.
  private static let (shown, folded) = (20, 180)

  /// What is broken, what matters most first.
  mutating func findings() {
    page.raw("<section id=\"findings\"><h2>Findings</h2>\n")
    let count = report.findings.count + report.omittedFindings
    guard count > 0 else {
      page.raw(
        "<p>None: no agent, no comparison and no record says anything against a node.</p></section>\n"
      )
      return
    }
    kinds()
    table(report.findings.prefix(Self.shown))
    let more = report.findings.dropFirst(Self.shown)
    if !more.isEmpty {
      page.made("<details><summary>\(Figure.whole(min(more.count, Self.folded))) more</summary>\n")
      table(more.prefix(Self.folded))
      page.raw("</details>\n")
    }
    let left = count - min(report.findings.count, Self.shown + Self.folded)
    if left > 0 {
      page.element(
        "<p class=\"note\">", "\(Figure.whole(left)) further findings are in findings.csv.",
        "</p>\n")
    }
    page.raw("</section>\n")
  }

  /// How often each kind, the most frequent first.
  private mutating func kinds() {
    var counts: [String: Int] = [:]
    for finding in report.findings { counts[finding.kind, default: 0] += 1 }
    let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    page.raw("<ul class=\"kinds\">")
    for (kind, count) in sorted.prefix(16) {
      page.made("<li><b>\(Figure.whole(count))</b> ")
      page.element("", kind.map { $0 == "_" ? " " : String($0) }.joined(), "</li>")
    }
    page.raw("</ul>\n")
  }

  private mutating func table(_ findings: ArraySlice<ReportFinding>) {
    page.raw(
      """
      <table class="findings"><thead><tr><th scope="col">Severity</th><th scope="col">Node</th>\
      <th scope="col">What</th><th scope="col">Do</th></tr></thead>
      <tbody>

      """)
    for finding in findings {
      page.raw(finding.severity == .critical ? "<tr class=\"critical\">" : "<tr>")
      page.element("<td class=\"grade\">", finding.severity.rawValue, "</td>")
      page.element(
        "<th scope=\"row\" class=\"where\">", PlainText.shortened(finding.label, to: 80), "")
      let place = [finding.site, finding.rack].compactMap(\.self).joined(separator: ", ")
      if !place.isEmpty { page.element("<small>", PlainText.shortened(place, to: 80), "</small>") }
      page.raw("</th><td class=\"what\">")
      if !finding.subject.isEmpty {
        page.element("<b>", PlainText.shortened(finding.subject, to: 80), "</b> ")
      }
      page.escaped(PlainText.shortened(finding.text, to: 300))
      note(finding)
      page.element("</td><td>", PlainText.shortened(finding.advice ?? "", to: 200), "</td></tr>\n")
    }
    page.raw("</tbody></table>\n")
  }

  /// How sure it is, what it costs, and what supports it.
  private mutating func note(_ finding: ReportFinding) {
    var words = finding.confidence.map { [$0] } ?? []
    if let loss = finding.loss, loss > 0 { words.append("loses \(Figure.percent(loss))") }
    if let hours = finding.nodeHours, hours > 0 {
      words.append("\(Figure.significant(hours)) node hours lost")
    }
    words += finding.evidence.prefix(3).map { PlainText.shortened($0, to: 160) }
    guard !words.isEmpty else { return }
    page.element("<small>", words.joined(separator: "; "), "</small>")
  }
}
