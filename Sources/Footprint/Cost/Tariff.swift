public import NodeModel

/// What energy and reserved time cost.
public struct Tariff: Sendable, Hashable {
  /// The currency of all prices.
  public let currency: Currency
  /// Of a kilowatt hour at the site's entrance, PUE applied; nil where energy is in the other prices, as
  /// it is in a cloud's.
  public let perKilowattHour: Millionths?
  /// Of a core for an hour.
  public let perCoreHour: Millionths?
  /// Of an accelerator for an hour.
  public let perAcceleratorHour: Millionths?

  /// States prices; nil where there is none at all, since an unknown cost is not 0.
  public init?(
    currency: Currency, perKilowattHour: Millionths? = nil, perCoreHour: Millionths? = nil,
    perAcceleratorHour: Millionths? = nil
  ) {
    guard perKilowattHour != nil || perCoreHour != nil || perAcceleratorHour != nil else {
      return nil
    }
    self.currency = currency
    self.perKilowattHour = perKilowattHour
    self.perCoreHour = perCoreHour
    self.perAcceleratorHour = perAcceleratorHour
  }

  /// Whether reserved units have a price of their own.
  public var pricesReservations: Bool { perCoreHour != nil || perAcceleratorHour != nil }

  /// Σ reserved units × hours × price.
  public func price(of reservation: Reservation) -> Amount<Money> {
    Self.amount(reservation.coreMilliseconds, perHour: perCoreHour)
      + Self.amount(reservation.acceleratorMilliseconds, perHour: perAcceleratorHour)
  }

  private static func amount(
    _ unitMilliseconds: UInt64, perHour price: Millionths?
  ) -> Amount<Money> {
    guard let price else { return .zero }
    // ms × millionths an hour: 3.6 × 10^6 ms × 10^6 make a unit, parts are 10^12 times as fine.
    return .product(UInt128(unitMilliseconds) * UInt128(price.count), 1_000_000_000_000)
  }
}
