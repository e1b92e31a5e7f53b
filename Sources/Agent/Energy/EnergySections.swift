/// The sections that show what the energy account knows.
struct EnergySections {
  /// What they show.
  let account: EnergyAccount
  private let node: EnergySection
  private let jobs: JobSection
  private let footprint: FootprintSection
  private let teams: TeamSection
  /// Nil where nothing is to outlive this process.
  private let state: StateSection?

  init(_ account: EnergyAccount, _ state: EnergyState?, clock: NodeClock) {
    self.account = account
    node = EnergySection(account, clock: clock)
    jobs = JobSection(account, clock: clock)
    footprint = FootprintSection(account, clock: clock)
    teams = TeamSection(account, clock: clock)
    self.state = state.map { StateSection($0, clock: clock) }
  }

  /// In the order of the page.
  var all: [any Section] {
    [node, jobs, footprint, teams] + (state.map { [$0] } ?? [])
  }

  /// Grows whenever one of them has a new table.
  var generation: Int {
    node.generation &+ jobs.generation &+ footprint.generation &+ teams.generation
      &+ (state?.generation ?? 0)
  }

  /// Shows a round that took `duration` nanoseconds.
  func update(duration: UInt64) {
    node.update(duration: duration)
    jobs.update()
    footprint.update()
    teams.update()
    state?.update()
  }
}
