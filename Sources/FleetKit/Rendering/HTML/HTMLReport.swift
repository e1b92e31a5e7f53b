internal import CTables
internal import Exporters

/// The report as one page: no program, nothing fetched, for screens from phone to wall and for paper.
public struct HTMLReport {
  let report: FleetReport
  var page = HTMLText()

  private init(_ report: FleetReport) { self.report = report }

  /// All of it, UTF-8.
  public static func bytes(_ report: FleetReport) -> [UInt8] {
    var html = HTMLReport(report)
    html.head()
    html.answers()
    html.whoAndWhere()
    html.findings()
    html.map()
    html.course()
    html.dayCourses()
    html.heat()
    html.tables()
    html.benchmarks()
    html.trust()
    html.end()
    return html.page.text.bytes
  }

  private mutating func head() {
    page.raw(
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="referrer" content="no-referrer">
      <link rel="icon" href="data:,">
      <title>Fleet report: 
      """)
    page.escaped(report.scopeWords + ", " + report.intervalWords)
    page.raw("</title>\n<style>\n")
    // It lives as long as the program.
    let style = unsafe UnsafeBufferPointer(
      start: nodeprobe_fleet_style, count: nodeprobe_fleet_style_length)
    page.bytes(unsafe style.span)
    page.raw("</style>\n</head>\n<body>\n<div class=\"page\">\n<header><h1>Fleet report</h1>")
    page.element("<p class=\"about\">", report.scopeWords + ", " + report.intervalWords, "</p>")
    if let words = report.beforeWords { page.element("<p class=\"about\">", words, "</p>") }
    page.raw("</header>\n<main>\n")
  }

  private mutating func end() {
    page.raw("</main>\n<footer>")
    page.escaped(
      "nodeprobe.fleet/1. The same reports give the same bytes. Full tables: probe-fleet report --format csv."
    )
    page.raw("</footer>\n</div>\n</body>\n</html>\n")
  }
}
