internal import EnergyLedger

/// What is kept with the ledger's words: footprints, then teams.
struct KeptWords {
  /// Nil where none were kept, or they cannot be read.
  var footprints: KeptFootprints?
  /// Nil where none were kept, or they cannot be read.
  let teams: KeptTeams?

  /// No more words than so many jobs need.
  static func mostWords(jobs: Int) -> Int {
    KeptFootprints.mostWords(jobs: jobs) + KeptTeams.mostWords
  }

  /// Writes everything anew.
  static func encode(
    _ footprint: FootprintAccount?, _ teams: TeamAccount, _ jobs: [JobAccount?],
    into words: inout [UInt64]
  ) {
    words.removeAll(keepingCapacity: true)
    if let footprint {
      KeptFootprints.encode(footprint, jobs, into: &words)
    } else {
      words.append(0)
    }
    KeptTeams.encode(teams, jobs, into: &words)
  }

  /// Reads words that may be anything.
  init(_ words: [UInt64]) {
    var rest = words[...]
    footprints = KeptFootprints(&rest)
    // A word that is 0 stands for no footprints.
    if footprints == nil, rest.first == 0 { rest = rest.dropFirst() }
    teams = KeptTeams(&rest)
  }
}
