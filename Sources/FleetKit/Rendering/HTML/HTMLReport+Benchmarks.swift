internal import NodeModel

extension HTMLReport {
  /// More distributions than these are in the table for programs only.
  private static let limit = 240

  /// What each model can do, as distributions over its nodes.
  mutating func benchmarks() {
    let all = report.benchmarkLines
    guard !all.isEmpty else { return }
    var greatest: [String: Int] = [:]
    for line in all {
      greatest[line.model.name] = max(greatest[line.model.name] ?? 0, line.medians.count)
    }
    // What one in twenty nodes of a model ran with other parameters says nothing of the model.
    let shown = all.filter {
      $0.medians.count * 20 >= greatest[$0.model.name] ?? 0 || $0.statistics.unverified > 0
    }
    page.raw("<section class=\"bench\"><h2>Benchmarks by hardware model</h2>\n")
    page.raw(
      """
      <p class="note">Each curve counts nodes by their middle sample; orange are nodes beyond its ends. p5, p50 and \
      p95 are over all samples.</p>

      """)
    let lines = shown.prefix(Self.limit)
    var rest = lines
    while let name = rest.first?.model.name {
      let ofModel = rest.prefix { $0.model.name == name }
      rest = rest.dropFirst(ofModel.count)
      benchmarks(ofModel, name)
    }
    if shown.count > lines.count {
      page.element(
        "<p class=\"note\">", "\(Figure.whole(shown.count - lines.count)) more in benchmarks.csv.",
        "</p>\n")
    }
    if all.count > shown.count {
      page.element(
        "<p class=\"note\">",
        "What fewer than one of 20 nodes of a model ran is in benchmarks.csv: "
          + "\(Figure.whole(all.count - shown.count)) more.", "</p>\n")
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
        " <small>", PlainText.shortened(key.parameters, to: 60), "</small>")
      page.element("</th><td>", Figure.whole(found.medians.count), "")
      if found.unverified > 0 {
        page.element(" <small class=\"alarm\">", "+ \(found.unverified) wrong", "</small>")
      }
      if found.jumping > 0 {
        page.element(" <small>", "\(Figure.whole(found.jumping)) with modes", "</small>")
      }
      page.raw("</td><td class=\"t\">")
      histogram(line, scale)
      page.raw("</td>")
      for share in [0.05, 0.5, 0.95] {
        page.element(
          "<td>",
          found.samples.quantile(share).map { Figure.significant($0 / scale.size) } ?? "–", "</td>")
      }
      page.element("<td class=\"t\">", scale.unit, "</td>")
      page.element("<td>", perJoule(line), "</td></tr>\n")
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
    page.raw("<svg viewBox=\"0 0 192 36\" role=\"img\"><title>")
    let unit = Figure.space + scale.unit
    page.escaped(
      "\(Figure.whole(line.medians.count)) nodes from \(Figure.significant(line.medians[0] / scale.size)) to "
        + "\(Figure.significant((line.medians.last ?? 0) / scale.size))\(unit)"
        + (bins.below + bins.above > 0
          ? "; \(bins.below) below and \(bins.above) above the ends" : ""))
    page.raw("</title>")
    var path = "M0 36"
    let greatest = Double(bins.counts.max() ?? 1)
    for count in bins.counts {
      // A single node is seen, too.
      let height = count > 0 ? max(2, Int((Double(count) / greatest * 36).rounded())) : 0
      path += "V\(36 - height)h8"
    }
    page.made("<path d=\"\(path)V36\"/>")
    var edge = ""
    if bins.below > 0 { edge += "M0 36v-8h7v8" }
    if bins.above > 0 { edge += "M185 36v-8h7v8" }
    if !edge.isEmpty { page.made("<path class=\"edge\" d=\"\(edge)\"/>") }
    page.raw("</svg>")
  }
}
