/// Which emissions an intensity counts. The two are never summed or ranked together.
public enum EmissionBasis: String, Sendable, CaseIterable {
  /// With building, fuel supply and dismantling of the power stations.
  case lifecycle
  /// What leaves the chimneys.
  case direct
}
