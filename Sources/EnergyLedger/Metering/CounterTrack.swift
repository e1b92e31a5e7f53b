internal import NodeModel

/// Turns the raw numbers of an energy counter into microjoules: wraps are exact, remainders are carried,
/// and what cannot be known is not guessed.
struct CounterTrack {
  /// A raw number and when it was read.
  struct Point: Equatable {
    var raw: UInt64
    /// Nanoseconds since boot; negative before it.
    var time: Int64
  }

  let scale: CounterScale
  private let maximumMicrowatts: UInt64
  private let slack: UInt64
  private(set) var last: Point?
  /// A number that was not believed. Where the next one agrees with it, the counter has really moved.
  private(set) var suspect: Point?
  private(set) var conversion: CarriedDivision
  private(set) var wraps: UInt64 = 0

  /// Hardware renews its number with a cadence and not quite evenly: so much later may energy show.
  private static let jitter: UInt64 = 100_000_000

  init(_ scale: CounterScale, maximumMicrowatts: UInt64, cadence: UInt64) {
    self.scale = scale
    // A gigawatt and a millennium keep all products below within 128 bits.
    self.maximumMicrowatts = min(max(maximumMicrowatts, 1), 1 << 50)
    slack = min(cadence, 1 << 60) + Self.jitter
    conversion = CarriedDivision(by: scale.denominator)
  }

  /// What `raw` says. `slept`: the machine was suspended since the reading before.
  mutating func read(_ raw: UInt64, at time: Int64, slept: Bool) -> MeterOutcome {
    guard scale.range == 0 || raw <= scale.range else { return .refused(.implausible) }
    guard let last else {
      self.last = Point(raw: raw, time: time)
      return .started
    }
    guard time > last.time else { return .refused(.stale) }
    let elapsed = UInt64(time - last.time)
    if scale.range > 0, capacity(of: elapsed) >= UInt128(scale.range) * UInt128(scale.numerator) {
      return startAgain(from: raw, at: time, .ambiguous)
    }
    if let counts = counts(from: last.raw, to: raw, slept: slept), isPlausible(counts, in: elapsed),
      let energy = conversion.quotient(of: UInt128(counts) * UInt128(scale.numerator))
    {
      if raw < last.raw { wraps += 1 }
      self.last = Point(raw: raw, time: time)
      suspect = nil
      return .energy(energy)
    }
    if slept { return startAgain(from: raw, at: time, .restarted) }
    if let suspect, time > suspect.time, suspect.raw <= raw,
      isPlausible(raw - suspect.raw, in: UInt64(time - suspect.time))
    {
      return startAgain(from: raw, at: time, suspect.raw < last.raw ? .restarted : .jumped)
    }
    suspect = Point(raw: raw, time: time)
    return .refused(.implausible)
  }

  /// The machine was switched on at boot time 0, and the counter with it.
  mutating func countFromPowerOn() {
    last = Point(raw: 0, time: 0)
    suspect = nil
  }

  /// The machine has restarted and the meter outside of it has not: its last reading lies so far before
  /// the present boot time.
  mutating func shift(to time: Int64) {
    last?.time = time
    suspect = nil
  }

  /// Goes on from a kept state.
  mutating func restore(last: Point?, remainder: UInt64, wraps: UInt64) {
    // A number beyond the range is no number of this counter.
    if let last, scale.range == 0 || last.raw <= scale.range { self.last = last }
    self.wraps = wraps
    conversion.restore(remainder: remainder)
  }

  private mutating func startAgain(from raw: UInt64, at time: Int64, _ loss: MeterOutcome.Loss)
    -> MeterOutcome
  {
    last = Point(raw: raw, time: time)
    suspect = nil
    return .lost(loss)
  }

  /// Counts between two raw numbers; nil where the counter did not come there by counting.
  private func counts(from old: UInt64, to new: UInt64, slept: Bool) -> UInt64? {
    if new >= old { return new - old }
    guard scale.range > 0, !slept else { return nil }
    return scale.range - old + new
  }

  /// The most that may flow in so many nanoseconds, in counts times the numerator.
  private func capacity(of elapsed: UInt64) -> UInt128 {
    // Microwatts times nanoseconds are 10^-15 J, and a billion of them a microjoule.
    UInt128(maximumMicrowatts) * UInt128(elapsed) / 1_000_000_000 * UInt128(scale.denominator)
  }

  private func isPlausible(_ counts: UInt64, in elapsed: UInt64) -> Bool {
    UInt128(counts) * UInt128(scale.numerator) <= capacity(of: elapsed + slack)
  }
}
