internal import NodeModel

/// Energy of one owner in one slot, with bounds, in microjoules.
public struct EnergyInterval: Sendable, Hashable {
  /// The lower bound, µJ.
  public let low: UInt64
  /// The energy, µJ.
  public let value: UInt64
  /// The upper bound, µJ.
  public let high: UInt64

  /// States energy in microjoules and its bounds, widened where they would not hold it.
  public init(low: UInt64, value: UInt64, high: UInt64) {
    self.low = min(low, value)
    self.value = value
    self.high = max(value, high)
  }

  /// States energy in microjoules without any doubt.
  public init(_ value: UInt64) {
    self.init(low: value, value: value, high: value)
  }

  /// What this energy becomes at the site's entrance: E × PUE.
  func facilityEnergy(_ effectiveness: Factor) -> BoundedAmount<FacilityEnergy> {
    times(effectiveness, .init(.one))
  }

  /// E × PUE × something per kilowatt hour, bounds multiplied with bounds.
  func times<Kind>(
    _ effectiveness: Factor, _ perKilowattHour: Factor
  ) -> BoundedAmount<Kind> {
    BoundedAmount(
      low: Self.product(low, effectiveness.low, perKilowattHour.low),
      value: Self.product(value, effectiveness.value, perKilowattHour.value),
      high: Self.product(high, effectiveness.high, perKilowattHour.high))
  }

  private static func product<Kind>(
    _ microjoules: UInt64, _ first: Millionths, _ second: Millionths
  ) -> Amount<Kind> {
    .product(UInt128(microjoules) * UInt128(first.count), UInt128(second.count))
  }
}
