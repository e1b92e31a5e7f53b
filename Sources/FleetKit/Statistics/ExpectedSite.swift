/// A site, and how many nodes should be there.
struct ExpectedSite: Sendable {
  /// What its nodes say; nothing where none reported.
  var statistics: SiteStatistics
  /// How many should be there; 0 where nobody says.
  var expected = 0
  /// How many of these did not report.
  var absent = 0

  /// All sites, those with the most energy first; those of which no node reported are among them.
  static func all(of fleet: FleetStatistics, _ nodes: ExpectedNodes?) -> [ExpectedSite] {
    var sites = fleet.sites.mapValues { ExpectedSite(statistics: $0) }
    func name(_ site: String?) -> String? { site?.isEmpty == true ? nil : site }
    for (place, isExpected) in zip(fleet.places.places, nodes?.isExpected ?? []) where isExpected {
      sites[name(fleet.places.racks[Int(place.rack)].site)]?.expected += 1
    }
    for one in nodes?.absent ?? [] {
      let none = ExpectedSite(statistics: SiteStatistics(name: name(one.site)))
      sites[name(one.site), default: none].expected += 1
      sites[name(one.site)]?.absent += 1
    }
    return sites.values.sorted {
      let (left, right) = ($0.statistics, $1.statistics)
      return (right.balance.energy.full, left.name ?? "~")
        < (left.balance.energy.full, right.name ?? "~")
    }
  }
}
