/// The energy of teams as it is kept beside the ledger's words, so that it goes on after a restart.
///
/// Words: the form's version; the number of teams, and for each of them both names and its energy; the number
/// of jobs whose team was not known yet, and for each its `job_id` and what of it is counted.
struct KeptTeams {
  private static let version: UInt64 = 1
  /// Jobs that wait are those that came in the last 30 s.
  private static let mostWaiting = 1024
  private static let wordsOfName = 49

  private(set) var teams: [(team: Team, energy: UInt64)] = []
  private(set) var waiting: [String: UInt64] = [:]

  /// No more words than these are written.
  static let mostWords =
    3 + TeamAccount.most * (2 * wordsOfName + 1) + mostWaiting * (wordsOfName + 1)

  /// Writes what teams have and which jobs wait.
  static func encode(
    _ account: borrowing TeamAccount, _ jobs: [JobAccount?], into words: inout [UInt64]
  ) {
    words.append(version)
    words.append(UInt64(account.teams.count))
    for (index, team) in account.teams.enumerated() {
      words.append(name: team.team)
      words.append(name: team.project)
      words.append(account.energies[index])
    }
    let place = words.count
    words.append(0)
    for job in jobs {
      guard let job, job.team == nil, words[place] < mostWaiting else { continue }
      words.append(name: job.record.id)
      words.append(job.countedForTeam)
      words[place] += 1
    }
  }

  /// Reads words that may be anything; nil where they are not what `encode` writes.
  init?(_ rest: inout ArraySlice<UInt64>) {
    guard rest.popFirst() == Self.version, let count = rest.popFirst(), count <= TeamAccount.most
    else { return nil }
    for _ in 0..<count {
      guard let team = rest.popName(), let project = rest.popName(), let energy = rest.popFirst()
      else { return nil }
      teams.append((Team(team: team, project: project), energy))
    }
    guard let count = rest.popFirst(), count <= Self.mostWaiting else { return nil }
    for _ in 0..<count {
      guard let id = rest.popName(), let energy = rest.popFirst() else { return nil }
      waiting[id] = energy
    }
  }
}
