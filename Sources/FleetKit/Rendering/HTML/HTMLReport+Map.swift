extension HTMLReport {
  /// Above so many nodes a cell is a rack, and above so many racks a site.
  private static let cellLimit = 20_000
  /// More cells than these have no words of their own.
  private static let wordLimit = 300

  /// All nodes by status, a cell each.
  mutating func map() {
    let atlas = FleetAtlas(report, cellLimit: Self.cellLimit)
    guard !atlas.sites.isEmpty else { return }
    page.raw("<section id=\"map\"><h2>Map</h2>\n")
    key(atlas)
    var words = Self.wordLimit
    for site in atlas.sites.prefix(100) {
      page.raw("<div class=\"map\">")
      page.element("<h3>", site.name ?? "(no site)", "")
      page.element("<span>", site.words, "</span></h3>\n<div class=\"racks\">")
      for block in site.blocks.prefix(2000) { draw(block, of: site, &words) }
      page.raw("</div></div>\n")
    }
    let left = atlas.sites.count - 100
    if left > 0 {
      page.element("<p class=\"note\">", "\(Figure.whole(left)) more sites in nodes.csv.", "</p>\n")
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

  /// Runs of good cells are one dashed line each, which is what keeps a map of ten thousand small.
  private mutating func draw(
    _ block: FleetAtlas.Block, of site: FleetAtlas.Site, _ words: inout Int
  ) {
    let columns = site.columns
    let rows = (block.cells.count + columns - 1) / columns
    let (width, height) = (columns * 8, rows * 8 + (block.name == nil ? 0 : 11))
    page.made(
      "<svg width=\"\(width)\" height=\"\(height)\" viewBox=\"0 0 \(width) \(height)\" role=\"img\"><title>"
    )
    page.escaped(block.title)
    page.raw("</title>")
    var good = ""
    var others: [(Int, FleetAtlas.Cell)] = []
    for row in 0..<rows {
      var start: Int?
      for column in 0...columns {
        let place = row * columns + column
        let isGood =
          column < columns && place < block.cells.count && block.cells[place].status == .good
        if isGood {
          start = start ?? column
        } else if let first = start {
          good += "M\(first * 8) \(row * 8 + 4)h\((column - first) * 8 - 1)"
          start = nil
        }
        if !isGood, column < columns, place < block.cells.count {
          others.append((place, block.cells[place]))
        }
      }
    }
    if !good.isEmpty { page.made("<path class=\"g\" d=\"\(good)\"/>") }
    for (place, cell) in others {
      draw(cell, x: place % columns * 8, y: place / columns * 8, &words)
    }
    if let name = block.name {
      page.made("<text y=\"\(height - 2)\">")
      page.escaped(PlainText.shortened(name, to: max(4, columns * 8 / 5)))
      page.raw("</text>")
    }
    page.raw("</svg>")
  }

  private mutating func draw(_ cell: FleetAtlas.Cell, x: Int, y: Int, _ words: inout Int) {
    let isWorded = words > 0
    if isWorded {
      words -= 1
      page.raw("<g><title>")
      page.escaped(PlainText.shortened(cell.name, to: 60) + ": " + cell.status.word)
      page.raw("</title>")
    }
    switch cell.status {
    case .good: break
    case .silent: page.made("<path class=\"s\" d=\"M\(x).5 \(y + 1).5h5.5v5.5h-5.5z\"/>")
    case .warning: page.made("<path class=\"w\" d=\"M\(x) \(y)v7h6.5v-7z\"/>")
    case .critical:
      page.made(
        "<path class=\"c\" d=\"M\(x) \(y)v7h6.5v-7z\"/>"
          + "<path class=\"x\" d=\"M\(x + 2) \(y + 2)l3 3m0-3l-3 3\"/>")
    }
    if isWorded { page.raw("</g>") }
  }
}
