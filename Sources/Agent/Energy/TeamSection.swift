internal import NodeModel

/// The energy of every team and project on the node, jobs that have ended included.
final class TeamSection: Section {
  let probe = "teams"
  private(set) var page = SectionPage()

  private let account: EnergyAccount
  private let clock: NodeClock
  private var series: [Series] = []

  init(_ account: EnergyAccount, clock: NodeClock) {
    self.account = account
    self.clock = clock
  }

  /// Shows what was counted until now; a team that has nothing is not shown.
  func update() {
    let start = clock.now()
    if series.count != account.jobs.tagging.teams.teams.count { declare() }
    page.readings.begin(at: start)
    for index in series.indices where account.jobs.tagging.teams.energies[index] > 0 {
      page.readings.set(series[index], micro: account.jobs.tagging.teams.energies[index])
    }
    page.finish(after: clock.now() - start, at: clock.wallTime())
  }

  private func declare() {
    var fresh = SeriesTable()
    series = account.jobs.tagging.teams.teams.map {
      fresh.add(
        .teamEnergy, ["team": $0.team, "project": $0.project], since: account.beginning)
    }
    page.replace(with: fresh)
  }
}
