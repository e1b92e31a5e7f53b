/// How a factor was come by.
public enum FactorQuality: String, Sendable, CaseIterable {
  /// Read from meters.
  case measured
  /// Said by who runs the site, in the configuration; how he came by it nobody has told.
  case stated
  /// Computed from what was measured.
  case derived
  /// Predicted by a model.
  case modelled
  /// An average or a coefficient for things of its kind.
  case estimated
}
