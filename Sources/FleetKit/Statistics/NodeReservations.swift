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
    var hours: [CoveredHour]

    var milliseconds: UInt64 { hours.reduce(0) { $0 + $1.milliseconds } }
  }

  /// What a job had on some days, by their numbers.
  fileprivate struct Claim {
    let job: Int
    var parts: [(day: Int, held: Reservation)]
  }

  init(_ node: MergedNode, covered: [CoveredHour], _ factors: NodeFactors) {
    let days = Self.days(covered, factors)
    let claims = node.jobs.indices.compactMap { Self.claim($0, of: node, days) }
    isTold = node.jobs.contains { $0.saysReservation }
    var first = 0
    while first < days.count {
      let last = days[first...].firstIndex { $0.factors != days[first].factors } ?? days.count
      let capacity = node.capacity(by: days[first].factors.map { factors[$0] })
      settle(days, first..<last, claims, capacity)
      first = last
    }
  }

  // MARK: Time

  private static func days(_ covered: [CoveredHour], _ factors: NodeFactors) -> [Day] {
    var days: [Day] = []
    func add(_ hour: CoveredHour, _ factors: Int?) {
      let start = hour.start - hour.start % 86_400
      if days.last?.start != start || days.last?.factors != factors {
        days.append(Day(start: start, factors: factors, hours: []))
      }
      days[days.count - 1].hours.append(hour)
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
    return days
  }

  // MARK: Jobs

  /// What a job had on each day; nil where it does not say, or nobody saw any of its time.
  private static func claim(_ number: Int, of node: MergedNode, _ days: [Day]) -> Claim? {
    let job = node.jobs[number]
    guard job.saysReservation, let life = job.life(until: node.end) else { return nil }
    let from = max(life.lowerBound, Int64(node.start / 1_000_000))
    let until = min(life.upperBound, Int64(node.end / 1_000_000) + 1)
    guard from < until else { return nil }
    var times: [(day: Int, milliseconds: UInt64)] = []
    for day in days.indices where days[day].start * 1000 < until {
      guard (days[day].start + 86_400) * 1000 > from else { continue }
      let time = days[day].hours.reduce(0) { $0 + $1.milliseconds(in: from..<until) }
      if time > 0 { times.append((day, time)) }
    }
    let weights = times.map { UInt128($0.milliseconds) }
    let isWhole = from == life.lowerBound && until == life.upperBound
    func parts(_ amount: UInt64?) -> [UInt64] {
      var amount = UInt128(amount ?? 0)
      if !isWhole { amount = amount * UInt128(until - from) / UInt128(life.count) }
      return Apportionment.divide(amount, by: weights)?.map { UInt64(clamping: $0) } ?? []
    }
    let (cores, memory) = (
      parts(job.reservedCoreMilliseconds), parts(job.reservedMebibyteMilliseconds)
    )
    return Claim(
      job: number,
      parts: zip(times, zip(cores, memory)).map { time, held in
        (
          time.day,
          Reservation(
            coreMilliseconds: held.0, acceleratorMilliseconds: 0,
            memoryMebibyteMilliseconds: held.1)
        )
      })
  }

  // MARK: What there is

  /// Divides some days in which the same factors held.
  private mutating func settle(
    _ days: [Day], _ range: Range<Int>, _ claims: [Claim], _ capacity: NodeCapacity?
  ) {
    var claims = claims.compactMap { claim in
      let parts = claim.parts.filter { range.contains($0.day) }
      return parts.isEmpty ? nil : Claim(job: claim.job, parts: parts)
    }
    let wholes = range.map { capacity?.whole(milliseconds: days[$0].milliseconds) ?? .none }
    if let capacity {
      let sums = claims.map { $0.parts.reduce(into: Reservation.none) { $0 += $1.held } }
      let settled = capacity.settle(
        sums, milliseconds: range.reduce(0) { $0 + days[$1].milliseconds })
      if settled.isOverReserved {
        for index in claims.indices {
          claims[index].cut(to: settled.owners[index])
        }
      }
    }
    var left = Remains(wholes)
    for claim in claims {
      for part in claim.parts {
        left.take(part.held, on: part.day - range.lowerBound)
        add(part.held, of: claim.job, on: days[part.day])
      }
    }
    guard capacity != nil else { return }
    for (day, rest) in zip(range, left.settled) { add(rest, of: nil, on: days[day]) }
  }

  private mutating func add(_ held: Reservation, of job: Int?, on day: Day) {
    guard held != .none else { return }
    shares.append(Share(day: day.start, factors: day.factors, job: job, reservation: held))
  }
}

extension NodeReservations.Claim {
  /// All days get less, in proportion.
  fileprivate mutating func cut(to held: Reservation) {
    func divided(_ amount: UInt64, _ part: (Reservation) -> UInt64) -> [UInt64] {
      Apportionment.divide(UInt128(amount), by: parts.map { UInt128(part($0.held)) })?
        .map { UInt64(clamping: $0) } ?? parts.map { _ in 0 }
    }
    let cores = divided(held.coreMilliseconds, \.coreMilliseconds)
    let memory = divided(held.memoryMebibyteMilliseconds, \.memoryMebibyteMilliseconds)
    for index in parts.indices {
      parts[index].held = Reservation(
        coreMilliseconds: cores[index], acceleratorMilliseconds: 0,
        memoryMebibyteMilliseconds: memory[index])
    }
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
