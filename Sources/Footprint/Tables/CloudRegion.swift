public import NodeModel
internal import Tables

/// A region of a cloud provider, as the embedded table knows it.
public struct CloudRegion: Sendable, Hashable {
  /// Whose region.
  public let provider: CloudProvider
  /// The provider's name of it, such as `eu-central-1`.
  public let name: String
  /// ISO 3166-1 alpha-2.
  public let country: String
  /// ISO 3166-2, where the table knows it.
  public let subdivision: String?
  /// What the provider discloses; nil where it discloses none.
  public let effectiveness: Millionths?
  /// The year of it.
  public let effectivenessYear: Int?
  /// Share of carbon-free energy by the provider's contracts. It is a statement about the market and
  /// stands beside the grid's intensity; that is never multiplied with it.
  public let carbonFreeShare: Millionths?
  /// What the provider itself says of the grid there, direct emissions in g/kWh; nil where it does not.
  let gridIntensity: Millionths?
  /// The year of it.
  let gridYear: Int?

  /// Looks a region up; nil where the table has none of that name: never another instead.
  public init?(_ provider: CloudProvider, _ name: String) {
    let row = EmbeddedTable.cloudRegions.row {
      $0["provider"] == provider.rawValue && $0["region"] == name
    }
    guard let row, let country = row["iso2"] else { return nil }
    self.provider = provider
    self.name = name
    self.country = country
    subdivision = row["subdivision"]
    effectiveness = row.decimal("pue")
    effectivenessYear = row.integer("pue_year")
    carbonFreeShare = row.decimal("provider_cfe_share")
    // Other values in that column repeat rows of the two tables of grids.
    let isOwn = row["grid_basis"] == "google" && row["factor_basis"] == "direct"
    gridIntensity = isOwn ? row.decimal("grid_gco2e_per_kwh") : nil
    gridYear = isOwn ? row.integer("grid_year") : nil
  }
}
