internal import EnergyLedger
internal import Footprint
internal import NodeModel

/// Carbon and cost of the node, its buckets and its jobs, counted round by round beside the ledger.
///
/// Every microjoule that the ledger gives an owner is counted in the same round with the same rates, so jobs
/// and buckets are the node here as well, to the last part of a gram.
struct FootprintAccount {
  /// The factors in use.
  private(set) var choice: FootprintChoice
  /// What the node has to be reserved.
  private(set) var capacity: NodeCapacity
  /// The node.
  private(set) var node = FootprintSums()
  /// Each bucket, by its number.
  private(set) var buckets: [FootprintSums]
  /// Jobs beyond the limit.
  private(set) var other = FoldedFootprint()

  /// What jobs had reserved in the last round over what there was.
  private(set) var reserved = ReservedParts()

  /// The slot in which the factors were stated, in seconds since 1970, UTC.
  private(set) var stated: Int64
  /// From when on slots are formed with them, and energy is counted with them: a slot has those of its beginning.
  private(set) var since: Int64
  /// The factors, as they are kept.
  var factors: FactorSet { choice.model.factorSet(at: since) }

  private var rates: FootprintRates
  private var counted: (node: UInt64, other: UInt64)
  private var countedBuckets: [UInt64]
  private var lastRound: Int64?

  /// Begins beside a ledger, whose energy until now counts as nothing, or as what `kept` says of it.
  ///
  /// - Parameter stored: by what slots are formed now, as it was filed; nil where nothing was. What is another than that
  ///   holds from the next slot on.
  init(
    _ choice: FootprintChoice, _ capacity: NodeCapacity, beside ledger: borrowing Ledger,
    keeping kept: KeptFootprints?, after stored: StoredFactors? = nil, at time: RoundTime
  ) {
    self.choice = choice
    self.capacity = capacity
    let slot = Self.slot(of: time, ahead: ledger.clockLead)
    (stated, since) = (slot, slot)
    rates = choice.model.rates(at: slot)
    let own = choice.model.factorSet(at: slot)
    if let stored, stored.document != StoredFactors(own, from: slot).document,
      let before = stored.set(embodied: own.embodied), let old = before.rates(at: slot)
    {
      since = slot + HourSlots.seconds
      rates = before.currency == own.currency ? old : old.withoutCost
    }
    buckets = kept?.buckets ?? Bucket.allCases.map { _ in FootprintSums() }
    node = kept?.node ?? node
    other = kept?.other ?? other
    counted = (ledger.nodeEnergy.count, ledger.energy(.other).count)
    countedBuckets = Bucket.allCases.map { ledger.energy($0).count }
  }

  /// Follows a changed configuration or node; money in another currency is counted from nothing.
  mutating func follow(
    _ choice: FootprintChoice, _ capacity: NodeCapacity, _ accounts: [JobAccount?],
    at time: RoundTime, ahead lead: Int64
  ) {
    let slot = Self.slot(of: time, ahead: lead)
    if slot != rates.time, slot >= since { rates = self.choice.model.rates(at: slot) }
    if choice.model.tariff?.currency != self.choice.model.tariff?.currency {
      rates = rates.withoutCost
      node.forgetCost()
      other.counted.sums.forgetCost()
      for index in buckets.indices { buckets[index].forgetCost() }
      for account in accounts { account?.footprint.sums.forgetCost() }
    }
    let before = factors
    self.choice = choice
    self.capacity = capacity
    if factors != before { (stated, since) = (slot, slot + HourSlots.seconds) }
  }

  /// The ledger has opened a round: what was booked until now belongs to the slots before, and is counted with their
  /// rates.
  mutating func turn(beside ledger: borrowing Ledger, _ accounts: [JobAccount?]) {
    let slot = Self.slot(of: ledger.time, ahead: ledger.clockLead)
    guard slot != rates.time, slot >= since else { return }
    let rates = rates
    Self.count(&node, ledger.nodeEnergy.count, since: &counted.node, .none, at: rates)
    for case let account? in accounts where account.owner != .other {
      Self.count(
        &account.footprint.sums, ledger.energy(account.owner).count,
        since: &account.countedEnergy, .none, at: rates)
    }
    Self.count(
      &other.counted.sums, ledger.energy(.other).count, since: &counted.other, .none, at: rates)
    for index in buckets.indices {
      guard let bucket = Bucket(rawValue: UInt8(index)) else { continue }
      Self.count(
        &buckets[index], ledger.energy(bucket).count, since: &countedBuckets[index], .none,
        at: rates)
    }
    self.rates = choice.model.rates(at: slot)
  }

  /// Counts a round that the ledger has closed.
  mutating func round(
    _ ledger: borrowing Ledger, _ accounts: [JobAccount?], at time: RoundTime
  ) {
    // By itself: who reads all of the account while a part of it is written has a copy made.
    let rates = rates
    let milliseconds = passed(until: time)
    let whole = capacity.whole(milliseconds: milliseconds)
    Self.count(&node, ledger.nodeEnergy.count, since: &counted.node, whole, at: rates)

    let scale = Scale(of: accounts, in: whole)
    reserved = scale.parts
    var left = whole
    var beyond = Reservation.none
    var isFolding = false
    for case let account? in accounts {
      let held = scale.reservation(of: account)
      left -= held
      if account.owner == .other {
        beyond += held
        isFolding = true
        continue
      }
      Self.count(
        &account.footprint.sums, ledger.energy(account.owner).count,
        since: &account.countedEnergy, held, at: rates)
      account.footprint.held += held
    }
    if isFolding { other.begin(at: time) }
    other.counted.held += beyond
    Self.count(
      &other.counted.sums, ledger.energy(.other).count, since: &counted.other, beyond, at: rates)
    for index in buckets.indices {
      guard let bucket = Bucket(rawValue: UInt8(index)) else { continue }
      Self.count(
        &buckets[index], ledger.energy(bucket).count, since: &countedBuckets[index],
        bucket == .unallocated ? left : .none, at: rates)
    }
  }

  /// Counts energy that is part of some job's, by the rates of the round that was counted last.
  func count(_ energy: UInt64, into sums: inout FootprintSums) {
    sums.count(energy, .none, at: rates)
  }

  private static func count(
    _ sums: inout FootprintSums, _ energy: UInt64, since last: inout UInt64,
    _ reservation: Reservation, at rates: borrowing FootprintRates
  ) {
    sums.count(energy - min(last, energy), reservation, at: rates)
    last = energy
  }

  /// Whole milliseconds since the round before; none in the first, and none that nobody saw.
  private mutating func passed(until time: RoundTime) -> UInt64 {
    let now = time.boottime / 1_000_000
    defer { lastRound = now }
    guard let lastRound, now > lastRound, now - lastRound <= 300_000 else { return 0 }
    return UInt64(now - lastRound)
  }

  /// The beginning of a time's slot in the ledger, whose clock may be ahead, in seconds since 1970, UTC.
  private static func slot(of time: RoundTime, ahead lead: Int64) -> Int64 {
    (time.realtime + lead) / 1_000_000_000 / HourSlots.seconds * HourSlots.seconds
  }
}

/// How what jobs held in a round is cut where more was reserved than there is.
private struct Scale {
  /// What there was and what was reserved: thousandths of cores and mebibytes, times milliseconds.
  private let cores: (there: UInt64, sum: UInt128)
  private let memory: (there: UInt64, sum: UInt128)

  init(of accounts: [JobAccount?], in whole: Reservation) {
    var sum: (cores: UInt128, memory: UInt128) = (0, 0)
    for case let account? in accounts {
      sum.cores += UInt128(account.heldProcessors)
      sum.memory += UInt128(account.heldMemory)
    }
    cores = (whole.coreMilliseconds * 1000, sum.cores)
    memory = (whole.memoryMebibyteMilliseconds, sum.memory)
  }

  var parts: ReservedParts {
    ReservedParts(cores: Self.part(cores), memory: Self.part(memory))
  }

  private static func part(_ of: (there: UInt64, sum: UInt128)) -> Double? {
    of.there > 0 && of.sum > 0 ? Double(of.sum) / Double(of.there) : nil
  }

  func reservation(of account: JobAccount) -> Reservation {
    Reservation(
      coreMilliseconds: Self.cut(account.heldProcessors, cores) / 1000,
      acceleratorMilliseconds: 0,
      memoryMebibyteMilliseconds: Self.cut(account.heldMemory, memory))
  }

  private static func cut(_ part: UInt64, _ of: (there: UInt64, sum: UInt128)) -> UInt64 {
    guard of.sum > of.there else { return part }
    return UInt64(UInt128(part) * UInt128(of.there) / of.sum)
  }
}
