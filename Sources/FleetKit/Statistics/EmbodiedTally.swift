public import Footprint

/// The share of nodes' making that falls into the time that their rows cover.
public struct EmbodiedTally: Sendable, Hashable {
  /// In grams.
  public private(set) var amount = Amount<Embodied>.zero
  /// Slots of nodes that are known to be made of something.
  public private(set) var slots = 0

  /// Nothing.
  public init() {}

  /// The share of covered slots that they are; nil of none.
  public func ratio(ofCovered slots: Int) -> Double? {
    slots > 0 ? min(1, Double(self.slots) / Double(slots)) : nil
  }

  mutating func count(_ amount: Amount<Embodied>, slots: Int) {
    self.amount += amount
    self.slots += slots
  }

  /// Both together.
  public static func += (left: inout EmbodiedTally, right: EmbodiedTally) {
    left.amount += right.amount
    left.slots += right.slots
  }
}
