/// A drawing of lines and marks in character cells, two by four dots a cell where the terminal shows
/// Braille, one sign a cell where it does not.
public struct Plot: Sendable {
  /// Cells across.
  public let width: Int
  /// Cells from top to bottom.
  public let height: Int
  private let isUnicode: Bool
  private var dots: [UInt8]
  private var signs: [Character?]

  /// An empty drawing.
  public init(width: Int, height: Int, isUnicode: Bool = true) {
    self.width = max(1, width)
    self.height = max(1, height)
    self.isUnicode = isUnicode
    dots = Array(repeating: 0, count: self.width * self.height)
    signs = Array(repeating: nil, count: self.width * self.height)
  }

  /// A straight line between two places of the unit square, (0, 0) at the bottom left; what lies outside
  /// is cut off.
  public mutating func line(from start: (x: Double, y: Double), to end: (x: Double, y: Double)) {
    let across = Double(width * (isUnicode ? 2 : 1) - 1)
    let upward = Double(height * (isUnicode ? 4 : 1) - 1)
    let steps = max(abs(end.x - start.x) * across, abs(end.y - start.y) * upward).rounded(.up)
    guard steps.isFinite else { return }
    for step in 0...Int(max(1, min(steps, 100_000))) {
      let share = Double(step) / max(1, steps)
      let x = start.x + share * (end.x - start.x)
      let y = start.y + share * (end.y - start.y)
      guard (0...1).contains(x), (0...1).contains(y) else { continue }
      dot(column: Int((x * across).rounded()), row: Int(((1 - y) * upward).rounded()))
    }
  }

  /// A sign at a place of the unit square, over whatever line runs there; moved to the edge where it
  /// lies outside.
  public mutating func mark(_ sign: Character, at place: (x: Double, y: Double)) {
    guard place.x.isFinite, place.y.isFinite else { return }
    let column = Int((min(1, max(0, place.x)) * Double(width - 1)).rounded())
    let row = Int(((1 - min(1, max(0, place.y))) * Double(height - 1)).rounded())
    signs[row * width + column] = sign
  }

  /// A word whose first letter is at a place of the unit square; what does not fit is cut off.
  public mutating func write(_ word: String, at place: (x: Double, y: Double)) {
    guard place.x.isFinite, place.y.isFinite else { return }
    let column = Int((min(1, max(0, place.x)) * Double(width - 1)).rounded())
    let row = Int(((1 - min(1, max(0, place.y))) * Double(height - 1)).rounded())
    for (offset, letter) in word.enumerated() where column + offset < width {
      signs[row * width + column + offset] = letter
    }
  }

  /// The rows from the top.
  public var lines: [String] {
    (0..<height).map { row in
      String((0..<width).map { column in cell(row * width + column) })
    }
  }

  private func cell(_ index: Int) -> Character {
    if let sign = signs[index] { return sign }
    guard dots[index] != 0 else { return " " }
    guard isUnicode else { return "." }
    // U+2800 is the first of the 256 Braille patterns.
    return Character(Unicode.Scalar(UInt32(0x2800) + UInt32(dots[index])) ?? " ")
  }

  private mutating func dot(column: Int, row: Int) {
    guard isUnicode else {
      dots[row * width + column] = 1
      return
    }
    let left: [UInt8] = [0x01, 0x02, 0x04, 0x40]
    let right: [UInt8] = [0x08, 0x10, 0x20, 0x80]
    let bit = column.isMultiple(of: 2) ? left[row % 4] : right[row % 4]
    dots[row / 4 * width + column / 2] |= bit
  }
}
