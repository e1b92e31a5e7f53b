internal import Footprint
internal import NodeModel

/// Who had reserved what of one node within its reports, and what nobody had: together the node for the time that its
/// rows cover.
///
/// A job says what it held in all its life while an agent ran. Of one that began before the reports or goes on after them
/// the part in them counts, in proportion to time, and where rows are missing that of covered time; it is spread evenly
/// over the covered time of its life. Where that comes to more than there is while the same factors hold, it is divided
/// in proportion, as the agent does (`NodeCapacity.settle`).
///
/// What jobs had on each day is worked out when it is asked for: there may be as many shares as jobs × days, and only
/// jobs and days are kept.
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

  /// Whether any job says what it had reserved. Of a node of which none does nobody can tell whether nothing was
  /// reserved or its agent does not say so.
  let isTold: Bool
  private let time: ReservableTime
  /// What there is in each stretch of `time`; nil where nobody says.
  private let capacities: [NodeCapacity?]
  /// In the order of their beginnings.
  private let claims: [Claim]

  /// What a job had in all the time of its life that is covered.
  private struct Claim {
    let job: Int
    /// Of its life, in milliseconds that are covered since the first day began.
    let life: Range<UInt64>
    /// On which it lived.
    let days: Range<Int>
    let coreMilliseconds: UInt64
    let memoryMebibyteMilliseconds: UInt64

    /// What it had before a day, spread evenly over its life.
    func held(before day: Int, in time: borrowing ReservableTime) -> Reservation {
      let begin = min(max(time.milliseconds(before: day), life.lowerBound), life.upperBound)
      let (past, whole) = (begin - life.lowerBound, life.upperBound - life.lowerBound)
      return Reservation(
        coreMilliseconds: portion(of: coreMilliseconds, past, in: whole),
        acceleratorMilliseconds: 0,
        memoryMebibyteMilliseconds: portion(of: memoryMebibyteMilliseconds, past, in: whole))
    }
  }

  init(
    _ node: borrowing MergedNode, covered: [CoveredHour], _ factors: borrowing NodeFactors
  ) {
    let time = ReservableTime(covered, lacksRows: !node.holes.isEmpty, factors)
    var claims: [Claim] = []
    var isTold = false
    for number in node.jobs.indices where node.jobs[number].saysReservation {
      isTold = true
      if let claim = Self.claim(number, of: node, time) { claims.append(claim) }
    }
    claims.sort { ($0.days.lowerBound, $0.job) < ($1.days.lowerBound, $1.job) }
    self.isTold = isTold
    self.claims = claims
    capacities = time.stretches.map { node.capacity(by: $0.factors.map { factors[$0] }) }
    self.time = time
  }

  /// Hands out all shares, stretch by stretch.
  func forEach(_ body: (Share) -> Void) {
    var running: [Claim] = []
    var next = 0
    for (stretch, capacity) in zip(time.stretches, capacities) {
      running.removeAll { $0.days.upperBound <= stretch.days.lowerBound }
      while next < claims.count, claims[next].days.lowerBound < stretch.days.upperBound {
        running.append(claims[next])
        next += 1
      }
      settle(stretch, running, capacity, body)
    }
  }

  /// What a job had in its life; nil where nobody saw any of its time.
  private static func claim(
    _ number: Int, of node: borrowing MergedNode, _ time: borrowing ReservableTime
  ) -> Claim? {
    guard let life = node.jobs[number].life(until: node.end) else { return nil }
    let from = max(life.lowerBound, Int64(node.start / 1_000_000))
    let until = min(life.upperBound, Int64(node.end / 1_000_000) + 1)
    guard from < until else { return nil }
    let seen = time.milliseconds(before: from)..<time.milliseconds(before: until)
    guard !seen.isEmpty else { return nil }
    let known = UInt64(until - from) - time.missing(in: from..<until)
    func held(_ amount: UInt64?) -> UInt64 {
      portion(of: amount ?? 0, known, in: UInt64(life.count))
    }
    return Claim(
      job: number, life: seen, days: time.days(of: seen),
      coreMilliseconds: held(node.jobs[number].reservedCoreMilliseconds),
      memoryMebibyteMilliseconds: held(node.jobs[number].reservedMebibyteMilliseconds))
  }

  /// Divides the days of a stretch among the jobs that lived in it.
  private func settle(
    _ stretch: ReservableTime.Stretch, _ claims: [Claim], _ capacity: NodeCapacity?,
    _ body: (Share) -> Void
  ) {
    let before = claims.map { $0.held(before: stretch.days.lowerBound, in: time) }
    let claimed = zip(claims, before).map {
      $0.held(before: stretch.days.upperBound, in: time).less($1)
    }
    let settled =
      capacity?.settle(claimed, milliseconds: time.milliseconds(of: stretch.days)).owners ?? claimed
    var left = Remains(
      stretch.days.map {
        capacity?.whole(milliseconds: time.milliseconds(of: $0..<$0 + 1)) ?? .none
      })
    func add(_ held: Reservation, of job: Int?, on day: Int) {
      guard held != .none else { return }
      let start = time.days[day].start
      body(Share(day: start, factors: stretch.factors, job: job, reservation: held))
    }
    for (place, claim) in claims.enumerated() {
      var past = Reservation.none
      for day in claim.days.clamped(to: stretch.days) {
        let now = claim.held(before: day + 1, in: time).less(before[place])
          .scaled(from: claimed[place], to: settled[place])
        left.take(now.less(past), on: day - stretch.days.lowerBound)
        add(now.less(past), of: claim.job, on: day)
        past = now
      }
    }
    guard capacity != nil else { return }
    for (day, rest) in zip(stretch.days, left.settled) { add(rest, of: nil, on: day) }
  }
}

/// A part of an amount, rounded down: of parts that are differences of such none is lost.
private func portion(of amount: UInt64, _ part: UInt64, in whole: UInt64) -> UInt64 {
  part == whole ? amount : UInt64(UInt128(amount) * UInt128(part) / UInt128(whole))
}

extension Reservation {
  fileprivate func less(_ other: Reservation) -> Reservation {
    var rest = self
    rest -= other
    return rest
  }

  /// The same part of `settled` as it is of `claimed`.
  fileprivate func scaled(from claimed: Reservation, to settled: Reservation) -> Reservation {
    guard settled != claimed else { return self }
    func scaled(_ amount: (Reservation) -> UInt64) -> UInt64 {
      amount(claimed) == 0 ? 0 : portion(of: amount(settled), amount(self), in: amount(claimed))
    }
    return Reservation(
      coreMilliseconds: scaled(\.coreMilliseconds), acceleratorMilliseconds: 0,
      memoryMebibyteMilliseconds: scaled(\.memoryMebibyteMilliseconds))
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
