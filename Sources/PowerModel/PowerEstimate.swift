public import NodeModel

/// What a table or a model says that something draws, where no instrument tells it.
public protocol PowerEstimate: Sendable {
  /// Power by utilization.
  var curve: PowerCurve { get }
  /// `calibrated`, `table`, or `fallback` where nothing is known of the machine.
  var tier: Tier { get }
  /// How the figure came about and how far it can be trusted, in sentences for people.
  var method: String { get }
  /// Where the numbers come from.
  var source: String { get }
  /// How the ledger is to take it: its bounds are the widest of any utilization.
  var meter: Meter { get }
  /// The power at a utilization in millionths and a mean frequency of all CPUs, nil where that is not
  /// known. Only a calibrated model asks for frequency.
  func power(at utilization: UInt32, hertz: UInt64?) -> PowerBand
}

extension PowerEstimate {
  /// The power at a utilization in millionths.
  public func power(at utilization: UInt32) -> PowerBand { curve.power(at: utilization) }

  /// The power whatever the frequency is.
  public func power(at utilization: UInt32, hertz: UInt64?) -> PowerBand {
    power(at: utilization)
  }

  /// What it draws when idle, in microwatts: the prior of what the ledger learns (`PlaceTraits.idlePrior`).
  public var idle: UInt64 { curve.idle.value }

  /// Bounds that hold at every utilization.
  public var bounds: EnergyBounds { curve.bounds }

  /// The meter of an estimate that is asked for the mean since it was asked last.
  func meter(_ domain: EnergyDomain, _ device: String, source: String = "table") -> Meter {
    Meter(
      source: source, domain: domain, device: device,
      // Utilization comes from counters, so an interval of any length has its mean; beyond ten minutes
      // nobody knows whether the machine slept.
      kind: .power(PowerScale(isMean: true, longestGap: 600_000_000_000)), tier: tier,
      bounds: bounds, maximumMicrowatts: curve.fullLoad.high)
  }
}
