/// A roofline as one SVG picture that needs nothing else: light and dark, readable in print.
struct RooflineDrawing {
  private let roofline: Roofline
  private let title: String
  private var parts: [String] = []

  private static let width = 860.0
  private static let plot = (left: 90.0, top: 56.0, width: 730.0, height: 400.0)
  private static let lineHeight = 20.0

  /// The whole picture; `title` names the machine.
  static func svg(of roofline: Roofline, title: String) -> String {
    var drawing = RooflineDrawing(roofline: roofline, title: title)
    drawing.grid()
    drawing.roofs()
    drawing.points()
    return drawing.picture()
  }

  private init(roofline: Roofline, title: String) {
    self.roofline = roofline
    self.title = title
  }

  private func x(_ position: Double) -> Double { Self.plot.left + position * Self.plot.width }
  private func y(_ position: Double) -> Double {
    Self.plot.top + (1 - position) * Self.plot.height
  }

  private mutating func grid() {
    let bottom = y(0)
    var intensity = roofline.intensities.lowerBound
    while intensity <= roofline.intensities.upperBound {
      let across = x(roofline.position(ofIntensity: intensity))
      line((across, Self.plot.top), (across, bottom), "grid")
      text(Self.number(intensity), (across, bottom + 20), "tick", anchor: "middle")
      intensity *= 4
    }
    var rate = roofline.rates.lowerBound
    while rate <= roofline.rates.upperBound {
      let height = y(roofline.position(ofRate: rate))
      line((Self.plot.left, height), (Self.plot.left + Self.plot.width, height), "grid")
      text(
        Self.scaled(rate, "flop/s"), (Self.plot.left - 8, height + 4), "tick", anchor: "end")
      rate *= 4
    }
    text(
      "flop per byte of memory traffic", (Self.plot.left + Self.plot.width / 2, bottom + 42),
      "axis", anchor: "middle")
  }

  private mutating func roofs() {
    for roof in roofline.lines {
      let start = (x(roof.start.x), y(roof.start.y))
      let end = (x(roof.end.x), y(roof.end.y))
      line(start, end, roof.isSlope ? "slope" : "ceiling")
      let value = Self.scaled(roof.value, roof.isSlope ? "B/s" : "flop/s")
      if roof.isSlope {
        label("\(roof.name) \(value)", from: start, to: end)
      } else {
        text("\(roof.name) \(value)", (end.0 - 4, end.1 - 5), "label", anchor: "end")
      }
    }
  }

  private mutating func points() {
    for (index, point) in roofline.points.enumerated() {
      let place = (
        x(roofline.position(ofIntensity: point.intensity)), y(roofline.position(ofRate: point.rate))
      )
      let (left, top) = (Self.number(place.0), Self.number(place.1))
      parts.append("<circle cx=\"\(left)\" cy=\"\(top)\" r=\"8\" class=\"point\"/>")
      text("\(index + 1)", (place.0, place.1 + 3.5), "mark", anchor: "middle")
      let share = point.rate / roofline.roof(over: point)
      text(
        "\(index + 1)  \(point.name): \(Self.scaled(point.rate, "flop/s")), "
          + "\(Self.number((share * 1000).rounded() / 10)) % of the roof",
        (Self.plot.left, legendTop + Double(index) * Self.lineHeight), "legend", anchor: "start")
    }
  }

  private var legendTop: Double { y(0) + 78 }

  private func picture() -> String {
    let height = legendTop + Double(roofline.points.count) * Self.lineHeight
    let name = Self.escaped(title)
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.number(Self.width)) \
      \(Self.number(height))" role="img" aria-labelledby="title">
      <title id="title">Roofline of \(name)</title>
      <style>
        svg { background: #fff; color: #1b1f24; font: 12px system-ui, sans-serif }
        text { fill: currentColor } .tick, .axis { opacity: .7 } .title { font-size: 17px; font-weight: 600 }
        .grid { stroke: currentColor; opacity: .12 } .label { font-size: 11px; opacity: .85 }
        .ceiling { stroke: #0969da; stroke-width: 2 } .slope { stroke: #8250df; stroke-width: 2 }
        .point { fill: #bc4c00 } .mark { fill: #fff; font-size: 10px; font-weight: 600 }
        @media (prefers-color-scheme: dark) {
          svg { background: #0d1117; color: #e6edf3 }
          .ceiling { stroke: #58a6ff } .slope { stroke: #bc8cff } .point { fill: #db6d28 }
        }
      </style>
      <text x="\(Self.number(Self.plot.left))" y="30" class="title">\(name)</text>
      \(parts.joined(separator: "\n"))
      </svg>

      """
  }

  private mutating func line(
    _ start: (Double, Double), _ end: (Double, Double), _ kind: StaticString
  ) {
    parts.append(
      "<line x1=\"\(Self.number(start.0))\" y1=\"\(Self.number(start.1))\" "
        + "x2=\"\(Self.number(end.0))\" y2=\"\(Self.number(end.1))\" class=\"\(kind)\"/>")
  }

  private mutating func text(
    _ text: String, _ place: (Double, Double), _ kind: StaticString, anchor: StaticString
  ) {
    parts.append(
      "<text x=\"\(Self.number(place.0))\" y=\"\(Self.number(place.1))\" class=\"\(kind)\" "
        + "text-anchor=\"\(anchor)\">\(Self.escaped(text))</text>")
  }

  /// A text that lies on the lower part of a line, where slopes are farthest from the ceilings.
  private mutating func label(
    _ text: String, from start: (Double, Double), to end: (Double, Double)
  ) {
    let (across, up) = (end.0 - start.0, end.1 - start.1)
    let length = (across * across + up * up).squareRoot()
    guard length > 0 else { return }
    let turn = [across, up, -up, across].map { Self.number($0 / length) }
    let place = [start.0 + 0.1 * across, start.1 + 0.1 * up].map(Self.number)
    parts.append(
      "<text transform=\"matrix(\((turn + place).joined(separator: " ")))\" y=\"-5\" "
        + "class=\"label\">\(Self.escaped(text))</text>")
  }

  /// To four decimals at most, without a point where there is nothing behind it.
  private static func number(_ value: Double) -> String {
    let rounded = (value * 10_000).rounded() / 10_000
    return rounded == rounded.rounded() && abs(rounded) < 1e15
      ? "\(Int64(rounded))" : "\(rounded)"
  }

  /// "217 Gflop/s": three digits and a prefix.
  private static func scaled(_ value: Double, _ unit: String) -> String {
    let prefixes = ["", "k", "M", "G", "T", "P"]
    var (value, step) = (value, 0)
    while value >= 999.5, step < prefixes.count - 1 { (value, step) = (value / 1000, step + 1) }
    let digits = value >= 99.5 ? 1.0 : value >= 9.95 ? 10 : 100
    return "\(number((value * digits).rounded() / digits)) \(prefixes[step])\(unit)"
  }

  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      // XML allows no other control characters than these, not even escaped.
      case "\t", "\n", "\r": escaped += " "
      case _ where scalar.value < 0x20: escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}

extension Roofline {
  /// One SVG picture that needs nothing else; `title` names the machine.
  public func svg(title: String) -> String { RooflineDrawing.svg(of: self, title: title) }
}
