internal import Footprint
internal import NodeModel

/// The energy of every team and project on the node, jobs that have ended included, and what teams may use.
final class TeamSection: Section {
  let probe = "teams"
  private(set) var page = SectionPage()

  private let account: EnergyAccount
  private let clock: NodeClock
  private var series: [Series] = []
  private var budgets: [(team: String, series: Series)] = []

  init(_ account: EnergyAccount, clock: NodeClock) {
    self.account = account
    self.clock = clock
  }

  /// Shows what was counted until now; a team that has nothing is not shown.
  func update() {
    let start = clock.now()
    let limits: any BudgetSource = account.budgets
    let teams = limits.teams
    if series.count != account.jobs.tagging.teams.teams.count
      || !budgets.lazy.map(\.team).elementsEqual(teams)
    {
      declare(budgetsOf: teams)
    }
    page.readings.begin(at: start)
    for index in series.indices where account.jobs.tagging.teams.energies[index] > 0 {
      page.readings.set(series[index], micro: account.jobs.tagging.teams.energies[index])
    }
    let now = Int64(clock.wallTime() / 1_000_000_000)
    for (team, series) in budgets {
      guard let amount = limits.monthlyKilowattHours(of: team, at: now) else { continue }
      page.readings.set(series, amount * 3.6e6)
    }
    page.finish(after: clock.now() - start, at: clock.wallTime())
  }

  private func declare(budgetsOf teams: [String]) {
    var fresh = SeriesTable()
    series = account.jobs.tagging.teams.teams.map {
      fresh.add(
        .teamEnergy, ["team": $0.team, "project": $0.project], since: account.beginning)
    }
    budgets = teams.map { ($0, fresh.add(.teamBudget, ["team": $0])) }
    page.replace(with: fresh)
  }
}
