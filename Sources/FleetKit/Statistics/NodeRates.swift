internal import Footprint
internal import NodeModel

/// What one node drew, emitted and cost by the hour while it was seen: what two periods are compared by, however long
/// each of them has seen it.
struct NodeRates: Sendable {
  /// Mean power; NaN where nobody saw it.
  private(set) var watts = Float.nan
  /// Grams of CO2e an hour, location-based, as if all of its energy had factors; NaN where none has, or they count on
  /// two bases.
  private(set) var carbon = Float.nan
  /// On which basis.
  private(set) var basis: EmissionBasis?
  /// Money an hour, as if all of its energy had a price; NaN where none has, or prices are of two kinds.
  private(set) var cost = Float.nan
  /// In what.
  private(set) var currency: Currency?

  init(_ balance: Balance, _ reading: borrowing NodeReading) {
    let milliseconds = reading.coveredMilliseconds
    guard milliseconds > 0 else { return }
    let watts = Double(nearest: reading.seenEnergy) / 1e3 / Double(milliseconds)
    // Microjoules an hour.
    let energyRate = watts * 3.6e9
    let (added, withdrawn) = (balance.added.footprint, balance.withdrawn.footprint)
    self.watts = Float(watts)
    if let basis = Self.only(added.bases + withdrawn.bases) {
      let energy = Int128(added.energy) - Int128(withdrawn.energy)
      let grams = added.location(basis).inUnits - withdrawn.location(basis).inUnits
      if energy > 0 {
        carbon = Float(grams / Double(nearest: energy) * energyRate)
        self.basis = basis
      }
    }
    let currencies = balance.added.currencies + balance.withdrawn.currencies
    // A price of cores that came in or went meanwhile is no change of what the node costs.
    guard let currency = Self.only(currencies),
      Self.only(added.parts.map(\.kind.pricesCores)) != nil
    else { return }
    let hours = Double(milliseconds) / 3.6e6
    let cores = balance.added.reservations.cost(currency).inUnits / hours
    let metered = Int128(added.energy(in: currency)) - Int128(withdrawn.energy(in: currency))
    if metered > 0 {
      // Where energy had a price of its own for a part of the time, and stood in that of cores for the rest, neither
      // can stand for all of it.
      guard !added.parts.contains(where: { $0.kind.currency == nil && $0.kind.pricesCores }) else {
        return
      }
      let money = added.cost(currency).inUnits - withdrawn.cost(currency).inUnits
      cost = Float(money / Double(nearest: metered) * energyRate + cores)
    } else {
      cost = Float(cores)
    }
    self.currency = currency
  }

  /// The one thing that all are; nil where there are several, or none.
  private static func only<Element: Equatable>(_ elements: [Element]) -> Element? {
    guard let first = elements.first, elements.allSatisfy({ $0 == first }) else { return nil }
    return first
  }
}
