internal import Tables

extension PowerUsageEffectiveness {
  /// What a provider discloses for a region, or is told of it as a whole; nil where neither is known.
  public static func disclosed(
    by provider: CloudProvider, region: CloudRegion?
  ) -> PowerUsageEffectiveness? {
    if let region, region.provider == provider, let ratio = region.effectiveness {
      return try? PowerUsageEffectiveness(
        ratio, status: .table, category: nil, year: region.effectivenessYear,
        source: "\(provider.rawValue), disclosed for \(region.name)")
    }
    return tabled(provider.rawValue)
  }

  /// The row `key` of the table of defaults, such as `industry_average`; nil where there is none.
  public static func tabled(_ key: String) -> PowerUsageEffectiveness? {
    guard let row = EmbeddedTable.effectiveness.row(where: { $0["key"] == key }),
      let ratio = row.decimal("pue")
    else { return nil }
    return try? PowerUsageEffectiveness(
      ratio, status: .table, category: nil, year: row.integer("year"),
      source: row["source"] ?? key)
  }
}
