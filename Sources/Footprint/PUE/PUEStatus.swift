/// Where a PUE comes from: the label `status`.
public enum PUEStatus: String, Sendable, CaseIterable {
  /// The operator states it.
  case configured
  /// The site's meters show it.
  case measured
  /// Nobody states it: what the provider discloses, or an average of the industry.
  case table
}
