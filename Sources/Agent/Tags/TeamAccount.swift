internal import EnergyLedger
internal import NodeModel

/// The energy of teams, counted round by round beside the ledger: jobs that left are in it.
///
/// What a job has before its tags are known waits with the job, so that no counter has to go down. All teams
/// and what waits are all jobs, to the microjoule.
struct TeamAccount {
  /// More teams than a node's jobs come from; what is beyond goes to `other`.
  static let most = 256

  /// Every team that was ever told of energy in this epoch, in the order in which they came.
  private(set) var teams: [Team] = [.untagged, .other]
  /// What each has, in microjoules.
  private(set) var energies: [UInt64] = [0, 0]
  private var places: [Team: Int] = [.untagged: 0, .other: 1]
  /// What of `other` is counted, in microjoules.
  private var countedOther: UInt64

  /// Begins beside a ledger, with what `kept` says; without it what all jobs had so far is untagged.
  init(beside ledger: borrowing Ledger, keeping kept: KeptTeams?) {
    countedOther = ledger.energy(.other).count
    guard let kept else {
      energies[1] = countedOther
      energies[0] = ledger.jobsEnergy.count - min(ledger.jobsEnergy.count, countedOther)
      return
    }
    for (team, energy) in kept.teams { energies[place(of: team)] += energy }
  }

  /// The place of a team, which is there from now on.
  mutating func place(of team: Team) -> Int {
    if let known = places[team] { return known }
    guard teams.count < Self.most else { return places[.other] ?? 1 }
    places[team] = teams.count
    teams.append(team)
    energies.append(0)
    return teams.count - 1
  }

  /// Counts what a job got since it was counted last, where its team is known.
  mutating func count(_ job: JobAccount, in ledger: borrowing Ledger) {
    guard let team = job.team, job.owner != .other else { return }
    let energy = ledger.energy(job.owner).count
    energies[team] += energy - min(energy, job.countedForTeam)
    job.countedForTeam = energy
  }

  /// Counts what the jobs beyond the limit got.
  mutating func countOther(in ledger: borrowing Ledger) {
    let energy = ledger.energy(.other).count
    energies[1] += energy - min(energy, countedOther)
    countedOther = energy
  }
}
