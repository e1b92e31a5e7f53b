public import NodeModel

/// Energy of many rows, in microjoules: exact, in any order the same.
///
/// 128 bits hold the energy of all that people will ever measure; a fleet's overflows 64 bits at 5 TWh.
public struct EnergyTally: Sendable, Hashable {
  /// All of it.
  public private(set) var full: Int128 = 0
  /// The part that follows from activity.
  public private(set) var dynamic: Int128 = 0
  /// The least that `full` may have been in truth.
  public private(set) var low: Int128 = 0
  /// The most that `full` may have been in truth.
  public private(set) var high: Int128 = 0
  /// The part of `full` that meters of accelerators told.
  public private(set) var accelerators: Int128 = 0
  /// The part of `full` that does not follow from activity, where agents divide it by cores: in packages and the rest.
  public private(set) var standing: Int128 = 0
  private var tiers = InlineArray<5, Int128>(repeating: 0)

  /// Nothing.
  public init() {}

  /// Writes all but `full`.
  func pack(into record: inout RecordWriter) {
    for amount in [dynamic, low, high, accelerators, standing] {
      record.add(UInt128(truncatingIfNeeded: amount))
    }
    // Mostly all of it is of one tier.
    var only: Int?
    for tier in 0..<5 where tiers[tier] != 0 {
      guard only == nil, tiers[tier] == full else {
        only = nil
        break
      }
      only = tier
    }
    record.add(only.map { $0 + 1 } ?? 0)
    guard only == nil else { return }
    for tier in 0..<5 { record.add(UInt128(truncatingIfNeeded: tiers[tier])) }
  }

  /// Reads what `pack` wrote.
  init(full: Int128, from record: inout RecordReader) {
    self.full = full
    dynamic = Int128(truncatingIfNeeded: record.wide())
    low = Int128(truncatingIfNeeded: record.wide())
    high = Int128(truncatingIfNeeded: record.wide())
    accelerators = Int128(truncatingIfNeeded: record.wide())
    standing = Int128(truncatingIfNeeded: record.wide())
    let only = record.count()
    if only > 0 {
      tiers[only - 1] = full
    } else {
      for tier in 0..<5 { tiers[tier] = Int128(truncatingIfNeeded: record.wide()) }
    }
  }

  /// The part of `full` that comes from sources of a tier.
  public func energy(of tier: Tier) -> Int128 { tiers[Int(tier.rawValue)] }

  /// The part of `full` behind which an instrument stands; nil where there is no energy.
  public var measuredShare: Double? {
    guard full > 0 else { return nil }
    let measured = energy(of: .wall) + energy(of: .components)
    return min(1, Double(nearest: max(0, measured)) / Double(nearest: full))
  }

  /// The part of `full` that flowed into accelerators with meters; nil where there are none.
  public var acceleratorShare: Double? {
    guard full > 0, accelerators > 0 else { return nil }
    // What was withdrawn again because the node's meter showed less is not told by component.
    return min(1, Double(nearest: accelerators) / Double(nearest: full))
  }

  /// The worst source that stands behind any of it; nil where there is none.
  public var worstTier: Tier? { Tier.allCases.last { energy(of: $0) != 0 } }

  /// Adds a row. A slot that does not say its tier is a default's.
  mutating func add(_ row: FleetRow) {
    let total = row.full.total
    full += Int128(total)
    dynamic += Int128(row.dynamic.total)
    low += Int128(row.low)
    high += Int128(row.high)
    switch row.component {
    case .accelerator: accelerators += Int128(total)
    case .package, .rest: standing += Int128(total) - Int128(row.dynamic.total)
    case .dram, .storage, .network: break
    }
    if let tier = row.onlyTier {
      tiers[Int(tier.rawValue)] += Int128(total)
      return
    }
    for slot in 0..<HourSlots.count where row.full[slot] > 0 {
      tiers[Int((row.tier(of: slot) ?? .fallback).rawValue)] += Int128(row.full[slot])
    }
  }

  /// Both together.
  public static func += (left: inout EnergyTally, right: EnergyTally) {
    left.full += right.full
    left.dynamic += right.dynamic
    left.low += right.low
    left.high += right.high
    left.accelerators += right.accelerators
    left.standing += right.standing
    for tier in 0..<5 { left.tiers[tier] += right.tiers[tier] }
  }

  /// What is left of the one without the other, with the widest bounds.
  public static func - (left: EnergyTally, right: EnergyTally) -> EnergyTally {
    var rest = left
    rest.full -= right.full
    rest.dynamic -= right.dynamic
    rest.low -= right.high
    rest.high -= right.low
    rest.accelerators -= right.accelerators
    rest.standing -= right.standing
    for tier in 0..<5 { rest.tiers[tier] -= right.tiers[tier] }
    return rest
  }

  /// Whether both are the same.
  public static func == (left: EnergyTally, right: EnergyTally) -> Bool {
    for tier in 0..<5 where left.tiers[tier] != right.tiers[tier] { return false }
    return left.full == right.full && left.dynamic == right.dynamic && left.low == right.low
      && left.high == right.high && left.accelerators == right.accelerators
      && left.standing == right.standing
  }

  /// Feeds all energy.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(full)
    hasher.combine(dynamic)
  }
}
