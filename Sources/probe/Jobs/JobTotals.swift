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
      energy = energy.adding(row.full.total)
      dynamic = dynamic.adding(row.dynamic.total)
      low = low.adding(row.low.count)
      high = high.adding(row.high.count)
      for slot in 0..<HourSlots.count where row.full[slot] > 0 {
        tier = max(tier ?? row.tiers[slot], row.tiers[slot])
      }
    }
  }

  /// Whether these, the sum of rows, are what the ledger says. A row has the worst tier that its component had in the
  /// slot, the ledger that of the owner's own energy: so rows may be of a worse one, and of a better one never.
  func isSum(of ledger: JobTotals) -> Bool {
    (energy, dynamic, low, high) == (ledger.energy, ledger.dynamic, ledger.low, ledger.high)
      && (ledger.tier.map { $0 <= tier ?? .wall } ?? true || energy == 0)
  }

  /// Both together.
  static func + (left: JobTotals, right: JobTotals) -> JobTotals {
    var sum = left
    sum.energy = left.energy.adding(right.energy)
    sum.dynamic = left.dynamic.adding(right.dynamic)
    sum.low = left.low.adding(right.low)
    sum.high = left.high.adding(right.high)
    sum.tier = [left.tier, right.tier].compactMap(\.self).max()
    return sum
  }

  /// The letter of its tier; empty where there is none.
  var letter: String { tier.map { String($0.letter) } ?? "" }
}

extension UInt64 {
  /// A sum of what others wrote; the greatest number where that is greater.
  fileprivate func adding(_ more: UInt64) -> UInt64 {
    let (sum, isGreater) = addingReportingOverflow(more)
    return isGreater ? .max : sum
  }
}
