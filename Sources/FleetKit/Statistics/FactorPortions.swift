/// The energy of each owner of a node by the factors that were in force: amounts are linear and exact, so that a
/// footprint is multiplied out once for all rows of an owner and not for each.
///
/// Rows come in the order of their hours, so that few factors of an owner are open at once: a month has thousands.
struct FactorPortions {
  private struct Portion {
    /// The place of the factors; −1 where nothing was added.
    var factors: Int32 = -1
    /// In microjoules.
    var energy: UInt128 = 0
  }

  /// So many factors of an owner are open: those of an hour whose factors change with each slot, and the next ones.
  private static let mostOpen = 16

  private let factors: NodeFactors
  private let width: Int
  /// All of an owner one after the other.
  private var portions: [Portion]

  /// Nothing.
  init(owners: Int, by factors: NodeFactors) {
    self.factors = factors
    width = min(factors.entries.count, Self.mostOpen)
    portions = Array(repeating: Portion(), count: owners * width)
  }

  /// Adds a row, each slot with the factors of its time; what is complete is counted.
  mutating func add(_ row: FleetRow, countingInto owners: inout [Tally]) {
    let (first, width) = (row.owner * width, width)
    factors.split(row) { energy, factors in
      let place = first + factors % width
      if portions[place].factors != factors {
        count(place, into: &owners[row.owner])
        portions[place] = Portion(factors: Int32(factors))
      }
      portions[place].energy += UInt128(energy)
    }
  }

  /// Counts the rest.
  func count(into owners: inout [Tally]) {
    for place in portions.indices { count(place, into: &owners[place / width]) }
  }

  private func count(_ place: Int, into owner: inout Tally) {
    let portion = portions[place]
    guard portion.factors >= 0 else { return }
    owner.count(footprintOf: portion.energy, by: factors.entries[Int(portion.factors)])
  }
}
