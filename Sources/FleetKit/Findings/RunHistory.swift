/// Whether something was found of a node, run after run of a suite: what was found in two of three runs is a defect,
/// until there are three good ones in a row.
public struct RunHistory: Sendable, Equatable {
  /// So many runs are looked at together, and so many good ones clear.
  static let window = 3
  /// In so many of them it has to be found.
  static let needed = 2

  /// In how many runs it was found.
  public private(set) var seen: Int
  /// Of how many since the first of those.
  public private(set) var of: Int
  /// Of each of the last three whether it was found, the newest last.
  public private(set) var recent: [Bool]
  /// Whether it was found in two of three runs in a row, and three good ones did not follow.
  public private(set) var isDefect: Bool
  /// When the newest run ended, in nanoseconds since 1970.
  public private(set) var last: UInt64

  /// What was found in one run, which ended then.
  init(foundAt last: UInt64) {
    self.init(seen: 1, of: 1, recent: [true], isDefect: false, last: last)
  }

  /// As somebody wrote it down; of more than three recent runs the last three count.
  init(seen: Int, of: Int, recent: [Bool], isDefect: Bool, last: UInt64) {
    self.seen = seen
    self.of = of
    self.recent = recent.suffix(Self.window)
    self.isDefect = isDefect
    self.last = last
  }

  /// How many runs there were since it was found.
  public var good: Int { recent.reversed().prefix { !$0 }.count }

  /// Whether there were three good runs in a row: nothing is left of it.
  public var isCleared: Bool { good >= Self.window }

  /// Whether results of that time are of another run than the newest that is known. Documents have milliseconds.
  func isBefore(_ time: UInt64) -> Bool { last / 1_000_000 < time / 1_000_000 }

  /// Takes up one more run.
  mutating func add(isFound: Bool, endedAt time: UInt64) {
    seen += isFound ? 1 : 0
    of += 1
    recent = (recent + [isFound]).suffix(Self.window)
    isDefect = (isDefect || recent.count { $0 } >= Self.needed) && !isCleared
    last = time
  }
}
