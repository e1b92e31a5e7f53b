/// Where the PUE of a site comes from.
public protocol PUESource: Sendable {
  /// What held at a time (seconds since 1970, UTC).
  func effectiveness(at time: Int64) -> PowerUsageEffectiveness
}
