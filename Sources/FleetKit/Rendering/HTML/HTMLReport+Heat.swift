extension HTMLReport {
  /// A rack belongs to the first of these that it is below, in degrees Celsius, or else to none of them.
  private static let steps = [60.0, 70, 80, 90]
  /// More sites and racks are in the table for programs only.
  private static let (mostSites, mostRacks) = (20, 200)

  /// How warm nodes are, by site and one by one.
  mutating func heat() {
    let sites = report.siteHeat
    guard !sites.isEmpty else { return }
    page.raw("<section class=\"heat\"><h2>Temperatures</h2>\n<ul class=\"key\">")
    for step in 0...Self.steps.count {
      let words =
        step == 0
        ? "below \(Int(Self.steps[0]))\(Figure.space)°C"
        : "\(Int(Self.steps[step - 1]))\(step < Self.steps.count ? "" : " and more")"
      key(step, words)
    }
    page.raw(
      """
      </ul>
      <p class="note">The most that the warmest sensor of a node has shown, in the hours before its last report. A cell \
      is a rack, by its middle node.</p>
      <div class="scroll" tabindex="0" role="region" aria-label="Temperatures by site"><table><thead><tr>\
      <th scope="col">Site</th><th scope="col" class="n">Nodes</th><th scope="col" class="n">Most, °C</th>\
      <th scope="col" class="n">Middle node, °C</th><th scope="col" class="n">Inlet, °C</th><th scope="col">Racks</th>\
      </tr></thead>
      <tbody>

      """)
    for site in sites.prefix(Self.mostSites) { row(site) }
    page.raw("</tbody></table></div>\n")
    let left = sites.count - Self.mostSites
    if left > 0 {
      page.element(
        "<p class=\"note\">", "\(Figure.moreSites(left)) in temperatures.csv.", "</p>\n")
    }
    page.raw("<h3>Warmest nodes</h3>\n")
    write(report.heatTable(limit: 20))
    page.raw("</section>\n")
  }

  /// What a colour of a strip means.
  mutating func key(_ step: Int, _ words: String) {
    page.made(
      "<li><svg viewBox=\"0 0 8 8\" aria-hidden=\"true\"><path class=\"h\(step)\" d=\"M0 0h8v8H0z\"/></svg>"
    )
    page.element("", words, "</li>")
  }

  private mutating func row(_ site: FleetReport.SiteHeat) {
    func cell(_ value: Double?) -> String { value.map { Figure.fixed($0, 1) } ?? "–" }
    page.element(
      "<tr><th scope=\"row\">", PlainText.shortened(site.name ?? "(no site)", to: 80), "</th>")
    page.element("<td>", Figure.whole(site.most.count), "</td>")
    page.element("<td>", cell(site.most.last), "</td>")
    page.element("<td>", cell(Quantiles.quantile(0.5, of: site.most)), "</td>")
    page.element("<td>", cell(Quantiles.quantile(0.5, of: site.inlets)), "</td><td class=\"t\">")
    strip(site)
    page.raw("</td></tr>\n")
  }

  private mutating func strip(_ site: FleetReport.SiteHeat) {
    let racks = site.racks.prefix(Self.mostRacks)
    page.made("<svg width=\"\(racks.count * 9)\" height=\"12\" role=\"img\"><title>")
    let warmest = racks.max { $0.middle < $1.middle }
    page.escaped(
      "\(Figure.whole(site.racks.count)) \(site.racks.count == 1 ? "rack" : "racks")"
        + (warmest?.name.map { ", \(PlainText.shortened($0, to: 40)) is the warmest" } ?? ""))
    page.raw("</title>")
    var paths = [String](repeating: "", count: Self.steps.count + 1)
    for (place, rack) in racks.enumerated() {
      let step = Self.steps.firstIndex { rack.middle < $0 } ?? Self.steps.count
      paths[step] += "M\(place * 9) 0h8v12h-8z"
    }
    for (step, path) in paths.enumerated() where !path.isEmpty {
      page.made("<path class=\"h\(step)\" d=\"\(path)\"/>")
    }
    page.raw("</svg>")
  }
}
