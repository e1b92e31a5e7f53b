/// A share of a whole as a bar of characters, to an eighth of one.
public struct Bar: Sendable {
  private let width: Int
  private let isUnicode: Bool

  /// A bar of so many cells.
  public init(width: Int, isUnicode: Bool = true) {
    self.width = max(0, width)
    self.isUnicode = isUnicode
  }

  /// The full and the empty part for a share of 0 to 1; what lies outside is drawn at the end it is
  /// beyond. A share above 0 is never drawn as nothing.
  public func parts(_ share: Double) -> (full: String, empty: String) {
    let bounded = share.isNaN ? 0 : min(1, max(0, share))
    guard isUnicode else {
      var cells = Int((bounded * Double(width)).rounded())
      if cells == 0, bounded > 0, width > 0 { cells = 1 }
      return (
        String(repeating: "#", count: cells), String(repeating: ".", count: width - cells)
      )
    }
    var eighths = Int((bounded * Double(width * 8)).rounded())
    if eighths == 0, bounded > 0, width > 0 { eighths = 1 }
    var full = String(repeating: "█", count: eighths / 8)
    if eighths % 8 > 0 { full.append(Self.partial[eighths % 8 - 1]) }
    return (full, String(repeating: "·", count: width - (eighths + 7) / 8))
  }

  private static let partial: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]
}
