extension HTMLReport {
  /// How good the numbers are, and how they came about.
  mutating func trust() {
    page.raw("<div class=\"pair\">\n")
    section(report.tierTable)
    section(report.componentTable)
    page.raw("</div>\n")
    section(report.levelTable)
    section(report.refusalTable(limit: 20))
    page.raw("<section><h2>How it was made</h2>\n")
    page.raw(report.conservation.holds ? "<p class=\"note\">" : "<p class=\"alarm\">")
    page.element("", report.conservationWords, "</p>\n")
    if let words = report.strayWords { page.element("<p class=\"note\">", words, "</p>\n") }
    for words in report.methodWords { page.element("<p class=\"note\">", words, "</p>\n") }
    page.raw("</section>\n")
    provenance()
  }

  /// From what it was made, for who wants to make it again.
  private mutating func provenance() {
    guard let provenance = report.provenance else { return }
    page.raw("<section><h2>To make it again</h2>\n")
    page.element("<p class=\"note\">", provenance.inputWords, "</p>\n")
    page.element("<p class=\"note\"><code>", provenance.commandLine, "</code></p>\n")
    write(report.inputTable(limit: 12))
    page.raw("</section>\n")
  }
}
