/// How a run spends its time.
public struct Schedule: Sendable, Equatable {
  /// Rounds over all cases; each gives every case one block.
  public let blocks: Int
  /// Seconds for everything; nil where each block takes what it needs.
  public let seconds: Double?
  /// The longest that one block repeats its work, in seconds.
  public let longestBlock: Double
  /// How a case gets time that this schedule does not have: for who is told that it was left out.
  let advice: String

  /// Seconds that a repetition should take: long against the clock and the start of threads (0.2 µs), short
  /// against a time slice of the scheduler (3 ms and more), so that most repetitions are disturbed wholly or
  /// not at all.
  static let repetition = 0.004
  /// Seconds that one measurement of a ceiling should take.
  static let ceilingRepetition = 0.001
  /// Measurements of a ceiling on each side of a block; the best one counts, since a ceiling is what the
  /// hardware can do.
  static let ceilingRepetitions = 3
  /// The fewest repetitions of a block, however long they take.
  static let fewestRepetitions = 3
  /// The fewest blocks of a case, however long they take: fewer say too little of how runs differ.
  static let fewestBlocks = 5
  /// Part of the time box that trying the cases may take.
  static let tryOutShare = 0.6
  /// How far beyond its box a run may be expected to end before cases are given up.
  static let slack = 1.02

  /// States a schedule; at least five blocks, so that there is something to draw from.
  public init(blocks: Int, seconds: Double?, longestBlock: Double) {
    self.init(
      blocks: blocks, seconds: seconds, longestBlock: longestBlock,
      advice: "measure it with --full")
  }

  private init(blocks: Int, seconds: Double?, longestBlock: Double, advice: String) {
    precondition(blocks >= Self.fewestBlocks)
    self.blocks = blocks
    self.seconds = seconds
    self.longestBlock = longestBlock
    self.advice = advice
  }

  /// What a plan asks for. Quick keeps 2 of its 20 s for starting and reporting, and few cases need less.
  public init(for extent: Plan.Extent, cases: Int) {
    switch extent {
    case .quick: self.init(blocks: 7, seconds: min(18, 2 * Double(cases)), longestBlock: 0.2)
    case .full: self.init(blocks: 11, seconds: nil, longestBlock: 0.5)
    }
  }

  /// As quick, in as many seconds as somebody has.
  public init(seconds: Double) {
    self.init(
      blocks: 7, seconds: seconds, longestBlock: 0.2, advice: "give it more with --seconds")
  }

  /// What these cases are to be expected to take, in seconds.
  public func expectedSeconds(of cases: [any Case]) -> Double {
    seconds ?? cases.reduce(0) { $0 + expectedSeconds(of: $1) }
  }

  /// What a case is to be expected to take before it is tried, where each block takes what it needs.
  ///
  /// Beside its repetitions a block has some 15 ms of canaries, ceilings and checks. Memory of its own is mapped
  /// and touched anew at about a gigabyte a second; what it borrows has its pages already, and is filled and
  /// checked at about four: the blocks of a full run on two CPUs with 3.3 GB took 1.1 s, those of chases
  /// through 1.1 GB 1.0 s. Trying and warming a case up takes about as long as a block.
  func expectedSeconds(of work: any Case) -> Double {
    let repetitions = max(
      longestBlock(of: work), Double(Self.fewestRepetitions) * work.expectedPass)
    let own = Double(work.bytes - work.borrowedBytes)
    let memory = own / 1e9 + Double(work.borrowedBytes) / 4e9
    return Double(blocks + 1) * (repetitions + 0.015 + memory)
  }

  /// The longest that one block of this case repeats its work.
  func longestBlock(of work: any Case) -> Double {
    min(longestBlock, work.longestBlock ?? longestBlock)
  }

  /// So many times as many blocks in as many times the time.
  public func repeated(_ times: Int) -> Schedule {
    Schedule(
      blocks: blocks * times, seconds: seconds.map { $0 * Double(times) },
      longestBlock: longestBlock, advice: advice)
  }

  /// Seconds of repetitions in each of the next blocks: what is left, shared out evenly but for those that
  /// cannot be shorter.
  ///
  /// - Parameters:
  ///   - left: seconds until the end of the run.
  ///   - least: the shortest time of each block not yet done.
  ///   - overhead: seconds that all these blocks take beside their repetitions.
  func box(left: Double, least: [Double], overhead: Double) -> Double {
    guard seconds != nil else { return longestBlock }
    var rest = left - overhead
    var count = least.count
    for block in least.sorted(by: >) {
      // A block that needs more than an even share takes it from the others.
      guard count > 1, block > rest / Double(count) else { break }
      rest -= block
      count -= 1
    }
    return min(longestBlock, max(0, rest / Double(max(1, count))))
  }

  /// The passes with which work of which `passes` took `seconds` takes about `target`; nil where that is
  /// too short to tell and has to be tried with more.
  static func passes(after passes: Int, taking seconds: Double, toward target: Double) -> Int? {
    guard seconds >= target / 8 else { return nil }
    return max(1, Int((Double(passes) * max(1, target / seconds)).rounded()))
  }
}
