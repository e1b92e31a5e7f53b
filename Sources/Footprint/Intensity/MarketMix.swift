public import NodeModel

/// What the contracts for electricity say, for the market-based figure.
///
/// Source: GHG Protocol Scope 2 Guidance: matched energy × its contracts' factors + the rest × residual mix.
public struct MarketMix: Sendable, Hashable {
  /// One contract: a power purchase agreement, a tariff, certificates.
  public struct Contract: Sendable, Hashable {
    /// The share of the energy that it covers, up to 1.
    public let share: Millionths
    /// g/kWh; 0 is a value here.
    public let intensity: Millionths
    /// Who sells, and what.
    public let source: String

    /// States a contract.
    public init(share: Millionths, intensity: Millionths, source: String) {
      self.share = share
      self.intensity = intensity
      self.source = source
    }
  }

  private let matched: UInt64
  private let unmatchedShare: UInt64
  private let residual: Factor?
  private let source: String

  /// Takes contracts and the residual mix of the country (g/kWh), where somebody states one.
  public init(
    contracts: [Contract] = [], residual: Factor? = nil, residualSource: String = ""
  ) throws(MarketRefusal) {
    var share: UInt64 = 0
    var weighted: UInt128 = 0
    for contract in contracts {
      guard contract.intensity <= GridIntensity.largest else { throw .implausible(contract.source) }
      share += min(contract.share.count, 1_000_001)
      weighted += UInt128(contract.share.count) * UInt128(contract.intensity.count)
    }
    guard share <= Millionths.one.count else { throw .moreThanAll }
    if let residual, residual.high > GridIntensity.largest { throw .implausible(residualSource) }
    matched = UInt64((weighted + 500_000) / 1_000_000)
    unmatchedShare = Millionths.one.count - share
    self.residual = residual
    guard !contracts.isEmpty || residual != nil else {
      source = Self.unstated
      return
    }
    let sellers = contracts.map(\.source)
    source =
      (sellers + (unmatchedShare == 0 ? [] : [residual == nil ? "grid average" : residualSource]))
      .joined(separator: ", ")
  }

  /// The source where nobody has stated a contract or a residual mix.
  static let unstated = "grid average, no contracts stated"

  /// No contracts: the grid's average.
  public static let none = MarketMix()

  private init() {
    (matched, unmatchedShare) = (0, Millionths.one.count)
    (residual, source) = (nil, Self.unstated)
  }

  /// The factor while the grid has `grid`; rounded to the nearest millionth of a gram.
  public func intensity(on grid: GridIntensity) -> MarketIntensity {
    let rest = residual ?? grid.factor
    let interval: ClosedRange<Millionths>? =
      unmatchedShare == 0 || rest.interval == nil ? nil : mixed(rest.low)...mixed(rest.high)
    return MarketIntensity(
      factor: Factor(mixed(rest.value), within: interval) ?? Factor(mixed(rest.value)),
      usesGridAverage: residual == nil && unmatchedShare > 0, source: source)
  }

  private func mixed(_ rest: Millionths) -> Millionths {
    let unmatched = (UInt128(unmatchedShare) * UInt128(rest.count) + 500_000) / 1_000_000
    return Millionths(count: matched + UInt64(unmatched))
  }
}
