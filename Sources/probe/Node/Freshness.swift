/// Whether the agent still has new readings to show.
///
/// How far apart its rounds are is seen from the rounds themselves: it is not late before twice that has passed. Nobody
/// knows how long the first picture had been there, so that takes two changes.
struct Freshness {
  /// What a machine that is busy for a moment needs.
  private static let least = Duration.seconds(3)
  /// What an agent gets whose pace is not known yet.
  private static let first = Duration.seconds(15)

  private var sequence: Double?
  private var changed: ContinuousClock.Instant
  private var changes = 0
  private var longest = Duration.zero

  init(of sequence: Double?, at time: ContinuousClock.Instant) {
    self.sequence = sequence
    changed = time
  }

  /// Takes in the number of the round that was shown at `time`.
  mutating func follow(_ sequence: Double?, at time: ContinuousClock.Instant) {
    guard sequence != self.sequence else { return }
    self.sequence = sequence
    changes += 1
    if changes > 1 { longest = max(longest, time - changed) }
    changed = time
  }

  /// What to say of a picture that stands still; nil while there is nothing to say.
  func notice(at time: ContinuousClock.Instant) -> String? {
    let age = time - changed
    guard age > (changes > 1 ? max(Self.least, longest * 2) : Self.first) else { return nil }
    return "no new reading for \(age.components.seconds) s"
  }
}
