extension HTMLReport {
  /// Power by the hour.
  mutating func course() {
    guard let interval = report.interval else { return }
    let hours = report.statistics.hours.hours.filter {
      $0.key + 3600 > interval.lowerBound && $0.key < interval.upperBound
    }.sorted { $0.key < $1.key }
    // A chart of fewer than three points says less than its numbers.
    guard hours.count >= 3 else { return }
    let watts = hours.map { Double($0.value.energy) / 3.6e9 }
    let last = watts.indices.last { hours[$0].value.known != 0 } ?? 0
    let greatest = watts.max() ?? 0
    guard greatest > 0 else { return }
    page.raw("<section class=\"course\"><h2>Power by the hour</h2>\n")
    page.raw(
      """
      <figure><svg viewBox="0 0 1000 100" preserveAspectRatio="none" role="img" \
      aria-labelledby="ct cd"><title id="ct">Mean power of each hour</title><desc id="cd">
      """)
    let words = Self.words(hours.map(\.key), watts, upTo: last)
    page.escaped(words)
    page.raw("</desc>")
    let step = 1000 / Double(max(1, hours.count))
    var line = ""
    for (place, value) in watts.enumerated() {
      let y = Figure.fixed(100 - value / greatest * 96, 1)
      line += "\(place == 0 ? "M" : "V")" + (place == 0 ? "0 " : "") + y
      line += "H" + Figure.fixed(Double(place + 1) * step, 1).filter { $0 != "," }
    }
    page.made("<path class=\"area\" d=\"\(line)V100H0z\"/><path class=\"line\" d=\"\(line)\"/>")
    page.raw("<path class=\"frame\" d=\"M0 100H1000\"/></svg>\n<div class=\"ends\">")
    page.element("<span>", Clock.minute(hours[0].key), "</span>")
    page.element("<span>", Clock.minute(hours[hours.count - 1].key + 3600), "</span></div>\n")
    page.element("<figcaption>", words, "</figcaption></figure></section>\n")
  }

  /// The numbers of the chart: of whole hours, so without the last one where it is still open.
  private static func words(_ hours: [Int64], _ watts: [Double], upTo last: Int) -> String {
    let whole = watts.indices.filter { $0 < last }
    guard let least = whole.min(by: { watts[$0] < watts[$1] }),
      let most = whole.max(by: { watts[$0] < watts[$1] })
    else { return "" }
    func say(_ place: Int) -> String {
      "\(Figure.scaled(watts[place], Scale.power)) (\(Clock.minute(hours[place])))"
    }
    let mean = whole.reduce(0) { $0 + watts[$1] } / Double(whole.count)
    return "Energy of each hour as mean power, as far as nodes were seen: least \(say(least)), "
      + "mean \(Figure.scaled(mean, Scale.power)), most \(say(most)). The last hour may not be whole."
  }
}
