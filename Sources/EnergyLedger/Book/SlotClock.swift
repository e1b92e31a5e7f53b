internal import NodeModel

/// Tells to which five minutes energy belongs: realtime that never goes back.
///
/// A clock that is set back is followed slowly, at half speed, until it has caught up: slots and hours are
/// closed once and in order.
struct SlotClock {
  /// Nanoseconds since 1970 of the last round.
  private(set) var time: Int64
  private var boottime: Int64
  /// How far this clock is before the node's, in nanoseconds: above 0 after that was set back.
  private(set) var lead: Int64 = 0

  init(realtime: Int64, boottime: Int64) {
    time = max(realtime, 0)
    self.boottime = boottime
  }

  /// The clock goes on in another boot or process.
  mutating func restart(boottime: Int64) {
    self.boottime = boottime
  }

  /// Moves to a round.
  mutating func advance(realtime: Int64, boottime: Int64) {
    let passed = max(0, boottime - self.boottime)
    self.boottime = boottime
    time = realtime >= time ? realtime : max(realtime, time + passed / 2)
    lead = max(0, time - max(realtime, 0))
  }

  /// The beginning of the hour, in seconds since 1970.
  var hour: Int64 { time / 3_600_000_000_000 * 3600 }

  /// The slot of the hour, 0 to 11.
  var slot: Int { Int(time / 1_000_000_000 % 3600 / HourSlots.seconds) }

  /// Days since 1970.
  var day: Int64 { time / 86_400_000_000_000 }
}
