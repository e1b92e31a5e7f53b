public import Footprint

/// In what a footprint is counted. Amounts of two kinds stand side by side and are never added.
public struct FactorKind: Sendable, Hashable {
  /// Which emissions the intensity counts; nil where the factors do not say.
  public let basis: EmissionBasis?
  /// The currency of a kilowatt hour; nil where nobody has stated its price.
  public let currency: Currency?
  /// Whether reserved cores have a price: where a kilowatt hour has none, energy is in it.
  public let pricesCores: Bool
  /// Whether anybody has stated contracts or a residual mix: without, what is market-based is the grid's average once
  /// more, and no statement about a market.
  public let statesContracts: Bool

  /// Whether energy has a price, of its own or in that of cores.
  public var isPriced: Bool { currency != nil || pricesCores }

  /// The kind of some factors.
  init(_ set: FactorSet) {
    let tariff = set.tariff
    basis = set.basis
    currency = tariff?.perKilowattHour == nil ? nil : tariff?.currency
    pricesCores = tariff?.perCoreHour != nil
    statesContracts = set.statesContracts
  }
}

extension FactorKind: Comparable {
  /// By name: the order in which they are printed.
  public static func < (left: FactorKind, right: FactorKind) -> Bool {
    (
      left.basis?.rawValue ?? "~", left.currency?.code ?? "~", left.pricesCores ? 0 : 1,
      left.statesContracts ? 0 : 1
    ) < (
      right.basis?.rawValue ?? "~", right.currency?.code ?? "~", right.pricesCores ? 0 : 1,
      right.statesContracts ? 0 : 1
    )
  }
}
