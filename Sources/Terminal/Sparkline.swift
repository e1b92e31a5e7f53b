/// A line of values as one row of characters; where nothing is known it stays blank.
public struct Sparkline: Sendable {
  private let width: Int
  private let isUnicode: Bool

  /// A line of so many cells.
  public init(width: Int, isUnicode: Bool = true) {
    self.width = max(0, width)
    self.isUnicode = isUnicode
  }

  /// The newest values at the right end, each cell the mean of the values that fall into it.
  ///
  /// - Parameters:
  ///   - values: equally spaced, the oldest first; nil is a gap.
  ///   - span: how many values the whole width stands for; fewer values leave the left end blank.
  ///   - range: what the lowest and the highest sign stand for; by default the values' own.
  public func text(_ values: [Double?], span: Int, range: ClosedRange<Double>? = nil) -> String {
    let signs = isUnicode ? Self.blocks : Self.letters
    let cells = cells(values, span: max(1, span))
    let known = cells.compactMap { $0 }
    guard let least = known.min(), let most = known.max() else {
      return String(repeating: " ", count: width)
    }
    let low = range?.lowerBound ?? least
    let high = range?.upperBound ?? most
    var text = ""
    for cell in cells {
      guard let cell else {
        text.append(" ")
        continue
      }
      let share = high > low ? (cell - low) / (high - low) : 0
      let step = Int((min(1, max(0, share)) * Double(signs.count - 1)).rounded())
      text.append(signs[step])
    }
    return text
  }

  private func cells(_ values: [Double?], span: Int) -> [Double?] {
    (0..<width).map { cell in
      // Counted from the right end, so that the newest value is always drawn.
      let end = values.count - (width - 1 - cell) * span / width
      let start = values.count - (width - cell) * span / width
      guard end > 0 else { return nil }
      let first = max(0, min(start, end - 1))
      let known = values[first..<end].compactMap { $0 }
      return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
    }
  }

  // Seven of the eight heights: full blocks of two rows would touch.
  private static let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇"]
  private static let letters: [Character] = ["_", ".", "-", "=", "+", "*", "#"]
}
