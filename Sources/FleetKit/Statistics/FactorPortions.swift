/// The energy of each owner of a node by the factors that were in force: amounts are linear and exact, so that a
/// footprint is multiplied out once for all rows of an owner.
struct FactorPortions {
  private let factors: NodeFactors
  /// In microjoules, all factors of an owner one after the other; nil where no row has them.
  private var energies: [UInt128?]

  /// Nothing.
  init(owners: Int, by factors: NodeFactors) {
    self.factors = factors
    energies = Array(repeating: nil, count: owners * factors.entries.count)
  }

  /// Adds a row, each slot with the factors of its time.
  mutating func add(_ row: FleetRow) {
    let first = row.owner * factors.entries.count
    factors.split(row) { energy, place in
      energies[first + place] = (energies[first + place] ?? 0) + UInt128(energy)
    }
  }

  /// Adds what all energy comes to.
  func count(into owners: inout [Tally]) {
    for (place, energy) in energies.enumerated() {
      guard let energy else { continue }
      let (owner, factor) = place.quotientAndRemainder(dividingBy: factors.entries.count)
      owners[owner].count(footprintOf: energy, by: factors.entries[factor])
    }
  }
}
