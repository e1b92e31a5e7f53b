/// Why two footprints must not be summed.
public enum FootprintMismatch: Error, Hashable, CustomStringConvertible {
  /// One counts chimneys, the other life cycles.
  case basis(EmissionBasis, EmissionBasis)
  /// Two currencies, and nobody stated a rate.
  case currency(Currency, Currency)

  /// What is wrong.
  public var description: String {
    switch self {
    case .basis(let left, let right):
      "\(left.rawValue) and \(right.rawValue) emissions are not added"
    case .currency(let left, let right):
      "\(left.code) and \(right.code) are not added without a rate"
    }
  }
}
