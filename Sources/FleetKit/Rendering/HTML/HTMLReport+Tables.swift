extension HTMLReport {
  /// Sites, and owners by each of their properties.
  mutating func tables() {
    section(report.siteTable(limit: 50))
    for (place, owners) in report.owners.enumerated() {
      let table = report.ownerTable(owners, limit: 20)
      let isKnown = owners.lines.keys.contains { $0 != nil }
      guard isKnown || place == 0 else { continue }
      section(table)
    }
    section(report.unusedTable(limit: 12))
    section(report.jobTable(limit: 20))
    section(report.modelTable(limit: 30))
  }

  /// A table under its title; nothing where it has no rows.
  mutating func section(_ table: ReportTable) {
    guard !table.rows.isEmpty else { return }
    page.element("<section><h2>", table.title, "</h2>\n")
    write(table)
    page.raw("</section>\n")
  }

  /// A table for people.
  mutating func write(_ table: ReportTable) {
    let table = table.forPeople
    let scales = table.scales
    page.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
    page.escaped(table.title)
    page.raw("\"><table><thead><tr>")
    for column in table.columns.indices {
      page.raw(
        table.columns[column].measure.isNumber
          ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">")
      page.element("", table.heading(column, scales[column]), "</th>")
    }
    page.raw("</tr></thead>\n<tbody>\n")
    for (place, row) in table.rows.enumerated() {
      page.raw(table.quietRows.contains(place) ? "<tr class=\"quiet\">" : "<tr>")
      write(row, table, scales)
      page.raw("</tr>\n")
    }
    page.raw("</tbody>")
    if let total = table.total {
      page.raw("<tfoot><tr>")
      write(total, table, scales)
      page.raw("</tr></tfoot>")
    }
    page.raw("</table></div>\n")
    for note in table.notes { page.element("<p class=\"note\">", note, "</p>\n") }
  }

  private mutating func write(_ row: [ReportTable.Cell], _ table: ReportTable, _ scales: [Scale?]) {
    for (column, cell) in row.enumerated() {
      let text = table.text(cell, column, scales[column])
      if column == 0 {
        page.element("<th scope=\"row\">", PlainText.shortened(text, to: 80), "</th>")
        continue
      }
      let described = table.columns[column]
      page.raw(described.measure.isNumber ? "<td>" : "<td class=\"t\">")
      // A digest has 64 digits.
      page.escaped(PlainText.shortened(text, to: 64))
      if described.hasBar, let number = cell.number { page.bar(number) }
      page.raw("</td>")
    }
  }
}
