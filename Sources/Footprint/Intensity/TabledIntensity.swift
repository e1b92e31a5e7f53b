/// The annual averages of one place, from the tables that the program carries.
///
/// How far a single hour is from its year's average no table tells; the interval is therefore unknown.
public struct TabledIntensity: IntensityProvider {
  /// The place that was looked up.
  public let place: GridPlace
  /// The basis of every answer.
  public let basis: EmissionBasis
  /// What the lowest rung with a factor says: there is always one.
  let last: GridIntensity
  private let found: [IntensityRung: Result<GridIntensity, IntensityMiss>]

  /// Looks a place up; an error where no rung, not even the world, has a factor on that basis.
  public init(_ place: GridPlace, basis: EmissionBasis) throws(IntensityRefusal) {
    found = [
      .cloudRegion: Self.cloudRegion(place, basis),
      .subnational: Self.subnational(place, basis),
      .country: Self.country(place, basis),
      .world: Self.intensity(GridTables.world(), basis, on: .world),
    ]
    var last: GridIntensity?
    for rung in IntensityRung.allCases {
      if case .success(let intensity) = found[rung] { last = intensity }
    }
    guard let last else { throw .noFactor(place, basis) }
    self.last = last
    self.place = place
    self.basis = basis
  }

  /// The same at any time.
  public func intensity(
    on rung: IntensityRung, at time: Int64
  ) -> Result<GridIntensity, IntensityMiss> {
    found[rung] ?? .failure(.noProvider)
  }

  private static func cloudRegion(
    _ place: GridPlace, _ basis: EmissionBasis
  ) -> Result<GridIntensity, IntensityMiss> {
    guard let region = place.region else { return .failure(.notNamed) }
    guard let value = region.gridIntensity else { return .failure(.noValue) }
    let row = GridTables.Row(
      code: place.text, alpha2: nil, gramsPerKilowattHour: value, basis: .direct, gas: .equivalent,
      year: region.gridYear, source: "\(region.provider.rawValue), carbon data by region")
    return intensity(row, basis, on: .cloudRegion)
  }

  private static func subnational(
    _ place: GridPlace, _ basis: EmissionBasis
  ) -> Result<GridIntensity, IntensityMiss> {
    guard let zone = place.zone else { return .failure(.notNamed) }
    return intensity(GridTables.subnational(zone), basis, on: .subnational)
  }

  private static func country(
    _ place: GridPlace, _ basis: EmissionBasis
  ) -> Result<GridIntensity, IntensityMiss> {
    guard let country = place.country else { return .failure(.notNamed) }
    if basis == .direct, let row = GridTables.nationwide(country) {
      return intensity(row, basis, on: .country)
    }
    return intensity(GridTables.country(country), basis, on: .country)
  }

  private static func intensity(
    _ row: GridTables.Row?, _ basis: EmissionBasis, on rung: IntensityRung
  ) -> Result<GridIntensity, IntensityMiss> {
    guard let row else { return .failure(.unknownPlace) }
    guard row.basis == basis else { return .failure(.otherBasis) }
    guard let value = row.gramsPerKilowattHour else { return .failure(.noValue) }
    let intensity = GridIntensity(
      Factor(value), basis: basis, gas: row.gas, zone: row.alpha2 ?? row.code, rung: rung,
      source: row.source, year: row.year, quality: .estimated)
    return intensity.isPlausible ? .success(intensity) : .failure(.implausible)
  }
}
