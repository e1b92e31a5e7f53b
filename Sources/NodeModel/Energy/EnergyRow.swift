/// One owner, one component, one hour of an epoch: what reports carry (docs/schema/row.json).
///
/// Its key is (node, epoch, owner, component, hour); a higher revision replaces a lower one.
public struct EnergyRow: Sendable, Equatable {
  /// Whose energy it is.
  public var owner: Owner
  /// Where it flowed.
  public var component: EnergyComponent
  /// The beginning of the hour in seconds since 1970.
  public var hour: Int64
  /// The life of the counters.
  public var epoch: Epoch
  /// Counts the rows of an epoch in the order in which they are closed, from 1.
  public var sequence: UInt64
  /// Grows with each change of the row's numbers.
  public var revision: UInt64
  /// Whether the hour is over.
  public var isFinal: Bool
  /// One bit a slot: whether an agent ran in it. The others are null in documents.
  public var known: UInt16
  /// The tier of each known slot.
  public var tiers: [Tier]
  /// All energy, in microjoules.
  public var full: HourSlots
  /// The part that follows from activity, in microjoules.
  public var dynamic: HourSlots
  /// The least that `full` may have been in truth, in microjoules.
  public var low: Microjoules
  /// The most that `full` may have been in truth, in microjoules.
  public var high: Microjoules

  /// A row with all that it says.
  public init(
    owner: Owner, component: EnergyComponent, hour: Int64, epoch: Epoch, sequence: UInt64,
    revision: UInt64, isFinal: Bool, known: UInt16, tiers: [Tier], full: HourSlots,
    dynamic: HourSlots, low: Microjoules, high: Microjoules
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

  /// No amount of a document is as great, in microjoules: 2.5 MWh, what a JSON number holds exactly.
  public static let limit: UInt64 = 1 << 53

  /// Whether amounts are such as a ledger books: no part is greater than its whole, and none is beyond all machines, so
  /// that no sum of what anybody wrote overflows.
  ///
  /// - Parameter limit: what no slot reaches, at most 2^58 microjoules. A row's bounds are below sixteen times as much.
  public func isPlausible(below limit: UInt64 = limit) -> Bool {
    low.count < limit * 16 && high.count < limit * 16
      && (0..<HourSlots.count).allSatisfy { dynamic[$0] <= full[$0] && full[$0] < limit }
  }

  /// The `tiers` of a document: a letter a slot, `-` where no agent ran.
  public var tierLetters: String {
    var text = ""
    for slot in 0..<HourSlots.count {
      text.append(known >> UInt16(slot) & 1 == 1 ? tiers[slot].letter : "-")
    }
    return text
  }
}
