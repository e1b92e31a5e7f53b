public import NodeModel

/// What one owner was given, all in all, in microjoules.
public struct OwnerTotals: Sendable, Equatable {
  /// All energy of each component, by its number.
  public var full: [UInt64]
  /// The part of each component that follows from activity.
  public var dynamic: [UInt64]
  /// The least that all of it may have been in truth.
  public var low: UInt64
  /// The most that all of it may have been in truth.
  public var high: UInt64
  /// The worst tier that any of it has.
  public var tier: Tier

  /// Nothing yet.
  public init() {
    full = Array(repeating: 0, count: EnergyComponent.allCases.count)
    dynamic = full
    (low, high, tier) = (0, 0, .wall)
  }

  /// All components together.
  public var energy: Microjoules { Microjoules(full.reduce(0, +)) }
  /// The part of all components that follows from activity.
  public var dynamicEnergy: Microjoules { Microjoules(dynamic.reduce(0, +)) }
  /// The worst tier of what it was given; nil of nothing, which no source has told.
  public var knownTier: Tier? { energy > .zero ? tier : nil }
}
