public import Footprint

/// In what a footprint is counted. Amounts of two kinds stand side by side and are never added.
public struct FactorKind: Sendable, Hashable {
  /// Which emissions the intensity counts; nil where the factors do not say.
  public let basis: EmissionBasis?
  /// The currency of a kilowatt hour; nil where nobody has stated its price.
  public let currency: Currency?

  /// A basis and a currency.
  public init(basis: EmissionBasis?, currency: Currency?) {
    self.basis = basis
    self.currency = currency
  }

  /// The kind of some factors.
  init(_ set: FactorSet) {
    let tariff = set.tariff
    basis = set.basis
    currency = tariff?.perKilowattHour == nil ? nil : tariff?.currency
  }
}

extension FactorKind: Comparable {
  /// By name: the order in which they are printed.
  public static func < (left: FactorKind, right: FactorKind) -> Bool {
    (left.basis?.rawValue ?? "~", left.currency?.code ?? "~")
      < (right.basis?.rawValue ?? "~", right.currency?.code ?? "~")
  }
}
