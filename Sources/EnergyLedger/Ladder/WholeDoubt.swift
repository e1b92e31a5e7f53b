internal import NodeModel

/// Finds out whether a meter of the whole is to be believed.
///
/// It is not where it shows less than its own parts for `leastTime`, or nothing at all for a minute: over that time the
/// moments at which meters are read no longer matter, and neither does the time over which a chip forms its means.
struct WholeDoubt {
  /// Nanoseconds.
  private static let minute: Int64 = 60_000_000_000
  /// A mean lags behind what flows by half of the time over which it is formed, so after a load has begun it lacks that
  /// much: of three such times a sixth.
  private static let intervals: UInt64 = 3
  /// Firmware that does not say over how long it forms means is believed for 15 minutes, in nanoseconds.
  private static let usualAveraging: UInt64 = 300_000_000_000
  /// Rounds may be a minute apart, and one of them proves nothing.
  private static let leastSettlements = 10
  /// No node that runs draws less in that time: a watt, in microjoules.
  private static let leastEnergy: UInt64 = 60_000_000

  /// Whether it is not believed now.
  private(set) var isImplausible = false

  /// For how long it is compared with its parts until that says something, in nanoseconds.
  private var leastTime: Int64
  /// The most power of its parts at which it showed less than they, in microwatts: one that lacks a part of the node
  /// may show enough of a node that rests.
  private var refutingPower: UInt64 = 0

  private var whole: (energy: UInt64, high: UInt64) = (0, 0)
  private var parts: UInt64 = 0
  private var time: Int64 = 0
  private var settlements = 0

  /// - Parameter meters: its own and those that it is compared with.
  init(_ meters: some Sequence<Meter>) {
    var longest: UInt64 = 0
    for meter in meters {
      if case .power(let scale) = meter.kind, scale.isMean {
        longest = max(longest, scale.averagingInterval ?? Self.usualAveraging)
      }
    }
    leastTime = max(Self.minute, Int64(min(longest, 1 << 56) * Self.intervals))
  }

  /// Other meters are declared: what was found out holds, and the comparison begins anew.
  mutating func goOn(from old: WholeDoubt) {
    isImplausible = old.isImplausible
    refutingPower = old.refutingPower
    if leastTime == old.leastTime { self = old }
  }

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
    guard time >= Self.minute, settlements >= Self.leastSettlements else { return }
    // A meter that counts watt-hours may stand still for that long.
    let isDead = whole.energy == 0 && unit < Self.leastEnergy
    guard isDead || time >= leastTime else { return }
    judge(unit: unit, isDead: isDead)
    (whole, self.parts, time, settlements) = ((0, 0), 0, 0, 0)
  }

  private mutating func judge(unit: UInt64, isDead: Bool) {
    let most = whole.high.addingReportingOverflow(unit).overflow ? .max : whole.high + unit
    let power = UInt64(clamping: UInt128(parts) * 1_000_000_000 / UInt128(time))
    if isDead {
      isImplausible = true
    } else if parts > most {
      isImplausible = true
      refutingPower = max(refutingPower, power)
    } else if power >= refutingPower - refutingPower / 10 {
      (isImplausible, refutingPower) = (false, 0)
    }
  }
}
