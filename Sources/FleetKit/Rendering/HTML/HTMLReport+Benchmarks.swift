internal import NodeModel

extension HTMLReport {
  /// More distributions than these are in the table for programs only.
  private static let limit = 240

  /// What each model can do, as distributions over its nodes.
  mutating func benchmarks() {
    let lines = report.benchmarkLines
    guard !lines.isEmpty else { return }
    page.raw("<section class=\"bench\"><h2>Benchmarks by hardware model</h2>\n")
    page.raw(
      """
      <p class="note">Each curve counts nodes by their middle sample; orange are nodes beyond its ends. p5, p50 and \
      p95 are over all samples.</p>

      """)
    var rest = lines.prefix(Self.limit)
    while let name = rest.first?.model.name {
      let ofModel = rest.prefix { $0.model.name == name }
      rest = rest.dropFirst(ofModel.count)
      benchmarks(ofModel, name)
    }
    if lines.count > Self.limit {
      page.element(
        "<p class=\"note\">", "\(Figure.whole(lines.count - Self.limit)) more in benchmarks.csv.",
        "</p>\n")
    }
    page.raw("</section>\n")
  }

  private mutating func benchmarks(_ lines: ArraySlice<FleetReport.BenchmarkLine>, _ name: String) {
    page.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
    page.escaped(name)
    page.element("\"><table><caption>", name, "</caption>")
    page.raw(
      """
      <thead><tr><th scope="col">Benchmark</th><th scope="col" class="n">Nodes</th><th scope="col">Nodes by result</th>\
      <th scope="col" class="n">p5</th><th scope="col" class="n">p50</th><th scope="col" class="n">p95</th>\
      <th scope="col">Unit</th><th scope="col" class="n">Per joule</th></tr></thead>
      <tbody>

      """)
    for line in lines {
      let (key, found) = (line.key, line.statistics)
      let scale = BenchmarkScale(key.unit, for: found.samples.quantile(0.5) ?? 0)
      page.element("<tr><th scope=\"row\">", "\(key.suite) \(key.name)", "")
      page.element(
        " <small class=\"note\">", PlainText.shortened(key.parameters, to: 60), "</small>")
      page.element("</th><td class=\"n\">", Figure.whole(found.medians.count), "")
      if found.unverified > 0 {
        page.element(" <small class=\"alarm\">", "+ \(found.unverified) wrong", "</small>")
      }
      page.raw("</td><td>")
      histogram(line, scale)
      page.raw("</td>")
      for share in [0.05, 0.5, 0.95] {
        page.element(
          "<td class=\"n\">",
          found.samples.quantile(share).map { Figure.significant($0 / scale.size) } ?? "–", "</td>")
      }
      page.element("<td>", scale.unit, "</td>")
      page.element("<td class=\"n\">", perJoule(line), "</td></tr>\n")
    }
    page.raw("</tbody></table></div>\n")
  }

  /// How many operations a joule pays for; `–` where nobody counted.
  private func perJoule(_ line: FleetReport.BenchmarkLine) -> String {
    guard let joules = Quantiles.quantile(0.5, of: line.statistics.energies.sorted()), joules > 0
    else { return "–" }
    let unit = line.key.unit.hasSuffix("/s") ? String(line.key.unit.dropLast(2)) : "op"
    let scale = BenchmarkScale(unit + "/J", for: 1 / joules)
    return Figure.significant(1 / joules / scale.size) + Figure.space + scale.unit
  }

  private mutating func histogram(_ line: FleetReport.BenchmarkLine, _ scale: BenchmarkScale) {
    guard let bins = HistogramBins(line.medians) else { return }
    page.raw(
      "<svg class=\"hist\" viewBox=\"0 0 96 40\" preserveAspectRatio=\"none\" role=\"img\"><title>")
    let unit = Figure.space + scale.unit
    page.escaped(
      "\(Figure.whole(line.medians.count)) nodes from \(Figure.significant(line.medians[0] / scale.size)) to "
        + "\(Figure.significant((line.medians.last ?? 0) / scale.size))\(unit)"
        + (bins.below + bins.above > 0
          ? "; \(bins.below) below and \(bins.above) above the ends" : ""))
    page.raw("</title>")
    var path = ""
    let greatest = Double(bins.counts.max() ?? 1)
    for (place, count) in bins.counts.enumerated() where count > 0 {
      // A single node is seen, too.
      let height = Int(max(2, Double(count) / greatest * 40).rounded())
      path += "M\(place * 4 + 2) 40v-\(height)"
    }
    page.made("<path d=\"\(path)\"/>")
    var edge = ""
    if bins.below > 0 { edge += "M2 40v-8" }
    if bins.above > 0 { edge += "M94 40v-8" }
    if !edge.isEmpty { page.made("<path class=\"edge\" d=\"\(edge)\"/>") }
    page.raw("</svg>")
  }
}
