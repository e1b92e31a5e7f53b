internal import NodeModel

/// One meter through its life: its energy, how it is, and what of it is not booked yet.
struct MeterTrack {
  private enum Gauge {
    case counter(CounterTrack)
    case power(PowerIntegrator)
  }

  let meter: Meter
  /// The meter's identity across restarts.
  let identity: UInt64
  private var gauge: Gauge
  /// Everything it has seen in this epoch, in microjoules.
  private(set) var total: UInt64 = 0
  /// Its energy since round `start`, in microjoules.
  private(set) var unbooked: UInt64 = 0
  /// The round from whose reading on `unbooked` counts; 0 where that is not known.
  private(set) var start: UInt64 = 0
  /// The round of its last good reading; 0: none yet.
  private(set) var goodRound: UInt64 = 0
  /// The boot time of its last good reading, in nanoseconds.
  private(set) var goodTime: Int64 = 0
  /// Why the last reading is not good; nil where it is.
  private(set) var failure: FailureReason? = .absent
  /// What it saw that may be booked already, from elsewhere.
  private(set) var claim: Claim?
  /// Whether it has shown energy since the agent started.
  private(set) var hasDelivered = false
  /// Whether any of that was more than nothing.
  private(set) var hasSeenEnergy = false
  private(set) var failures: UInt64 = 0
  private(set) var refusals: UInt64 = 0
  private(set) var losses: UInt64 = 0
  private var movedTime: Int64 = 0
  /// From this boot time on the machine was awake again that has slept since the last good reading; nil where it has
  /// not.
  private var sleepEnd: Int64?

  init(_ meter: Meter) {
    self.meter = meter
    identity = MeterTree.identity(of: meter)
    switch meter.kind {
    case .counter(let scale):
      gauge = .counter(
        CounterTrack(scale, maximumMicrowatts: meter.maximumMicrowatts, cadence: meter.cadence))
    case .power(let scale):
      gauge = .power(PowerIntegrator(scale, maximumMicrowatts: meter.maximumMicrowatts))
    }
  }

  /// How often the counter has wrapped; 0 for meters of power.
  var wraps: UInt64 {
    if case .counter(let track) = gauge { track.wraps } else { 0 }
  }

  /// The longest bridged time between two readings of power, in nanoseconds; 0 for counters.
  var longestGap: UInt64 {
    if case .power(let integrator) = gauge { integrator.longestGap } else { 0 }
  }

  /// The machine was suspended, and awake again at that boot time at the latest.
  mutating func sleep(until end: Int64) { sleepEnd = end }

  /// Takes the reading of a round.
  mutating func take(_ reading: MeterReading, at time: Int64, round: UInt64) {
    switch outcome(of: reading, at: time, slept: sleepEnd != nil) {
    case .started:
      (start, unbooked, movedTime) = (round, 0, time)
      claim = nil
      note(goodIn: round, at: time)
    case .energy(0) where isStuck(at: time):
      fail(.stuck)
    case .energy(let energy):
      if energy > 0 { (movedTime, hasSeenEnergy) = (time, true) }
      total += energy
      unbooked += energy
      claim?.seen += energy
      hasDelivered = true
      note(goodIn: round, at: time)
    case .lost:
      (start, unbooked, movedTime) = (round, 0, time)
      claim = nil
      losses += 1
      note(goodIn: round, at: time)
    case .refused(let reason):
      refusals += 1
      failure = reason
    case nil:
      break
    }
  }

  private mutating func outcome(of reading: MeterReading, at time: Int64, slept: Bool)
    -> MeterOutcome?
  {
    switch (reading, gauge) {
    case (.counter(let raw), .counter(var track)):
      let outcome = track.read(raw, at: time, slept: slept)
      gauge = .counter(track)
      return outcome
    case (.power(let microwatts), .power(var integrator)):
      let outcome = integrator.read(microwatts, at: time, slept: slept)
      gauge = .power(integrator)
      return outcome
    case (.failed(let reason), _):
      fail(reason)
      return nil
    case (.counter, .power), (.power, .counter):
      fail(.garbled)
      return nil
    }
  }

  private mutating func fail(_ reason: FailureReason) {
    failures += 1
    failure = reason
  }

  private mutating func note(goodIn round: UInt64, at time: Int64) {
    (goodRound, goodTime, failure) = (round, time, nil)
    if let end = sleepEnd, time >= end { sleepEnd = nil }
  }

  private func isStuck(at time: Int64) -> Bool {
    meter.stillLimit > 0 && time > movedTime && UInt64(time - movedTime) > meter.stillLimit
  }

  /// What it saw up to `round` is booked, from it or from another meter of the same energy.
  mutating func beginAgain(at round: UInt64) {
    (start, unbooked) = (goodRound == round ? round : 0, 0)
  }

  /// So much of what it saw stands in another book.
  mutating func leaveOut(_ energy: UInt64) {
    unbooked -= min(unbooked, energy)
    if let seen = claim?.seen { claim?.seen = seen - min(seen, energy) }
  }

  /// What it saw since its last good reading is partly booked elsewhere.
  mutating func tear() {
    (start, unbooked) = (0, 0)
  }

  /// Its account has `booked` now, and that is right: from here on it claims what it sees. What flowed
  /// between two readings of power nobody knows, so only a counter can.
  mutating func agree(at booked: UInt64) {
    guard case .counter = gauge else { return }
    claim = Claim(booked: booked)
  }

  /// What it sees until it agrees again is told by somebody who knows better.
  mutating func forgetClaim() {
    claim = nil
  }

  /// It counted from power-on, or has gone on outside of the machine; `sinceCheckpoint` is how long ago, by
  /// realtime, its kept state was true.
  mutating func rebooted(now: Int64, sinceCheckpoint: Int64) {
    goodTime = now - sinceCheckpoint
    movedTime = now
    sleepEnd = nil
    guard case .counter(var track) = gauge else { return }
    switch track.scale.life {
    case .boot: track.countFromPowerOn()
    case .outside: track.shift(to: now - sinceCheckpoint)
    }
    gauge = .counter(track)
  }

  /// In a new epoch after another boot: the counter counts from power-on, and that is a gap.
  mutating func startFromPowerOn(at round: UInt64) {
    guard case .counter(var track) = gauge, track.scale.life == .boot else { return }
    track.countFromPowerOn()
    gauge = .counter(track)
    start = round
    claim = Claim(booked: 0)
  }

  /// Whether it counts since the machine was switched on, and has not lost count.
  var claimsSincePowerOn: Bool {
    if case .counter(let track) = gauge { claim != nil && track.scale.life == .boot } else { false }
  }
}

extension MeterTrack {
  /// How many words a kept state has.
  static let words = 14
  /// How many it had before there were claims.
  private static let oldWords = 12
  /// What the first word says of the meter, above the byte that says whether its counter had a number.
  private static let isWall: UInt64 = 1 << 8
  private static let isPlatform: UInt64 = 1 << 9
  private static let isBesidePlatform: UInt64 = 1 << 10
  /// That the machine has slept since the counter's last number.
  private static let hasSlept: UInt64 = 1 << 11
  /// More energy than a meter sees while nobody books it, in microjoules: 5 MWh. As many meters as there may
  /// be have less together than a book may hold.
  private static let mostWaiting: UInt64 = 1 << 54

  /// Writes what goes on after a restart.
  func encode(into words: inout WordWriter) {
    var (hasLast, raw, time, remainder): (Bool, UInt64, Int64, UInt64) = (false, 0, 0, 0)
    switch gauge {
    case .counter(let track):
      hasLast = track.last != nil
      raw = track.last?.raw ?? 0
      time = track.last?.time ?? 0
      remainder = track.conversion.remainder
    case .power(let integrator):
      remainder = integrator.conversion.remainder
    }
    words.append((hasLast ? 1 : 0) | kind | (sleepEnd == nil ? 0 : Self.hasSlept))
    words.append(raw)
    words.append(UInt64(bitPattern: time))
    words.append(remainder)
    words.append(total)
    words.append(unbooked)
    words.append(start)
    words.append(UInt64(bitPattern: goodTime))
    words.append(failures)
    words.append(refusals)
    words.append(losses)
    words.append(wraps > 0 ? wraps : longestGap)
    words.append(claim?.seen ?? 0)
    words.append(claim?.booked ?? .max)
  }

  private var kind: UInt64 {
    switch meter.domain {
    case .wall: Self.isWall
    case .psys: Self.isPlatform
    default: meter.isBesidePlatform ? Self.isBesidePlatform : 0
    }
  }

  /// Kept words of a meter that was not there when the machine restarted.
  static func afterReboot(_ words: [UInt64]) -> [UInt64] {
    guard let first = words.first, first & 0xFF == 1 else { return words }
    return [(first & ~hasSlept) + 1] + words.dropFirst()
  }

  /// Kept words of a meter that was not there when that rung told energy which it may have seen as well; for the sum of
  /// components: a part of it. It begins again when it is back, and a meter of the whole still claims what worse ones
  /// left out.
  static func note(toldBy rung: Rung, in words: inout [UInt64]) {
    guard words.count >= oldWords, let kind = words.first else { return }
    let isWhole = kind & (isWall | isPlatform) != 0
    let isInside =
      switch rung {
      case .wall: true
      case .psys: kind & isBesidePlatform == 0
      default: isWhole
      }
    guard isInside else { return }
    (words[5], words[6]) = (0, 0)
    guard words.count == Self.words, rung == .wall || (rung == .psys && kind & isWall == 0) else {
      return
    }
    (words[12], words[13]) = (0, .max)
  }

  /// Goes on from what `encode` wrote; any words are safe.
  mutating func restore(from words: ArraySlice<UInt64>) {
    guard words.count == Self.words || words.count == Self.oldWords,
      let first = words.indices.first
    else { return }
    // Sums and times go on from here, and must not overflow whatever was kept.
    func word(_ place: Int) -> UInt64 { min(words[first + place], 1 << 62) }
    func time(_ place: Int) -> Int64 {
      max(-1 << 62, min(1 << 62, Int64(bitPattern: words[first + place])))
    }
    total = word(4)
    (failures, refusals, losses) = (word(8), word(9), word(10))
    goodTime = time(7)
    movedTime = goodTime
    switch gauge {
    case .counter(var track):
      let state = word(0) & 0xFF
      let isOfThisBoot = state == 1
      guard isOfThisBoot || (state == 2 && track.scale.life == .boot) else { return }
      let last = CounterTrack.Point(raw: words[first + 1], time: time(2))
      track.restore(last: last, remainder: word(3), wraps: word(11))
      if !isOfThisBoot { track.countFromPowerOn() }
      if isOfThisBoot, word(0) & Self.hasSlept != 0 { sleepEnd = goodTime + 1 }
      gauge = .counter(track)
      (unbooked, start) = (min(word(5), Self.mostWaiting), word(6))
      guard isOfThisBoot, words.count == Self.words, words[first + 13] < 1 << 62 else { return }
      claim = Claim(seen: min(word(12), Self.mostWaiting), booked: word(13))
    case .power(var integrator):
      integrator.restore(remainder: word(3), longestGap: word(11))
      gauge = .power(integrator)
    }
  }
}
