public import NodeModel

/// One owner, one component, one hour of an epoch on one node: `EnergyRow` without memory of its own.
public struct FleetRow: Sendable {
  /// Where the owner's name stands in the node's `owners`.
  public var owner: Int
  /// Where the energy flowed.
  public var component: EnergyComponent
  /// The beginning of the hour in seconds since 1970.
  public var hour: Int64
  /// The life of the node's counters.
  public var epoch: Epoch
  /// Counts the rows of an epoch in the order in which they were closed, from 1.
  public var sequence: UInt64
  /// Grows with each change of the row's numbers.
  public var revision: UInt64
  /// Whether the hour is over.
  public var isFinal: Bool
  /// One bit a slot: whether an agent ran in it.
  public var known: UInt16
  /// The tier of each slot by its raw value, four bits a slot, the first slot lowest.
  public var tiers: UInt64
  /// All energy, in microjoules.
  public var full: HourSlots
  /// The part that follows from activity, in microjoules.
  public var dynamic: HourSlots
  /// The least that `full` may have been in truth, in microjoules.
  public var low: UInt64
  /// The most that `full` may have been in truth, in microjoules.
  public var high: UInt64

  /// A row with all that it says.
  public init(
    owner: Int, component: EnergyComponent, hour: Int64, epoch: Epoch, sequence: UInt64,
    revision: UInt64, isFinal: Bool, known: UInt16, tiers: UInt64, full: HourSlots,
    dynamic: HourSlots, low: UInt64, high: UInt64
  ) {
    self.owner = owner
    self.component = component
    self.hour = hour
    self.epoch = epoch
    self.sequence = sequence
    self.revision = revision
    self.isFinal = isFinal
    self.known = known
    self.tiers = tiers
    self.full = full
    self.dynamic = dynamic
    self.low = low
    self.high = high
  }

  /// The tier of a slot; nil where no agent ran.
  public func tier(of slot: Int) -> Tier? {
    guard known >> UInt16(slot) & 1 == 1 else { return nil }
    return Tier(rawValue: UInt8(truncatingIfNeeded: tiers >> UInt64(4 * slot) & 15))
  }

  /// Energy of the slots in which a meter told it, in microjoules.
  var metered: UInt64 {
    if let tier = onlyTier { return tier.isMeasured ? full.total : 0 }
    return (0..<HourSlots.count).reduce(0) { sum, slot in
      tier(of: slot)?.isMeasured == true ? sum + full[slot] : sum
    }
  }

  /// The tier of all slots; nil where they have several, or where no agent ran in one of them.
  var onlyTier: Tier? {
    let first = tiers & 15
    guard known == 1 << UInt16(HourSlots.count) - 1, tiers == first &* 0x1111_1111_1111 else {
      return nil
    }
    return Tier(rawValue: UInt8(truncatingIfNeeded: first))
  }
}
