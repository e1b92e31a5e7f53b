internal import EnergyLedger

/// What is kept with the ledger's words: footprints, then teams, then when the epoch began.
struct KeptWords {
  /// Nil where none were kept, or they cannot be read.
  var footprints: KeptFootprints?
  /// Nil where none were kept, or they cannot be read.
  let teams: KeptTeams?
  /// When the epoch's first round was, in nanoseconds since 1970; nil where that was not kept.
  let beginning: UInt64?

  /// "epochbeg" in ASCII stands before it.
  private static let mark: UInt64 = 0x6570_6F63_6862_6567

  /// No more words than so many jobs need.
  static func mostWords(jobs: Int) -> Int {
    KeptFootprints.mostWords(jobs: jobs) + KeptTeams.mostWords + 2
  }

  /// Writes everything anew.
  static func encode(
    _ footprint: FootprintAccount?, _ teams: TeamAccount, _ jobs: [JobAccount?],
    since beginning: UInt64?, into words: inout [UInt64]
  ) {
    words.removeAll(keepingCapacity: true)
    if let footprint {
      KeptFootprints.encode(footprint, jobs, into: &words)
    } else {
      words.append(0)
    }
    KeptTeams.encode(teams, jobs, into: &words)
    guard let beginning else { return }
    words.append(mark)
    words.append(beginning)
  }

  /// Reads words that may be anything.
  init(_ words: [UInt64]) {
    var rest = words[...]
    footprints = KeptFootprints(&rest)
    // A word that is 0 stands for no footprints.
    if footprints == nil, rest.first == 0 { rest = rest.dropFirst() }
    teams = KeptTeams(&rest)
    beginning = rest.popFirst() == Self.mark ? rest.popFirst() : nil
  }
}
