internal import Footprint
internal import NodeModel

/// Who had reserved what of one node within its reports, and what nobody had: together the node for the time that its
/// rows cover.
///
/// A job says what it held in all its life. Of one that began before the reports or goes on after them the part in
/// them counts, in proportion to time; it is spread evenly over the covered time of its life. Where that comes to more
/// than there is while the same factors hold, it is divided in proportion, as the agent does (`NodeCapacity.settle`).
struct NodeReservations {
  /// What somebody had on a day while the same factors held.
  struct Share {
    /// The beginning of the day, in seconds since 1970.
    let day: Int64
    /// The number of the factors; nil where none are known.
    let factors: Int?
    /// The job, by its number in the node; nil of what nobody had.
    let job: Int?
    /// Of what there is.
    let reservation: Reservation
  }

  /// In the order of days, and on a day of jobs.
  private(set) var shares: [Share] = []
  /// Whether any job says what it had reserved. Of a node of which none does nobody can tell whether nothing was
  /// reserved or its agent does not say so.
  let isTold: Bool

  /// A day, or a part of one in which the same factors held.
  private struct Day {
    let start: Int64
    let factors: Int?
    /// Those of its hours that were covered, by their places.
    var hours: Range<Int>
    var milliseconds: UInt64 = 0
  }

  /// Time that rows cover.
  private struct Time {
    var days: [Day] = []
    /// Of all days, one after the other.
    var hours: [CoveredHour] = []
  }

  /// What a job had on a day, by its number.
  fileprivate struct Part {
    let job: Int
    let day: Int
    var held: Reservation
  }

  init(
    _ node: borrowing MergedNode, covered: [CoveredHour], _ factors: borrowing NodeFactors
  ) {
    let time = Self.time(covered, factors)
    var parts: [Part] = []
    var isTold = false
    for number in node.jobs.indices where node.jobs[number].saysReservation {
      isTold = true
      Self.claim(number, of: node, time, into: &parts)
    }
    self.isTold = isTold
    let days = time.days
    var first = 0
    while first < days.count {
      let last = days[first...].firstIndex { $0.factors != days[first].factors } ?? days.count
      let capacity = node.capacity(by: days[first].factors.map { factors[$0] })
      settle(days, first..<last, parts, capacity)
      first = last
    }
  }

  // MARK: Time

  private static func time(_ covered: [CoveredHour], _ factors: borrowing NodeFactors) -> Time {
    var time = Time()
    time.hours.reserveCapacity(covered.count)
    func add(_ hour: CoveredHour, _ factors: Int?) {
      let start = hour.start - hour.start % 86_400
      let place = time.hours.count
      if time.days.last?.start != start || time.days.last?.factors != factors {
        time.days.append(Day(start: start, factors: factors, hours: place..<place))
      }
      let day = time.days.count - 1
      time.hours.append(hour)
      time.days[day].hours = time.days[day].hours.lowerBound..<place + 1
      time.days[day].milliseconds += hour.milliseconds
    }
    for hour in covered where hour.known != 0 {
      let last = hour.start + Int64(HourSlots.count - 1) * HourSlots.seconds
      let number = factors.number(at: hour.start)
      if factors.number(at: last) == number {
        add(hour, number)
        continue
      }
      for slot in 0..<HourSlots.count where hour.known >> UInt16(slot) & 1 == 1 {
        add(
          CoveredHour(start: hour.start, known: 1 << UInt16(slot), reports: hour.reports),
          factors.number(at: hour.start + Int64(slot) * HourSlots.seconds))
      }
    }
    return time
  }

  // MARK: Jobs

  /// Adds what a job had on each day; nothing where nobody saw any of its time.
  private static func claim(
    _ number: Int, of node: borrowing MergedNode, _ time: Time, into parts: inout [Part]
  ) {
    guard let life = node.jobs[number].life(until: node.end) else { return }
    let from = max(life.lowerBound, Int64(node.start / 1_000_000))
    let until = min(life.upperBound, Int64(node.end / 1_000_000) + 1)
    guard from < until else { return }
    let isWhole = from == life.lowerBound && until == life.upperBound
    func held(_ amount: UInt64?) -> UInt128 {
      let amount = UInt128(amount ?? 0)
      return isWhole ? amount : amount * UInt128(until - from) / UInt128(life.count)
    }
    let first = parts.count
    var weights: [UInt128] = []
    for (place, day) in time.days.enumerated()
    where day.start * 1000 < until && (day.start + 86_400) * 1000 > from {
      var milliseconds: UInt64 = 0
      for hour in day.hours { milliseconds += time.hours[hour].milliseconds(in: from..<until) }
      guard milliseconds > 0 else { continue }
      weights.append(UInt128(milliseconds))
      parts.append(Part(job: number, day: place, held: .none))
    }
    guard !weights.isEmpty else { return }
    let cores = divide(held(node.jobs[number].reservedCoreMilliseconds), by: weights)
    let memory = divide(held(node.jobs[number].reservedMebibyteMilliseconds), by: weights)
    for place in weights.indices {
      parts[first + place].held = Reservation(
        coreMilliseconds: cores[place], acceleratorMilliseconds: 0,
        memoryMebibyteMilliseconds: memory[place])
    }
  }

  private static func divide(_ amount: UInt128, by weights: [UInt128]) -> [UInt64] {
    Apportionment.divide(amount, by: weights)?.map { UInt64(clamping: $0) }
      ?? weights.map { _ in 0 }
  }

  // MARK: What there is

  /// Divides some days in which the same factors held.
  private mutating func settle(
    _ days: [Day], _ range: Range<Int>, _ parts: [Part], _ capacity: NodeCapacity?
  ) {
    var parts = parts
    if range != days.indices { parts.removeAll { !range.contains($0.day) } }
    let time = range.reduce(0) { $0 + days[$1].milliseconds }
    if let capacity, Self.exceed(parts, capacity.whole(milliseconds: time)) {
      Self.cut(&parts, to: capacity, milliseconds: time)
    }
    var left = Remains(
      range.map { capacity?.whole(milliseconds: days[$0].milliseconds) ?? .none })
    for part in parts {
      left.take(part.held, on: part.day - range.lowerBound)
      add(part.held, of: part.job, on: days[part.day])
    }
    guard capacity != nil else { return }
    for (day, rest) in zip(range, left.settled) { add(rest, of: nil, on: days[day]) }
  }

  /// Whether jobs had more than there is: mostly not, and then nothing has to be settled.
  private static func exceed(_ parts: [Part], _ whole: Reservation) -> Bool {
    var (cores, memory): (UInt128, UInt128) = (0, 0)
    for part in parts {
      cores += UInt128(part.held.coreMilliseconds)
      memory += UInt128(part.held.memoryMebibyteMilliseconds)
    }
    return cores > UInt128(whole.coreMilliseconds)
      || memory > UInt128(whole.memoryMebibyteMilliseconds)
  }

  /// All jobs get less, in proportion, and each of them on all its days.
  private static func cut(
    _ parts: inout [Part], to capacity: NodeCapacity, milliseconds: UInt64
  ) {
    // Those of a job stand side by side.
    var claims: [Range<Int>] = []
    for place in parts.indices {
      if let last = claims.last, parts[last.lowerBound].job == parts[place].job {
        claims[claims.count - 1] = last.lowerBound..<place + 1
      } else {
        claims.append(place..<place + 1)
      }
    }
    let sums = claims.map { parts[$0].reduce(into: Reservation.none) { $0 += $1.held } }
    let settled = capacity.settle(sums, milliseconds: milliseconds)
    guard settled.isOverReserved else { return }
    for (claim, held) in zip(claims, settled.owners) {
      let cores = divide(
        UInt128(held.coreMilliseconds), by: parts[claim].map { UInt128($0.held.coreMilliseconds) })
      let memory = divide(
        UInt128(held.memoryMebibyteMilliseconds),
        by: parts[claim].map { UInt128($0.held.memoryMebibyteMilliseconds) })
      for (place, part) in zip(claim, zip(cores, memory)) {
        parts[place].held = Reservation(
          coreMilliseconds: part.0, acceleratorMilliseconds: 0, memoryMebibyteMilliseconds: part.1)
      }
    }
  }

  private mutating func add(_ held: Reservation, of job: Int?, on day: Day) {
    guard held != .none else { return }
    shares.append(Share(day: day.start, factors: day.factors, job: job, reservation: held))
  }
}

/// What is left of some days in which the same factors held.
private struct Remains {
  private let wholes: [Reservation]
  private var used: [Reservation]

  init(_ wholes: [Reservation]) {
    self.wholes = wholes
    used = wholes.map { _ in .none }
  }

  mutating func take(_ held: Reservation, on day: Int) { used[day] += held }

  /// In the order of days. Where jobs have a little more than a day, since their time is spread evenly, the days
  /// after it have that less, or else those before it: together it is what is left.
  var settled: [Reservation] {
    if wholes.count == 1 {
      func left(_ amount: (Reservation) -> UInt64) -> UInt64 {
        amount(wholes[0]) - min(amount(wholes[0]), amount(used[0]))
      }
      return [
        Reservation(
          coreMilliseconds: left(\.coreMilliseconds),
          acceleratorMilliseconds: left(\.acceleratorMilliseconds),
          memoryMebibyteMilliseconds: left(\.memoryMebibyteMilliseconds))
      ]
    }
    let cores = left(\.coreMilliseconds)
    let accelerators = left(\.acceleratorMilliseconds)
    let memory = left(\.memoryMebibyteMilliseconds)
    return wholes.indices.map {
      Reservation(
        coreMilliseconds: cores[$0], acceleratorMilliseconds: accelerators[$0],
        memoryMebibyteMilliseconds: memory[$0])
    }
  }

  private func left(_ amount: (Reservation) -> UInt64) -> [UInt64] {
    var debt: UInt64 = 0
    var left = zip(wholes, used).map { whole, used in
      let (there, taken) = (amount(whole), amount(used) + debt)
      debt = taken - min(taken, there)
      return there - min(there, taken)
    }
    for day in left.indices.reversed() {
      let part = min(debt, left[day])
      left[day] -= part
      debt -= part
    }
    return left
  }
}

extension NodeReservations.Share {
  /// Counts it.
  func add(to tally: inout ReservationTally, by factors: NodeFactors, isTold: Bool) {
    let entry = self.factors.map { factors[$0] }
    if isTold {
      tally.count(reservation, by: entry, at: day)
    } else {
      tally.count(making: reservation, by: entry, at: day)
    }
  }
}

extension FleetJob {
  /// Whether it says anything of what it had reserved.
  var saysReservation: Bool {
    reservedCoreMilliseconds != nil || reservedMebibyteMilliseconds != nil
  }

  /// From its beginning to its end, or to `now` where it runs, in milliseconds since 1970; nil where it ends before it
  /// begins.
  fileprivate func life(until now: UInt64) -> Range<Int64>? {
    let (start, end) = (Int64(start / 1_000_000), Int64((end ?? now) / 1_000_000))
    return end < start ? nil : start..<max(end, start + 1)
  }
}

extension MergedNode {
  /// What there is to be reserved: as the agent has said with the factors, else by the hardware; nil where nobody says.
  fileprivate func capacity(by factors: NodeFactors.Entry?) -> NodeCapacity? {
    if let rates = factors?.embodied { return rates.capacity }
    guard let threads = facts.threads, threads > 0 else { return nil }
    return NodeCapacity(
      cores: UInt64(threads), accelerators: 0,
      memoryMebibytes: (facts.memoryBytes ?? 0) >> 20)
  }
}
