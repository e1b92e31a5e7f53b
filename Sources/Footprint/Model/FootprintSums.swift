/// What one owner's energy and reservations have come to: counters that only go up.
///
/// Each use is counted with the rates of its own time and never restated.
public struct FootprintSums: Sendable, Hashable {
  /// Carbon by the grid's average.
  public private(set) var location = Amount<LocationBased>.zero
  /// Carbon by contracts.
  public private(set) var market = Amount<MarketBased>.zero
  /// Carbon of the node's making; zero where nobody knows what it is made of.
  public private(set) var embodied = Amount<Embodied>.zero
  /// Money, in the currency of the rates; zero where nobody has stated a price.
  public private(set) var cost = Amount<Money>.zero

  /// How many words `words` has.
  public static let wordCount = 8

  /// Nothing yet.
  public init() {}

  /// What was filed, in whole millionths.
  public init(location: UInt64, market: UInt64, embodied: UInt64, cost: UInt64) {
    self.location = Amount(millionths: location)
    self.market = Amount(millionths: market)
    self.embodied = Amount(millionths: embodied)
    self.cost = Amount(millionths: cost)
  }

  /// Sums that were kept.
  public init(
    location: Amount<LocationBased>, market: Amount<MarketBased>, embodied: Amount<Embodied>,
    cost: Amount<Money>
  ) {
    self.location = location
    self.market = market
    self.embodied = embodied
    self.cost = cost
  }

  /// Both together.
  public static func + (left: FootprintSums, right: FootprintSums) -> FootprintSums {
    var sum = left
    sum.location += right.location
    sum.market += right.market
    sum.embodied += right.embodied
    sum.cost += right.cost
    return sum
  }

  /// Counts one more use.
  ///
  /// - Parameters:
  ///   - energy: microjoules of the node.
  ///   - reservation: settled (`NodeCapacity.settle`).
  public mutating func count(
    _ energy: UInt64, _ reservation: Reservation, at rates: borrowing FootprintRates
  ) {
    location += .product(UInt128(energy), rates.location)
    market += .product(UInt128(energy), rates.market)
    if let embodied = rates.embodied {
      self.embodied += embodied.amount(of: reservation, at: rates.time)
    }
    if let price = rates.energyPrice {
      cost += .product(UInt128(energy), price)
      cost += .product(UInt128(reservation.coreMilliseconds), rates.corePrice)
      cost += .product(UInt128(reservation.acceleratorMilliseconds), rates.acceleratorPrice)
    }
  }

  /// Money is counted from nothing: another currency begins.
  public mutating func forgetCost() {
    cost = .zero
  }

  /// The counters as they are kept: two words each, the lower one first.
  public func append(to words: inout [UInt64]) {
    Self.append(location.parts, to: &words)
    Self.append(market.parts, to: &words)
    Self.append(embodied.parts, to: &words)
    Self.append(cost.parts, to: &words)
  }

  private static func append(_ parts: UInt128, to words: inout [UInt64]) {
    words.append(UInt64(truncatingIfNeeded: parts))
    words.append(UInt64(truncatingIfNeeded: parts >> 64))
  }

  /// Reads what `append` wrote; nil where there are too few words.
  public init?(words: ArraySlice<UInt64>) {
    guard words.count == Self.wordCount else { return nil }
    func parts(_ place: Int) -> UInt128 {
      let first = words.startIndex + 2 * place
      return UInt128(words[first + 1]) << 64 | UInt128(words[first])
    }
    location = Amount(parts: parts(0))
    market = Amount(parts: parts(1))
    embodied = Amount(parts: parts(2))
    cost = Amount(parts: parts(3))
  }
}
