internal import Footprint

extension FleetReport {
  /// Sites by the hour of the day, those with the most energy first: of which three hours or more are known that are
  /// not all alike.
  var dayCourses: [SiteStatistics] {
    statistics.sites.values.filter { site in
      let intensities = site.day.known(\.intensity).map(\.value)
      let ratios = site.day.known(\.effectiveness).map(\.value)
      return intensities.count >= 3 && (Self.varies(intensities) || Self.varies(ratios))
    }.sorted { ($1.balance.energy.full, $0.name ?? "~") < ($0.balance.energy.full, $1.name ?? "~") }
  }

  /// Whether there is more between numbers than what rounding makes.
  private static func varies(_ values: [Double]) -> Bool {
    guard let least = values.min(), let most = values.max() else { return false }
    return most - least > 1e-6 * most
  }

  /// All known hours of the day of all sites.
  var dayTable: ReportTable {
    typealias Column = ReportTable.Column
    var table = ReportTable(
      "day", "Sites by the hour of the day",
      [
        Column(key: "site", title: "Site", measure: .text),
        Column(key: "hour", title: "Hour", measure: .count),
        Column(key: "energy_uj", title: "Energy", measure: .energy),
        Column(key: "pue_ratio", title: "PUE", measure: .ratio),
        Column(key: "grams_per_kwh", title: "g/kWh", measure: .figure),
        Column(key: "basis", title: "Basis", measure: .text),
      ])
    for site in statistics.sites.values.sorted(by: { ($0.name ?? "~") < ($1.name ?? "~") }) {
      for (hour, intensity) in site.day.known(\.intensity) {
        let one = site.day.hours[hour]
        table.add([
          .text(site.name ?? "(no site)"), .count(hour), .whole(Int128(one.energy.rounded())),
          .number(one.effectiveness), .real(intensity), .word(site.day.basis?.rawValue),
        ])
      }
    }
    return table
  }
}
