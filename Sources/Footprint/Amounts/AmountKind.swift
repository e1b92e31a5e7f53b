/// What an amount is an amount of. Amounts of two kinds cannot be added: the compiler refuses it.
public protocol AmountKind: Sendable {}

/// Operational carbon by the grid's average, in grams (GHG Protocol, scope 2, location-based).
public enum LocationBased: AmountKind {}

/// Operational carbon by contracts, in grams (GHG Protocol, scope 2, market-based).
public enum MarketBased: AmountKind {}

/// Carbon that was emitted when the node was made, in grams.
public enum Embodied: AmountKind {}

/// Energy that the site drew for a node's energy, node energy × PUE, in kilowatt hours.
public enum FacilityEnergy: AmountKind {}

/// What something costs, in the currency of its tariff.
public enum Money: AmountKind {}
