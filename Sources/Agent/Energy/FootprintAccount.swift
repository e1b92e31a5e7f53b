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

  /// From when on slots are formed with the factors, in seconds since 1970, UTC: a slot has those of its
  /// beginning.
  private(set) var since: Int64
  /// The factors, as they are kept.
  var factors: FactorSet { choice.model.factorSet(at: since) }

  private var rates: FootprintRates
  private var counted: (node: UInt64, other: UInt64)
  private var countedBuckets: [UInt64]
  private var lastRound: Int64?

  /// Begins beside a ledger, whose energy until now counts as nothing, or as what `kept` says of it.
  init(
    _ choice: FootprintChoice, _ capacity: NodeCapacity, beside ledger: borrowing Ledger,
    keeping kept: KeptFootprints?, at time: RoundTime
  ) {
    self.choice = choice
    self.capacity = capacity
    since = Self.slot(of: time)
    rates = choice.model.rates(at: since)
    buckets = kept?.buckets ?? Bucket.allCases.map { _ in FootprintSums() }
    node = kept?.node ?? node
    other = kept?.other ?? other
    counted = (ledger.nodeEnergy.count, ledger.energy(.other).count)
    countedBuckets = Bucket.allCases.map { ledger.energy($0).count }
  }

  /// Follows a changed configuration or node; money in another currency is counted from nothing.
  mutating func follow(
    _ choice: FootprintChoice, _ capacity: NodeCapacity, _ accounts: [JobAccount?],
    at time: RoundTime
  ) {
    if choice.model.tariff?.currency != self.choice.model.tariff?.currency {
      node.forgetCost()
      other.counted.sums.forgetCost()
      for index in buckets.indices { buckets[index].forgetCost() }
      for account in accounts { account?.footprint.sums.forgetCost() }
    }
    let before = factors
    self.choice = choice
    self.capacity = capacity
    if factors != before { since = Self.slot(of: time) + HourSlots.seconds }
    rates = choice.model.rates(at: Self.slot(of: time))
  }

  /// Counts a round that the ledger has closed.
  mutating func round(
    _ ledger: borrowing Ledger, _ accounts: [JobAccount?], at time: RoundTime
  ) {
    let slot = Self.slot(of: time)
    if slot != rates.time { rates = choice.model.rates(at: slot) }
    // By itself: who reads all of the account while a part of it is written has a copy made.
    let rates = rates
    let milliseconds = passed(until: time)
    let whole = capacity.whole(milliseconds: milliseconds)
    Self.count(&node, ledger.nodeEnergy.count, since: &counted.node, whole, at: rates)

    let scale = Scale(of: accounts, in: whole)
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

  /// The beginning of a time's slot, in seconds since 1970, UTC.
  static func slot(of time: RoundTime) -> Int64 {
    time.realtime / 1_000_000_000 / HourSlots.seconds * HourSlots.seconds
  }
}

/// How what jobs held in a round is cut where more was reserved than there is.
private struct Scale {
  /// What there was and what was reserved: thousandths of cores and mebibytes, times milliseconds.
  private let cores: (there: UInt64, sum: UInt64)
  private let memory: (there: UInt64, sum: UInt64)

  init(of accounts: [JobAccount?], in whole: Reservation) {
    var sum: (cores: UInt64, memory: UInt64) = (0, 0)
    for case let account? in accounts {
      sum.cores += account.heldProcessors
      sum.memory += account.heldMemory
    }
    cores = (whole.coreMilliseconds * 1000, sum.cores)
    memory = (whole.memoryMebibyteMilliseconds, sum.memory)
  }

  func reservation(of account: JobAccount) -> Reservation {
    Reservation(
      coreMilliseconds: Self.cut(account.heldProcessors, cores) / 1000,
      acceleratorMilliseconds: 0,
      memoryMebibyteMilliseconds: Self.cut(account.heldMemory, memory))
  }

  private static func cut(_ part: UInt64, _ of: (there: UInt64, sum: UInt64)) -> UInt64 {
    guard of.sum > of.there else { return part }
    return UInt64(UInt128(part) * UInt128(of.there) / UInt128(of.sum))
  }
}
