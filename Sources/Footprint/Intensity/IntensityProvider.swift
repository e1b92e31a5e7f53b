/// Somebody who knows the intensity of one place.
public protocol IntensityProvider: Sendable {
  /// What held at a time (seconds since 1970, UTC), or why this provider has nothing on that rung.
  func intensity(
    on rung: IntensityRung, at time: Int64
  ) -> Result<GridIntensity, IntensityMiss>
}
