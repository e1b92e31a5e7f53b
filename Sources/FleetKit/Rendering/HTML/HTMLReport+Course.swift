extension HTMLReport {
  /// Power over time.
  mutating func course() {
    guard let interval = report.interval else { return }
    let course = PowerCourse(report.statistics.hours, within: interval)
    let greatest = course.watts.compactMap(\.self).max() ?? 0
    // A chart of fewer than three points says less than its numbers.
    guard course.watts.count(where: { $0 != nil }) >= 3, greatest > 0 else { return }
    page.element("<section class=\"course\"><h2>", course.title, "</h2>\n")
    page.raw(
      """
      <figure><svg viewBox="0 0 1000 100" preserveAspectRatio="none" role="img" \
      aria-labelledby="ct cd"><title id="ct">Mean power over time</title><desc id="cd">
      """)
    let words = Self.words(course)
    page.escaped(words)
    page.raw("</desc>")
    let step = 1000 / Double(course.watts.count)
    func place(_ number: Int) -> String {
      Figure.fixed(Double(number) * step, 1).filter { $0 != "," }
    }
    // Where nobody saw anything the line breaks off.
    var (line, area) = ("", "")
    for (number, watts) in course.watts.enumerated() {
      guard let watts else { continue }
      let goesOn = number > 0 && course.watts[number - 1] != nil
      let y = Figure.fixed(100 - watts / greatest * 96, 1)
      line += (goesOn ? "V\(y)" : "M\(place(number)) \(y)") + "H\(place(number + 1))"
      area += (goesOn ? "V\(y)" : "M\(place(number)) 100V\(y)") + "H\(place(number + 1))"
      let isLast = number + 1 == course.watts.count || course.watts[number + 1] == nil
      if isLast { area += "V100z" }
    }
    page.made("<path class=\"area\" d=\"\(area)\"/><path class=\"line\" d=\"\(line)\"/>")
    page.raw("<path class=\"frame\" d=\"M0 100H1000\"/></svg>\n<div class=\"ends\">")
    page.element("<span>", Clock.minute(course.start), "</span>")
    page.element("<span>", Clock.minute(course.end), "</span></div>\n")
    page.element("<figcaption>", words, "</figcaption></figure></section>\n")
  }

  /// The numbers of the chart, but for the last step, of which reports may still come.
  private static func words(_ course: PowerCourse) -> String {
    let known = course.watts.dropLast().enumerated().compactMap { step, watts in
      watts.map { (step: step, watts: $0) }
    }
    guard let least = known.min(by: { $0.watts < $1.watts }),
      let most = known.max(by: { $0.watts < $1.watts })
    else { return "" }
    func say(_ one: (step: Int, watts: Double)) -> String {
      "\(Figure.scaled(one.watts, Scale.power)) (\(Clock.minute(course.beginning(of: one.step))))"
    }
    let mean = known.reduce(0) { $0 + $1.watts } / Double(known.count)
    return "Mean power, as far as nodes were seen: least \(say(least)), "
      + "mean \(Figure.scaled(mean, Scale.power)), most \(say(most)). The last step may not be whole."
  }
}
