import EnergyLedger
import NodeModel

/// What a job was given, in microjoules, and how well that is known.
struct JobTotals: Equatable {
  var energy: UInt64 = 0
  var dynamic: UInt64 = 0
  var low: UInt64 = 0
  var high: UInt64 = 0
  /// The worst tier of any of it.
  var tier = Tier.wall

  /// Nothing yet.
  init() {}

  /// What the ledger says.
  init(_ totals: OwnerTotals) {
    energy = totals.energy.count
    dynamic = totals.dynamicEnergy.count
    low = totals.low
    high = totals.high
    tier = totals.tier
  }

  /// The sum of rows, slot by slot.
  init(of rows: [EnergyRow]) {
    for row in rows {
      energy += row.full.total
      dynamic += row.dynamic.total
      low += row.low.count
      high += row.high.count
      for slot in 0..<HourSlots.count where row.full[slot] > 0 {
        tier = max(tier, row.tiers[slot])
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
    sum.tier = max(left.tier, right.tier)
    return sum
  }
}
