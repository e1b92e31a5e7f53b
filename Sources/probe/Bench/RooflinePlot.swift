import BenchKit
import NodeModel
import Terminal

/// A roofline in rows of characters, with its roofs and points listed below.
struct RooflinePlot {
  private let roofline: Roofline
  private let style: Style

  init(_ roofline: Roofline, style: Style) {
    self.roofline = roofline
    self.style = style
  }

  /// For a terminal of `width` cells.
  func lines(width: Int) -> [String] {
    let scale = 11
    var plot = Plot(
      width: max(24, min(width, 110) - scale), height: 16, isUnicode: style.isUnicode)
    let roofs = roofline.lines
    for roof in roofs { plot.line(from: roof.start, to: roof.end) }
    for (index, point) in roofline.points.enumerated() {
      plot.mark(Self.sign(index), at: place(of: point))
    }
    var lines = [style(.strong, "roofline") + "  flop/s over flop per byte of memory traffic"]
    let rows = plot.lines
    for (index, row) in rows.enumerated() {
      let label = index == 0 || index == rows.count - 1 || index == rows.count / 2
      let height = 1 - Double(index) / Double(rows.count - 1)
      let text = label ? Quantity.scaled(roofline.rate(at: height), in: .flopPerSecond) : ""
      lines.append(
        String(repeating: " ", count: max(0, scale - 1 - text.count)) + text + " "
          + style(.ink, row))
    }
    lines.append(axis(width: plot.width, indent: scale))
    lines += roofs.map { roof in
      "  " + roof.name + " "
        + Quantity.scaled(roof.value, in: roof.isSlope ? .bytesPerSecond : .flopPerSecond)
    }
    lines += roofline.points.enumerated().map { index, point in
      "  \(Self.sign(index)) \(point.name): \(Quantity.scaled(point.rate, in: .flopPerSecond)), "
        + "\(Quantity.percent(point.rate / roofline.roof(over: point))) of the roof"
    }
    return lines
  }

  private func place(of point: Roofline.Point) -> (x: Double, y: Double) {
    (roofline.position(ofIntensity: point.intensity), roofline.position(ofRate: point.rate))
  }

  private func axis(width: Int, indent: Int) -> String {
    let (low, high) = (roofline.intensities.lowerBound, roofline.intensities.upperBound)
    // Whole powers of two: exact as fractions and as numbers.
    let left = low < 1 ? "1/\(Int(1 / low))" : "\(Int(low))"
    let right = high < 1 ? "1/\(Int(1 / high))" : "\(Int(high))"
    let gap = max(1, width - left.count - right.count)
    return String(repeating: " ", count: indent) + left + String(repeating: " ", count: gap) + right
  }

  private static func sign(_ index: Int) -> Character {
    let signs = Array("123456789abcdefghijklmnopqrstuvwxyz")
    return signs[index % signs.count]
  }
}
