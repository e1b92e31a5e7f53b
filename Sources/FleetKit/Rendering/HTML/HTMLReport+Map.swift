extension HTMLReport {
  /// Above so many nodes a cell is a rack.
  private static let cellLimit = 20_000
  /// So many blocks of a site are drawn.
  private static let blockLimit = 2000
  /// More cells than these have no words of their own.
  private static let wordLimit = 300

  /// All nodes by status, a cell each.
  mutating func map() {
    let atlas = FleetAtlas(report, cellLimit: Self.cellLimit)
    guard !atlas.sites.isEmpty else { return }
    page.raw("<section id=\"map\"><h2>Map</h2>\n")
    key(atlas)
    var words = Self.wordLimit
    // A small fleet is drawn larger.
    let zoom = atlas.counts.reduce(0, +) <= 1000 ? 2 : 1
    page.raw("<div class=\"maps\">")
    for site in atlas.sites.prefix(100) {
      page.raw("<div class=\"map\">")
      page.element("<h3>", site.name ?? "(no site)", "")
      page.element("<span>", site.words, "</span></h3>\n<div class=\"racks\">")
      for block in site.blocks.prefix(Self.blockLimit) { draw(block, of: site, zoom, &words) }
      page.raw("</div>")
      let left = site.blocks.dropFirst(Self.blockLimit).reduce(0) { $0 + $1.cells.count }
      if left > 0 {
        page.element(
          "<p class=\"note\">", "\(Figure.whole(left)) more nodes of this site in nodes.csv.",
          "</p>")
      }
      page.raw("</div>\n")
    }
    page.raw("</div>\n")
    if let absent = report.expected?.absent.count, absent > 0 {
      let nodes = absent == 1 ? "1 expected node" : "\(Figure.whole(absent)) expected nodes"
      page.element(
        "<p class=\"note\">", "Of \(nodes) without a report there is no cell.", "</p>\n")
    }
    let left = atlas.sites.count - 100
    if left > 0 {
      page.element("<p class=\"note\">", "\(Figure.moreSites(left)) in nodes.csv.", "</p>\n")
    }
    page.raw("</section>\n")
  }

  private mutating func key(_ atlas: FleetAtlas) {
    page.raw("<ul class=\"key\">")
    for status in NodeStatus.allCases {
      let count = atlas.counts[Int(status.rawValue)]
      page.raw("<li><svg viewBox=\"0 0 8 8\" aria-hidden=\"true\">")
      page.raw(Self.sign(status))
      page.raw("</svg>")
      let word = [.good: "nothing found", .silent: "silent at the end", .warning: "to look at"][
        status]
      page.element("", "\(Figure.whole(count)) \(word ?? "critical")", "</li>")
    }
    page.raw("</ul>\n")
    page.element(
      "<p class=\"note\">", "A cell is a \(atlas.unit), by the worst that is known of it.", "</p>\n"
    )
  }

  private static func sign(_ status: NodeStatus) -> StaticString {
    switch status {
    case .good: "<rect class=\"g\" width=\"8\" height=\"8\"/>"
    case .silent: "<rect class=\"s\" x=\".5\" y=\".5\" width=\"7\" height=\"7\"/>"
    case .warning: "<rect class=\"w\" width=\"8\" height=\"8\"/>"
    case .critical:
      "<rect class=\"c\" width=\"8\" height=\"8\"/><path class=\"x\" d=\"M2 2l4 4M6 2l-4 4\"/>"
    }
  }

  /// Runs of good cells are one dashed line each, which is what keeps a map of ten thousand small. The first cells that
  /// are not good have words of their own.
  private mutating func draw(
    _ block: FleetAtlas.Block, of site: FleetAtlas.Site, _ zoom: Int, _ words: inout Int
  ) {
    let columns = site.columns
    let rows = (block.cells.count + columns - 1) / columns
    // The name stands above.
    let top = block.name == nil ? 0 : 11
    let (width, height) = (columns * 8, rows * 8 + top)
    // Drawn as it is, it needs no box: there are hundreds of racks.
    let box = zoom == 1 ? "" : " viewBox=\"0 0 \(width) \(height)\""
    page.made("<svg width=\"\(width * zoom)\" height=\"\(height * zoom)\"\(box)><title>")
    page.escaped(block.title)
    page.raw("</title>")
    var paths = NodeStatus.allCases.map { _ in "" }
    var crosses = ""
    for run in block.runs(of: columns) {
      let (x, y) = (run.start % columns * 8, run.start / columns * 8 + top)
      let cell = block.cells[run.start]
      let mark = Self.mark(run.status, run.count, x, y)
      guard run.status != .good, words > 0 else {
        paths[Int(run.status.rawValue)] += mark
        if run.status == .critical { crosses += Self.cross(x, y) }
        continue
      }
      words -= 1
      page.raw("<g><title>")
      page.escaped(PlainText.shortened(cell.name, to: 60) + ": " + run.status.word)
      page.raw("</title>")
      path(run.status, mark)
      if run.status == .critical { page.made("<path class=\"x\" d=\"\(Self.cross(x, y))\"/>") }
      page.raw("</g>")
    }
    for status in NodeStatus.allCases { path(status, paths[Int(status.rawValue)]) }
    if !crosses.isEmpty { page.made("<path class=\"x\" d=\"\(crosses)\"/>") }
    if let name = block.name {
      page.raw("<text>")
      page.escaped(PlainText.shortened(name, to: max(4, columns * 8 / 5)))
      page.raw("</text>")
    }
    page.raw("</svg>")
  }

  private mutating func path(_ status: NodeStatus, _ marks: String) {
    guard !marks.isEmpty else { return }
    let style = ["", " class=\"s\"", " class=\"w\"", " class=\"c\""][Int(status.rawValue)]
    page.made("<path\(style) d=\"\(marks)\"/>")
  }

  private static func mark(_ status: NodeStatus, _ count: Int, _ x: Int, _ y: Int) -> String {
    switch status {
    case .good: "M\(x) \(y + 4)h\(count * 8 - 1)"
    case .silent: "M\(x).5 \(y + 1).5h5.5v5.5h-5.5z"
    case .warning, .critical: "M\(x) \(y)v7h6.5v-7z"
    }
  }

  /// With it a critical cell is seen without colours.
  private static func cross(_ x: Int, _ y: Int) -> String {
    "M\(x + 2) \(y + 2)l3 3m0-3l-3 3"
  }
}
