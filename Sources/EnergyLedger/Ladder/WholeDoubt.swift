/// Finds out whether a meter of the whole is to be believed.
///
/// It is not where it shows less than its own parts, or nothing at all, for a minute: over that time the moments at
/// which meters are read no longer matter, and neither does the time over which a chip forms its means.
struct WholeDoubt {
  /// Nanoseconds.
  private static let leastTime: Int64 = 60_000_000_000
  /// Rounds may be a minute apart, and one of them proves nothing.
  private static let leastSettlements = 10
  /// No node that runs draws less in that time: a watt, in microjoules.
  private static let leastEnergy: UInt64 = 60_000_000

  /// Whether it is not believed now.
  private(set) var isImplausible = false

  private var whole: (energy: UInt64, high: UInt64) = (0, 0)
  private var parts: UInt64 = 0
  private var time: Int64 = 0
  private var settlements = 0

  /// What both have told of the same time, in microjoules.
  ///
  /// - Parameters:
  ///   - unit: the smallest step of the whole's counters.
  ///   - parts: the least that its parts may have had.
  mutating func add(whole amount: Amount, unit: UInt64, parts: UInt64, after passed: Int64) {
    whole.energy += amount.energy
    // A bound may be that nobody knows the most.
    whole.high =
      whole.high.addingReportingOverflow(amount.high).overflow ? .max : whole.high + amount.high
    self.parts += parts
    time += passed
    settlements += 1
    guard time >= Self.leastTime, settlements >= Self.leastSettlements else { return }
    let most = whole.high.addingReportingOverflow(unit).overflow ? .max : whole.high + unit
    // A meter that counts watt-hours may stand still for that long.
    let isDead = whole.energy == 0 && unit < Self.leastEnergy
    let isVerdict = isDead || self.parts > most
    self = WholeDoubt()
    isImplausible = isVerdict
  }
}
