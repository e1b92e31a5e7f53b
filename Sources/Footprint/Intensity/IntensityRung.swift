/// Where an intensity may come from, best first. What a better rung does not know is taken from the next one
/// and says so.
public enum IntensityRung: String, Sendable, CaseIterable {
  /// A provider's value of this time.
  case live
  /// The last of these, younger than twice its granularity.
  case cached
  /// The same hour of the last seven days, of the node's own history.
  case typical
  /// What a cloud provider says of the grid of its region: an annual average.
  case cloudRegion = "cloud_region"
  /// Annual average of a state, province or bidding zone.
  case subnational
  /// Annual average of a country.
  case country
  /// Annual average of the world.
  case world
}
