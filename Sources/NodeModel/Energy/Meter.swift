/// An instrument that a probe has found: what it counts, in which units, and how far it can be trusted.
public struct Meter: Sendable, Hashable {
  /// What reads it: `rapl`, `nvml`, `hwmon`, `model` …
  public var source: String
  /// What it measures.
  public var domain: EnergyDomain
  /// Which one of its domain: `0` for a socket, a UUID for a GPU. Two meters of one domain and device
  /// measure the same thing, and one of them is counted.
  public var device: String
  /// How its numbers are to be read.
  public var kind: Kind
  /// How good it is.
  public var tier: Tier
  /// How far the truth may lie from it.
  public var bounds: EnergyBounds
  /// The most that it can see, in microwatts; what is beyond is not believed.
  public var maximumMicrowatts: UInt64
  /// How often the hardware renews its number, in nanoseconds.
  public var cadence: UInt64 = 0
  /// A counter that stands still for longer is stuck, in nanoseconds; 0: it may stand still.
  public var stillLimit: UInt64 = 0
  /// Among meters of the same thing and tier, the lowest is taken.
  public var preference: UInt8 = 0
  /// Whether psys does not contain it, though the wall does: a card with a feed of its own.
  public var isBesidePlatform = false
  /// Whether it stands for all of the node but its accelerators, or for its part of that: fans, drives, the board and
  /// what its power supply loses are in such a figure, and in no component's.
  public var tellsNode = false
  /// Meters of one group may show one physical counter twice (dies of one package); nil: it stands alone.
  public var mirrorGroup: String?

  /// How a meter's numbers are to be read.
  public enum Kind: Sendable, Hashable {
    /// It counts energy.
    case counter(CounterScale)
    /// It shows power, in microwatts.
    case power(PowerScale)
  }

  /// Describes a meter.
  public init(
    source: String, domain: EnergyDomain, device: String, kind: Kind, tier: Tier,
    bounds: EnergyBounds, maximumMicrowatts: UInt64
  ) {
    self.source = source
    self.domain = domain
    self.device = device
    self.kind = kind
    self.tier = tier
    self.bounds = bounds
    self.maximumMicrowatts = maximumMicrowatts
  }
}
