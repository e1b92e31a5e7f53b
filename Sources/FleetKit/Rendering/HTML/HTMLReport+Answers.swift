extension HTMLReport {
  /// The first screen: how much, what is broken, how sure, how complete.
  mutating func answers() {
    page.raw("<div class=\"tiles\">\n")
    for answer in Headline(report).answers {
      page.raw(answer.isAlert ? "<div class=\"tile alert\">" : "<div class=\"tile\">")
      page.element("<h2>", answer.title, "</h2>")
      if let figure = answer.figure {
        page.element("<p class=\"figure\">", figure, "")
        if !answer.unit.isEmpty { page.element(" <small>", answer.unit, "</small>") }
        page.raw("</p>")
      } else {
        page.raw("<p class=\"figure none\">not known</p>")
      }
      for detail in answer.details { page.element("<p class=\"detail\">", detail, "</p>") }
      if let alarm = answer.alarm { page.element("<p class=\"detail alarm\">", alarm, "</p>") }
      page.raw("</div>\n")
    }
    page.raw("</div>\n")
  }

  /// Who used the energy, and where.
  mutating func whoAndWhere() {
    page.raw("<div class=\"pair\">\n<section><h2>Who</h2>\n")
    // The first property that any job has.
    let owners = report.owners.first { $0.lines.keys.contains { $0 != nil } } ?? report.owners[0]
    shares(report.ownerTable(owners, limit: 6), name: 1, share: 2)
    page.raw("</section>\n<section><h2>Where</h2>\n")
    var sites = report.siteTable(limit: 9)
    // Of a column that is not shown here.
    sites.notes.removeAll { $0 == FleetReport.equipmentWords }
    let whole = Double(report.statistics.balance.energy.full)
    let energy = sites.columns.firstIndex { $0.key == "energy_uj" } ?? 0
    sites.columns.append(
      ReportTable.Column(key: "share_ratio", title: "Share", measure: .share, hasBar: true))
    for row in sites.rows.indices {
      let part = sites.rows[row][energy].number ?? 0
      sites.rows[row].append(whole > 0 ? .real(part / whole) : .absent)
    }
    shares(sites, name: 0, share: sites.columns.count - 1)
    page.raw("</section>\n</div>\n")
  }

  /// Names with their energy and share.
  private mutating func shares(_ table: ReportTable, name: Int, share: Int) {
    guard !table.rows.isEmpty else {
      page.raw("<p class=\"note\">No report carries any energy.</p>\n")
      return
    }
    let scales = table.scales
    let energy = table.columns.firstIndex { $0.key == "energy_uj" } ?? 0
    let doubted = table.columns.firstIndex { $0.key == "doubted_ratio" } ?? 0
    let measured = table.columns.firstIndex { $0.key == "measured_ratio" } ?? 0
    page.raw("<div class=\"scroll\"><table class=\"who\"><thead><tr>")
    page.element("<th scope=\"col\">", table.columns[name].title, "</th>")
    page.element("<th scope=\"col\" class=\"n\">", table.heading(energy, scales[energy]), "</th>")
    page.raw("<th scope=\"col\" class=\"n\">Share</th></tr></thead>\n<tbody>\n")
    for (place, row) in table.rows.enumerated() {
      page.raw(table.quietRows.contains(place) ? "<tr class=\"quiet\">" : "<tr>")
      page.element("<th scope=\"row\">", table.text(row[name], name, nil), "")
      if let share = row[doubted].number {
        page.element(" <small class=\"alarm\">", Figure.percent(share) + " in doubt", "</small>")
      }
      page.raw("</th>")
      page.raw("<td>")
      if let share = row[measured].number, share < 0.5 { page.raw("~") }
      page.element("", table.text(row[energy], energy, scales[energy]), "</td>")
      page.element("<td>", table.text(row[share], share, nil), "")
      if let number = row[share].number { page.bar(number) }
      page.raw("</td></tr>\n")
    }
    page.raw("</tbody></table></div>\n")
    for note in table.notes { page.element("<p class=\"note\">", note, "</p>\n") }
  }
}
