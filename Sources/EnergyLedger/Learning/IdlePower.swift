/// Learns what a place draws when nothing happens: the first percentile of its minutes below 2 % utilization over
/// seven days, exactly. A minute is worth its mean, or where its rounds show how power follows utilization, what
/// that would be at none.
///
/// Until there are enough of them it is provisional: the lowest minute seen. As long as none of these was idle
/// it is what a table says of the hardware, if that is lower: on a node that always works every minute has
/// work in it.
struct IdlePower {
  /// A minute with less utilization counts as idle, in millionths.
  static let idleUtilization: UInt32 = 20_000
  /// So many idle minutes make the figure a learnt one.
  static let enough = 100
  private static let days = 7
  /// The first percentile of seven days of minutes is among the 101 lowest of each day.
  private static let keptADay = 101
  private static let minute: UInt64 = 60_000_000

  /// What the lowest idle minutes of one day were, in milliwatts, ascending.
  private struct Day {
    var minutes: UInt32 = 0
    var lowest: [UInt32] = []
    /// How many of them an instrument has told.
    var metered: UInt32 = 0
    var isMetered: Bool { metered == minutes }
  }

  /// What a table says of the hardware, in microwatts; nil: nothing.
  var prior: UInt64?
  private var ring: [Day]
  private var today: Int64 = 0
  private var lowest: UInt64?
  private var learnt: UInt64?
  /// The idle power in microwatts by the days of which an instrument has told every idle minute; nil where these
  /// have too few.
  private(set) var meteredMicrowatts: UInt64?
  /// The lowest minute that an instrument has told.
  private var lowestMetered: UInt64?
  private var energy: UInt64 = 0
  private var time: UInt64 = 0
  private var busy: UInt64 = 0
  /// Whether an instrument has told all of the minute that runs.
  private var isMetered = true
  private var line = PowerLine()

  init(prior: UInt64? = nil) {
    self.prior = prior
    ring = Array(repeating: Day(), count: Self.days)
  }

  /// How many idle minutes are known.
  var idleMinutes: Int { ring.reduce(0) { $0 + Int($1.minutes) } }

  /// Whether it is not learnt yet.
  var isProvisional: Bool { idleMinutes < Self.enough }

  /// The idle power in microwatts; before the first minute has passed, the mean so far; nil where nothing
  /// is known.
  var microwatts: UInt64? {
    if let learnt, !isProvisional { return learnt }
    return provisional(lowest ?? (time > 0 ? mean : nil), hasIdleMinute: idleMinutes > 0)
  }

  /// The idle power in microwatts for energy that an instrument has told, or an estimate. What an estimate has said of a
  /// place may have been of more than an instrument sees, as of the whole node in the place of a package.
  func microwatts(isMetered: Bool) -> UInt64? {
    guard isMetered, !isMeteredAlone else { return microwatts }
    if let meteredMicrowatts { return meteredMicrowatts }
    return provisional(
      lowestMetered ?? (time > 0 && self.isMetered ? mean : nil),
      hasIdleMinute: ring.contains { $0.metered > 0 })
  }

  private func provisional(_ seen: UInt64?, hasIdleMinute: Bool) -> UInt64? {
    guard let prior, !hasIdleMinute else { return seen }
    return min(seen ?? prior, prior)
  }

  /// Whether that is not learnt yet.
  func isProvisional(isMetered: Bool) -> Bool {
    isMetered && !isMeteredAlone ? meteredMicrowatts == nil : isProvisional
  }

  /// Whether an estimate has told no idle minute.
  private var isMeteredAlone: Bool { ring.allSatisfy(\.isMetered) }

  /// Energy in microjoules that flowed in so many microseconds at so much utilization, on a day counted
  /// from 1970.
  ///
  /// - Parameters:
  ///   - followsUse: whether its meter and the utilization are of the same time, so that one can be
  ///     drawn over the other.
  ///   - isMetered: whether an instrument has told it, and no estimate.
  mutating func add(
    _ energy: UInt64, in time: UInt64, utilization: UInt32, day: Int64, followsUse: Bool = true,
    isMetered: Bool = true
  ) {
    // An interval of another length says nothing of a minute.
    guard time > 0, time <= Self.minute else { return }
    self.energy += energy
    self.time += time
    busy += UInt64(min(utilization, 1_000_000)) * time
    self.isMetered = self.isMetered && isMetered
    line.add(
      Double(energy) / 1e6, in: Double(time) / 1e6,
      utilization: Double(min(utilization, 1_000_000)) / 1e6)
    guard self.time >= Self.minute else { return }
    if day > today {
      begin(day)
      form()
    }
    if busy / self.time < UInt64(Self.idleUtilization) {
      let still = followsUse ? line.stillMicrowatts(mean: mean) : mean
      note(lowest: still)
      insert(UInt32(clamping: still / 1000))
      form()
    } else {
      note(lowest: mean)
    }
    (self.energy, self.time, busy, line) = (0, 0, 0, PowerLine())
    self.isMetered = true
  }

  private mutating func note(lowest minute: UInt64) {
    lowest = min(lowest ?? .max, minute)
    if isMetered { lowestMetered = min(lowestMetered ?? .max, minute) }
  }

  /// Kept, since it is asked for in each round.
  private mutating func form() {
    learnt = percentile(of: { _ in true })
    let minutes = ring.reduce(0) { $0 + ($1.isMetered ? Int($1.minutes) : 0) }
    meteredMicrowatts = minutes < Self.enough ? nil : percentile(of: { $0.isMetered })
  }

  /// Microjoules in microseconds are watts.
  private var mean: UInt64 {
    let scaled = energy.multipliedFullWidth(by: 1_000_000)
    return scaled.high < time ? time.dividingFullWidth(scaled).quotient : .max
  }

  private mutating func begin(_ day: Int64) {
    let first = max(today + 1, day - Int64(Self.days) + 1)
    for passed in first...day { ring[Int(passed % Int64(Self.days))] = Day() }
    today = day
  }

  private mutating func insert(_ milliwatts: UInt32) {
    let day = Int(max(today, 0) % Int64(Self.days))
    ring[day].minutes += 1
    if isMetered { ring[day].metered += 1 }
    if ring[day].lowest.isEmpty { ring[day].lowest.reserveCapacity(Self.keptADay) }
    if ring[day].lowest.count == Self.keptADay, let last = ring[day].lowest.last {
      guard milliwatts < last else { return }
      ring[day].lowest.removeLast()
    }
    let place = ring[day].lowest.firstIndex { $0 > milliwatts } ?? ring[day].lowest.count
    ring[day].lowest.insert(milliwatts, at: place)
  }

  /// The smallest value that at least one in a hundred does not exceed.
  private func percentile(of isCounted: (Day) -> Bool) -> UInt64? {
    var rank = (ring.reduce(0) { $0 + (isCounted($1) ? Int($1.minutes) : 0) } + 99) / 100
    var next = InlineArray<7, Int>(repeating: 0)
    var found: UInt32?
    while rank > 0 {
      var least: Int?
      for day in ring.indices where isCounted(ring[day]) && next[day] < ring[day].lowest.count {
        let value = ring[day].lowest[next[day]]
        if let other = least, ring[other].lowest[next[other]] <= value { continue }
        least = day
      }
      guard let least else { break }
      found = ring[least].lowest[next[least]]
      next[least] += 1
      rank -= 1
    }
    return found.map { UInt64($0) * 1000 }
  }
}

extension IdlePower {
  /// How many words a kept state has at most.
  static let mostWords = 5 + days * (1 + (keptADay + 1) / 2)

  /// Writes what was learnt: days, then each day's values, two a word, then a bit for each day that was metered; the
  /// lowest metered minute, and a bit for each day that has metered idle ones.
  func encode(into words: inout WordWriter) {
    words.append(UInt64(bitPattern: today))
    words.append(lowest ?? .max)
    for day in ring {
      words.append(UInt64(day.minutes) << 32 | UInt64(day.lowest.count))
      for place in stride(from: 0, to: day.lowest.count, by: 2) {
        let second = place + 1 < day.lowest.count ? day.lowest[place + 1] : 0
        words.append(UInt64(day.lowest[place]) << 32 | UInt64(second))
      }
    }
    words.append(
      ring.indices.reduce(0) { ring[$1].isMetered ? $0 | 1 << UInt64($1) : $0 })
    words.append(lowestMetered ?? .max)
    words.append(
      ring.indices.reduce(0) { ring[$1].metered > 0 ? $0 | 1 << UInt64($1) : $0 })
  }

  /// Goes on from what `encode` wrote; what no learner can have written is refused.
  mutating func restore(from reader: inout WordReader) throws(CheckpointError) {
    today = Int64(bitPattern: try reader.word(below: 1 << 40))
    let kept = try reader.word()
    lowest = kept == .max ? nil : kept
    for day in ring.indices {
      let head = try reader.word()
      let count = Int(head & 0xFFFF_FFFF)
      guard count <= Self.keptADay, head >> 32 <= 2880, UInt64(count) <= head >> 32 else {
        throw .inconsistent
      }
      var values: [UInt32] = []
      for place in stride(from: 0, to: count, by: 2) {
        let pair = try reader.word()
        values.append(UInt32(truncatingIfNeeded: pair >> 32))
        if place + 1 < count { values.append(UInt32(truncatingIfNeeded: pair)) }
      }
      guard zip(values, values.dropFirst()).allSatisfy({ $0 <= $1 }) else { throw .inconsistent }
      ring[day] = Day(minutes: UInt32(head >> 32), lowest: values)
    }
    // Of what an older agent has kept nobody knows what told it.
    let limit: UInt64 = 1 << UInt64(Self.days)
    let metered = reader.left > 0 ? try reader.word(below: limit) : 0
    let keptMetered = reader.left > 0 ? try reader.word() : .max
    lowestMetered = keptMetered == .max ? nil : keptMetered
    let partly = reader.left > 0 ? try reader.word(below: limit) : metered
    for day in ring.indices {
      let isMetered = metered >> UInt64(day) & 1 == 1
      ring[day].metered = isMetered ? ring[day].minutes : 0
      // Of a day with an estimate only whether there was a metered minute is ever asked.
      if !isMetered, ring[day].minutes > 1, partly >> UInt64(day) & 1 == 1 { ring[day].metered = 1 }
    }
    form()
  }
}
