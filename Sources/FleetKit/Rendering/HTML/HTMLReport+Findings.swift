internal import NodeModel

extension HTMLReport {
  /// More than these are shown by kind; and how many then unfold one by one.
  private static let (shown, folded) = (25, 80)

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
    let groups = report.findingGroups
    if count > Self.shown {
      write(groups)
      let listed = report.findings.prefix(Self.folded)
      page.made(
        "<details><summary>\(listed.count == count ? "All" : "The first") \(Figure.whole(listed.count)) one by one</summary>\n"
      )
      table(listed, withAdvice: false)
      page.raw("</details>\n")
    } else {
      table(report.findings[...], withAdvice: true)
    }
    let left = report.findings.count - min(report.findings.count, Self.folded)
    if count > Self.shown, left > 0 {
      page.element(
        "<p class=\"note\">", "\(Figure.whole(left)) more are in findings.csv.",
        "</p>\n")
    }
    if report.omittedFindings > 0 {
      page.element(
        "<p class=\"note\">",
        "\(Figure.whole(report.omittedFindings)) beyond these are counted in the table by kind and listed nowhere.",
        "</p>\n")
    }
    page.raw("</section>\n")
  }

  /// What is alike in one line each.
  private mutating func write(_ groups: [FindingGroup]) {
    page.raw(
      """
      <table class="findings groups"><thead><tr><th scope="col">Severity</th><th scope="col" class="n">Times</th>\
      <th scope="col">What</th><th scope="col">Where</th><th scope="col">Do</th></tr></thead>
      <tbody>

      """)
    for group in groups.prefix(Self.shown) {
      page.raw(group.first.severity == .critical ? "<tr class=\"critical\">" : "<tr>")
      page.element("<td>", group.first.severity.rawValue, "</td>")
      page.element("<td>", Figure.whole(group.count), "</td>")
      page.element("<th scope=\"row\"><b>", group.words, "</b>")
      page.element(
        "<small>",
        PlainText.shortened(
          "\(group.first.label): \(group.first.subject) \(group.first.text)", to: 200),
        "</small></th>")
      page.element("<td>", group.places, "</td>")
      page.element("<td>", PlainText.shortened(group.first.advice ?? "", to: 200), "</td></tr>\n")
    }
    page.raw("</tbody></table>\n")
  }

  /// - Parameter withAdvice: whether it says what to do; beside a table by kind that has been said.
  private mutating func table(_ findings: ArraySlice<ReportFinding>, withAdvice: Bool) {
    page.raw(
      """
      <table class="findings"><thead><tr><th scope="col">Severity</th><th scope="col">Node</th>\
      <th scope="col">What</th>
      """)
    page.raw(
      withAdvice
        ? "<th scope=\"col\">Do</th></tr></thead>\n<tbody>\n" : "</tr></thead>\n<tbody>\n")
    for finding in findings {
      page.raw(finding.severity == .critical ? "<tr class=\"critical\">" : "<tr>")
      page.element("<td>", finding.severity.rawValue, "</td>")
      page.element("<th scope=\"row\">", PlainText.shortened(finding.label, to: 80), "")
      let place = [finding.site, finding.rack].compactMap(\.self).joined(separator: ", ")
      if !place.isEmpty { page.element("<small>", PlainText.shortened(place, to: 80), "</small>") }
      page.raw("</th><td>")
      if !finding.subject.isEmpty {
        page.element("<b>", PlainText.shortened(finding.subject, to: 80), "</b> ")
      }
      page.escaped(PlainText.shortened(finding.text, to: 300))
      note(finding)
      if withAdvice {
        page.element("</td><td>", PlainText.shortened(finding.advice ?? "", to: 200), "")
      }
      page.raw("</td></tr>\n")
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
    if let seconds = finding.firstSeen.map({ Int64($0 / 1_000_000_000) }), seconds > 0 {
      // Without an earlier period nobody knows how long it has been so.
      let isOlder = finding.lastSeen.map { $0 > finding.firstSeen ?? $0 } ?? false
      words.append("\(isOlder ? "since" : "seen") \(Clock.minute(seconds))")
    }
    words += finding.evidence.prefix(3).map { PlainText.shortened($0, to: 160) }
    guard !words.isEmpty else { return }
    page.element("<small>", words.joined(separator: "; "), "</small>")
  }
}
