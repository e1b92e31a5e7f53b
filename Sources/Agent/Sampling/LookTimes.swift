/// When a directory of devices is worth a look: after an interval, and only where the kernel sent an event of a
/// device since the last look that told something.
struct LookTimes {
  /// So long at the most a count that stands still is believed, in nanoseconds.
  private static let patience: UInt64 = 60_000_000_000

  private let interval: UInt64
  private var next: UInt64 = 0
  private var latest: UInt64 = 0
  private var seen: UInt64?

  /// - Parameter interval: Time between two looks at the least, in nanoseconds.
  init(every interval: UInt64) {
    self.interval = interval
  }

  /// Whether to look now, which then counts as looked.
  ///
  /// - Parameter events: How many events there were when the round began; nil where nobody counts.
  mutating func isDue(at now: UInt64, events: UInt64?) -> Bool {
    guard now >= next else { return false }
    next = now + interval
    if let events, events == seen, now - latest < Self.patience { return false }
    seen = events
    latest = now
    return true
  }

  /// The look told nothing: the next one is made in any case.
  mutating func noteFailure() {
    seen = nil
  }

  /// The next look is made at once.
  mutating func reset() {
    next = 0
    seen = nil
  }
}
