internal import Footprint

extension ConfiguredBudgets {
  /// `budgets`: a list of `{team: vision, kwh_per_month: 1200}`.
  init(_ root: inout MappingDecoder) throws(ConfigurationError) {
    self.init()
    for var entry in try root.mappings("budgets") {
      guard let team = try entry.text("team"), !team.isEmpty,
        let amount = try entry.number("kwh_per_month", in: 0...1e12)
      else {
        throw entry.lacking("a team and an amount, such as {team: vision, kwh_per_month: 1200}")
      }
      guard monthlyKilowattHours(of: team, at: 0) == nil else {
        throw entry.lacking("another team: \(team.yamlQuoted) has a budget already")
      }
      entries.append(Entry(team: team, kilowattHours: amount))
      try entry.finish()
    }
  }
}
