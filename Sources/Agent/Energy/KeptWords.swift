internal import EnergyLedger
internal import NodeModel

/// What is kept with the ledger's words: footprints, then teams, then when the epoch began, and what the node's figure
/// lacks.
struct KeptWords {
  /// Nil where none were kept, or they cannot be read.
  var footprints: KeptFootprints?
  /// Nil where none were kept, or they cannot be read.
  let teams: KeptTeams?
  /// When the epoch's counters began at 0, in nanoseconds since 1970; nil where that was not kept.
  let beginning: UInt64?

  /// Components of which the node's figure lacked a part.
  let lacks: [EnergyComponent]

  /// "epochbeg" in ASCII stands before the beginning, "lacks..." before a word with a bit for each component.
  private static let mark: UInt64 = 0x6570_6F63_6862_6567
  private static let lacksMark: UInt64 = 0x6C61_636B_732E_2E2E

  /// No more words than so many jobs need.
  static func mostWords(jobs: Int) -> Int {
    KeptFootprints.mostWords(jobs: jobs) + KeptTeams.mostWords + 4
  }

  /// Writes everything anew.
  static func encode(
    _ footprint: FootprintAccount?, _ teams: TeamAccount, _ jobs: [JobAccount?],
    since beginning: UInt64?, lacking lacks: [EnergyComponent], into words: inout [UInt64]
  ) {
    words.removeAll(keepingCapacity: true)
    if let footprint {
      KeptFootprints.encode(footprint, jobs, into: &words)
    } else {
      words.append(0)
    }
    KeptTeams.encode(teams, jobs, into: &words)
    if let beginning {
      words.append(mark)
      words.append(beginning)
    }
    guard !lacks.isEmpty else { return }
    words.append(lacksMark)
    words.append(lacks.reduce(0) { $0 | 1 << UInt64($1.rawValue) })
  }

  /// Reads words that may be anything.
  init(_ words: [UInt64]) {
    var rest = words[...]
    footprints = KeptFootprints(&rest)
    // A word that is 0 stands for no footprints.
    if footprints == nil, rest.first == 0 { rest = rest.dropFirst() }
    teams = KeptTeams(&rest)
    beginning = Self.pop(Self.mark, &rest)
    let parts = Self.pop(Self.lacksMark, &rest) ?? 0
    lacks = EnergyComponent.allCases.filter { parts >> UInt64($0.rawValue) & 1 == 1 }
  }

  /// The word behind a mark; nil where that does not stand there.
  private static func pop(_ mark: UInt64, _ rest: inout ArraySlice<UInt64>) -> UInt64? {
    guard rest.first == mark else { return nil }
    rest = rest.dropFirst()
    return rest.popFirst()
  }
}
