internal import Footprint

/// What a job came to in carbon and cost, as it was counted round by round with the factors of its time.
///
/// It is a preview, kept so that ended jobs can be listed; the truth of each slot is formed from its row
/// (`probe explain`).
public struct JobFootprint: Sendable, Equatable {
  /// By the grid's average, in micrograms.
  public var location: UInt64
  /// By contracts, in micrograms.
  public var market: UInt64
  /// Of the node's making, in micrograms; nil where nobody knows what it is made of, or what the job kept from others.
  public var embodied: UInt64?
  /// In millionths of the currency; nil where nobody has stated a price, or that of cores alone and nobody knows which
  /// of them the job kept from others.
  public var cost: UInt64?
  /// The code of the prices' currency (ISO 4217).
  public var currency: String?
  /// Cores × milliseconds that it had reserved, after what was reserved twice is cut; nil where it never had a
  /// limit of its own, so that nobody knows what it kept from others.
  public var coreMilliseconds: UInt64?
  /// The same of memory, in mebibytes × milliseconds.
  public var memoryMilliseconds: UInt64?

  /// States figures.
  public init(
    location: UInt64, market: UInt64, embodied: UInt64? = nil, cost: UInt64? = nil,
    currency: String? = nil, coreMilliseconds: UInt64? = nil, memoryMilliseconds: UInt64? = nil
  ) {
    self.location = location
    self.market = market
    self.embodied = embodied
    self.cost = cost
    self.currency = currency
    self.coreMilliseconds = coreMilliseconds
    self.memoryMilliseconds = memoryMilliseconds
  }
}

extension JobFootprint {
  /// What was counted, where `kinds` are known.
  init(_ counted: CountedFootprint, _ kinds: FootprintKinds) {
    let sums = counted.sums
    location = UInt64(clamping: sums.location.millionths)
    market = UInt64(clamping: sums.market.millionths)
    embodied =
      kinds.knowsEmbodied(of: counted) ? UInt64(clamping: sums.embodied.millionths) : nil
    cost = kinds.knowsCost(of: counted) ? UInt64(clamping: sums.cost.millionths) : nil
    currency = kinds.currency
    coreMilliseconds = counted.held.coreMilliseconds.unlessZero
    memoryMilliseconds = counted.held.memoryMebibyteMilliseconds.unlessZero
  }

  /// Takes newer figures. What was not known may be by now, since the job has held something.
  mutating func goOn(_ counted: CountedFootprint) {
    let kinds = FootprintKinds(
      hasEmbodied: embodied != nil || counted.sums.embodied > .zero, currency: currency,
      pricesEnergy: cost != nil || counted.sums.cost > .zero)
    self = JobFootprint(counted, kinds)
  }

  /// Counting goes on from here; money only in the same currency.
  func counted(in kinds: FootprintKinds?) -> CountedFootprint {
    CountedFootprint(
      sums: FootprintSums(
        location: location, market: market, embodied: embodied ?? 0,
        cost: kinds?.currency == currency ? cost ?? 0 : 0),
      held: Reservation(
        coreMilliseconds: coreMilliseconds ?? 0, acceleratorMilliseconds: 0,
        memoryMebibyteMilliseconds: memoryMilliseconds ?? 0))
  }
}

extension UInt64 {
  /// A limit of nothing does not exist: whoever has held nothing in all its time has none that anybody saw.
  fileprivate var unlessZero: UInt64? { self == 0 ? nil : self }
}
