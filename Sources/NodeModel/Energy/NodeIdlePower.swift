/// What a node draws when nothing happens, as its meters have shown it: no part of it is estimated.
public struct NodeIdlePower: Sendable, Equatable {
  /// In microwatts.
  public let microwatts: UInt64
  /// Of what: a meter of the whole, and what it does not contain, or components. What is not named is not in it.
  public let domains: [EnergyDomain]

  /// So much of some domains.
  public init(microwatts: UInt64, domains: [EnergyDomain]) {
    self.microwatts = microwatts
    self.domains = domains
  }
}
