/// Which factors' spreads nobody knows, and which bounds therefore leave out.
public struct UnknownSpreads: OptionSet, Sendable, Hashable {
  /// One bit a factor.
  public let rawValue: UInt8

  /// Takes bits.
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// The spread of the PUE.
  public static let effectiveness = UnknownSpreads(rawValue: 1)
  /// The spread of the grid's intensity.
  public static let gridIntensity = UnknownSpreads(rawValue: 2)
  /// The spread of the intensity by contracts.
  public static let marketIntensity = UnknownSpreads(rawValue: 4)

  /// What to print beside bounds.
  public var names: [String] {
    var names: [String] = []
    if contains(.effectiveness) { names.append("pue") }
    if contains(.gridIntensity) { names.append("intensity") }
    if contains(.marketIntensity) { names.append("market_intensity") }
    return names
  }
}
