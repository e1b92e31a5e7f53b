internal import NodeModel

/// The energy of every team and project on the node, jobs that have ended included.
final class TeamSection: Section {
  let probe = "teams"
  private(set) var table = SeriesTable()
  private(set) var readings = Readings(for: SeriesTable())
  private(set) var generation = 0

  private let account: EnergyAccount
  private let clock: NodeClock
  private var series: [Series] = []
  private var duration: UInt64 = 0
  private var lastSuccess: UInt64 = 0

  init(_ account: EnergyAccount, clock: NodeClock) {
    self.account = account
    self.clock = clock
  }

  var status: SectionStatus {
    SectionStatus(readings, failure: nil, duration: duration, lastSuccess: lastSuccess)
  }

  func copyValues(into target: inout [Value], at place: Int) {
    readings.copy(into: &target, at: place)
  }

  /// Shows what was counted until now; a team that has nothing is not shown.
  func update() {
    let start = clock.now()
    if series.count != account.tagging.teams.teams.count { declare() }
    readings.begin(at: start)
    for index in series.indices where account.tagging.teams.energies[index] > 0 {
      readings.set(series[index], micro: account.tagging.teams.energies[index])
    }
    duration = clock.now() - start
    lastSuccess = clock.wallTime()
  }

  private func declare() {
    var fresh = SeriesTable()
    series = account.tagging.teams.teams.map {
      fresh.add(.teamEnergy, ["team": $0.team, "project": $0.project])
    }
    var next = Readings(for: fresh)
    next.adopt(readings, of: table, for: fresh)
    readings = next
    table = fresh
    generation += 1
  }
}
