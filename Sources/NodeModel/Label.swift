/// One name and value that tell a series from its sisters.
public struct Label: Hashable, Sendable {
  /// The longest value that is kept, in bytes of UTF-8: device and model names stay far below it.
  public static let longestValue = 512

  /// The label's name, `[a-zA-Z_][a-zA-Z0-9_]*`.
  public let name: String
  /// The value, unescaped; exporters escape as their format asks.
  public let value: String

  /// Makes a label; a value above `longestValue` is cut at a character's boundary.
  public init(_ name: String, _ value: String) {
    self.name = name
    if value.utf8.count > Self.longestValue {
      var cut = value
      while cut.utf8.count > Self.longestValue { cut.removeLast() }
      self.value = cut
    } else {
      self.value = value
    }
  }

  /// Whether `name` may be a label's name.
  public static func isName(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
    return name.utf8.count <= 64
      && name.utf8.allSatisfy {
        (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0) || (0x30...0x39).contains($0)
          || $0 == 0x5F
      }
  }
}
