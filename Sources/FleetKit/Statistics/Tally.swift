public import Footprint
internal import NodeModel

/// Energy of an owner with what it came to, and what the owner had reserved.
public struct Tally: Sendable, Hashable {
  /// In microjoules.
  public private(set) var energy = EnergyTally()
  /// Carbon and cost.
  public private(set) var footprint = FootprintTally()

  /// What it kept from others, and what that came to.
  public internal(set) var reservations = ReservationTally()

  /// Nothing.
  public init() {}

  /// What was packed.
  init(energy: EnergyTally, footprint: FootprintTally, reservations: ReservationTally) {
    self.energy = energy
    self.footprint = footprint
    self.reservations = reservations
  }

  /// Money for energy and for reserved units.
  public func cost(_ currency: Currency) -> Amount<Money> {
    footprint.cost(currency) + reservations.cost(currency)
  }

  /// All currencies of either, in order.
  public var currencies: [Currency] {
    let (used, reserved) = (footprint.currencies, reservations.currencies)
    return reserved.isEmpty || used == reserved
      ? used : Set(used + reserved).sorted { $0.code < $1.code }
  }

  /// Adds a row, each slot with the factors of its time.
  mutating func add(_ row: FleetRow, by factors: NodeFactors) {
    energy.add(row)
    factors.split(row) { energy, place in footprint.count(energy, by: factors.entries[place]) }
  }

  /// Adds the energy of a row, whose footprint is counted apart.
  mutating func add(energyOf row: FleetRow) { energy.add(row) }

  /// Adds what energy came to that `add(energyOf:)` has counted, in microjoules.
  mutating func count(footprintOf energy: UInt128, by entry: NodeFactors.Entry) {
    var rest = energy
    repeat {
      let part = UInt64(clamping: rest)
      footprint.count(part, by: entry)
      rest -= UInt128(part)
    } while rest > 0
  }

  /// Both together.
  public static func += (left: inout Tally, right: Tally) {
    left.energy += right.energy
    left.footprint += right.footprint
    left.reservations += right.reservations
  }
}
