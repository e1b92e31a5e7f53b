internal import NodeModel

/// What was booked of each component since the last fold, and how good it is: with it the bounds of any part of
/// that follow.
struct OpenPeriod {
  private static let components = EnergyComponent.allCases.count

  /// Microjoules, by component.
  private(set) var energy: [UInt64]
  private var low: [UInt64]
  private var high: [UInt64]
  /// The worst tier that each component had; of one that has nothing, the tier of its last energy.
  private(set) var tiers: [UInt64]

  /// Nothing yet.
  init() {
    let none = Array(repeating: UInt64(0), count: Self.components)
    (energy, low, high) = (none, none, none)
    tiers = Array(repeating: UInt64(Tier.fallback.rawValue), count: Self.components)
  }

  /// Energy of a component is handed out.
  mutating func note(
    component: Int, _ more: UInt64, low least: UInt64, high most: UInt64, _ tier: Tier
  ) {
    let rank = UInt64(tier.rawValue)
    tiers[component] = energy[component] == 0 ? rank : max(tiers[component], rank)
    energy[component] += more
    low[component] += least
    high[component] += most
  }

  /// The bounds of a part of what a component has.
  func bounds(of part: UInt64, _ component: Int) -> (low: UInt64, high: UInt64) {
    let all = UInt128(energy[component])
    guard all > 0 else { return (0, part) }
    let least = UInt128(part) * UInt128(low[component]) / all
    let most = (UInt128(part) * UInt128(high[component]) + all - 1) / all
    return (UInt64(clamping: least), UInt64(clamping: most))
  }

  /// As much of a part of what a component has as has no greater upper bound than `room`.
  func part(of energy: UInt64, _ component: Int, within room: UInt64) -> UInt64 {
    guard bounds(of: energy, component).high > room else { return energy }
    return UInt64(UInt128(room) * UInt128(self.energy[component]) / UInt128(high[component]))
  }

  /// How good is what a component has.
  func tier(of component: Int) -> Tier {
    Tier(rawValue: UInt8(clamping: tiers[component])) ?? .fallback
  }

  /// All of a component is folded but so much.
  mutating func keep(_ rest: UInt64, of component: Int) {
    let (least, most) = rest > 0 ? bounds(of: rest, component) : (0, 0)
    (energy[component], low[component], high[component]) = (rest, least, most)
  }

  /// All of it is folded.
  mutating func clear() {
    for component in energy.indices {
      (energy[component], low[component], high[component]) = (0, 0, 0)
    }
  }
}

extension OpenPeriod {
  func encode(into words: inout WordWriter) {
    words.append(contentsOf: energy)
    words.append(contentsOf: low)
    words.append(contentsOf: high)
    words.append(contentsOf: tiers)
  }

  /// Reads what `encode` wrote; `booked` is what all owners have of each component.
  init(from reader: inout WordReader, booked: [UInt64]) throws(CheckpointError) {
    energy = try Book.amounts(&reader, Self.components)
    low = try Book.amounts(&reader, Self.components)
    high = try Book.amounts(&reader, Self.components)
    tiers = try Book.tiers(&reader, Self.components)
    for component in 0..<Self.components {
      guard booked[component] == energy[component], low[component] <= energy[component],
        high[component] >= energy[component]
      else { throw .inconsistent }
    }
  }
}
