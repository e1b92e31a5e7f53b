extension HTMLReport {
  /// Grams of CO2e per kilowatt hour; an hour belongs to the first of these that it is below.
  private static let grades = [50.0, 150, 300, 500]
  /// More sites are in the table for programs only.
  private static let mostCourses = 20

  /// When grids and buildings are best, by site.
  mutating func dayCourses() {
    let sites = report.dayCourses
    guard !sites.isEmpty else { return }
    page.raw(
      "<section class=\"heat\"><h2>PUE and intensity by the hour of the day</h2>\n<ul class=\"key\">"
    )
    for step in 0...Self.grades.count {
      let words =
        step == 0
        ? "below \(Int(Self.grades[0]))\(Figure.space)g CO₂e/kWh"
        : "\(Int(Self.grades[step - 1]))\(step < Self.grades.count ? "" : " and more")"
      key(step, words)
    }
    page.raw(
      """
      </ul>
      <p class="note">Location-based, weighted with energy, all days together, UTC. What can wait costs least carbon \
      in the hours with the least.</p>
      <div class="scroll" tabindex="0" role="region" aria-label="PUE and intensity by the hour of the day"><table>\
      <thead><tr><th scope="col">Site</th><th scope="col">Zone</th><th scope="col" class="n">Least, g/kWh</th>\
      <th scope="col" class="n">Most, g/kWh</th><th scope="col" class="n">PUE</th><th scope="col">0 to 24 h</th></tr></thead>
      <tbody>

      """)
    for site in sites.prefix(Self.mostCourses) { row(site) }
    page.raw("</tbody></table></div>\n")
    let left = sites.count - Self.mostCourses
    if left > 0 {
      page.element("<p class=\"note\">", "\(Figure.moreSites(left)) in day.csv.", "</p>\n")
    }
    page.raw("</section>\n")
  }

  private mutating func row(_ site: SiteStatistics) {
    let known = site.day.known(\.intensity)
    let ratios = site.day.known(\.effectiveness).map(\.value)
    func say(_ one: (hour: Int, value: Double)?) -> String {
      one.map { "\(Figure.significant($0.value)) (\(Clock.hour(Int64($0.hour) * 3600)))" } ?? "–"
    }
    page.element(
      "<tr><th scope=\"row\">", PlainText.shortened(site.name ?? "(no site)", to: 80), "</th>")
    page.element("<td class=\"t\">", PlainText.shortened(site.zone ?? "–", to: 40), "</td>")
    page.element("<td>", say(known.min { $0.value < $1.value }), "</td>")
    page.element("<td>", say(known.max { $0.value < $1.value }), "</td>")
    let (least, most) = (Figure.fixed(ratios.min() ?? 0, 3), Figure.fixed(ratios.max() ?? 0, 3))
    page.element("<td>", least == most ? least : "\(least) to \(most)", "</td><td class=\"t\">")
    strip(known)
    page.raw("</td></tr>\n")
  }

  /// A cell for each hour, neighbours of one grade in one piece; hours of which nothing is known are left free.
  private mutating func strip(_ known: [(hour: Int, value: Double)]) {
    page.raw("<svg width=\"216\" height=\"12\" aria-hidden=\"true\">")
    var paths = [String](repeating: "", count: Self.grades.count + 1)
    var run: (grade: Int, hours: Range<Int>)?
    func draw() {
      guard let run else { return }
      paths[run.grade] +=
        "M\(run.hours.lowerBound * 9) 0h\(run.hours.count * 9)v12h-\(run.hours.count * 9)z"
    }
    for (hour, value) in known {
      let grade = Self.grades.firstIndex { value < $0 } ?? Self.grades.count
      if let last = run, last.grade == grade, last.hours.upperBound == hour {
        run = (grade, last.hours.lowerBound..<hour + 1)
      } else {
        draw()
        run = (grade, hour..<hour + 1)
      }
    }
    draw()
    for (step, path) in paths.enumerated() where !path.isEmpty {
      page.made("<path class=\"h\(step)\" d=\"\(path)\"/>")
    }
    page.raw("</svg>")
  }
}
