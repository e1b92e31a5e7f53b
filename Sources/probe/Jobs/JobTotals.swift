import EnergyLedger
import NodeModel

/// What a job was given, in microjoules, and how well that is known.
struct JobTotals: Equatable {
  var energy: UInt64 = 0
  var dynamic: UInt64 = 0
  var low: UInt64 = 0
  var high: UInt64 = 0
  /// The worst tier of any of it; nil where nothing was told.
  var tier: Tier?

  /// Nothing yet.
  init() {}

  /// What the ledger says.
  init(_ totals: OwnerTotals) {
    energy = totals.energy.count
    dynamic = totals.dynamicEnergy.count
    low = totals.low
    high = totals.high
    tier = totals.knownTier
  }

  /// The sum of rows, slot by slot.
  init(of rows: [EnergyRow]) {
    for row in rows {
      energy += row.full.total
      dynamic += row.dynamic.total
      low += row.low.count
      high += row.high.count
      for slot in 0..<HourSlots.count where row.full[slot] > 0 {
        tier = max(tier ?? row.tiers[slot], row.tiers[slot])
      }
    }
  }

  /// Both together.
  static func + (left: JobTotals, right: JobTotals) -> JobTotals {
    var sum = left
    sum.energy += right.energy
    sum.dynamic += right.dynamic
    sum.low += right.low
    sum.high += right.high
    sum.tier = [left.tier, right.tier].compactMap(\.self).max()
    return sum
  }

  /// The letter of its tier; empty where there is none.
  var letter: String { tier.map { String($0.letter) } ?? "" }
}
