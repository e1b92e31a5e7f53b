/// What a run knows of one case.
final class CaseRecord {
  let work: any Case
  var blocks: [BlockRecord] = []
  /// Passes of a repetition.
  var passes = 1
  /// Passes of a measurement of the ceiling.
  var ceilingPasses = 1
  /// Seconds of a repetition, its check included.
  var repetition = 0.0
  /// Seconds of a block beside its repetitions.
  var overhead = 0.0
  /// Seconds of work between two readings of the energy counter, and of all work.
  var metered = 0.0
  var worked = 0.0
  /// The last repetition of the first round.
  var tried: Repetition?
  /// When its last block ended, in nanoseconds since 1970.
  var ended: UInt64?
  /// Why it was given up.
  var failure: BenchError?
  /// A result was wrong.
  var isWrong = false
  /// Its only block is what was left of trying it, since the run was stopped before the first.
  private(set) var isOnlyTried = false

  init(_ work: any Case) {
    self.work = work
  }

  /// Whether there is more to measure.
  var isActive: Bool { failure == nil }

  /// Whether the next block has to meter: some of the work, and a third where one block is too short for it.
  var lacksMetering: Bool { Self.lacksMetering(metered, of: worked) }

  /// Seconds of the fewest repetitions of a block.
  private var shortestWork: Double { Double(Schedule.fewestRepetitions) * repetition }

  /// Seconds of work in each of the next `count` blocks where none has more repetitions than it must.
  ///
  /// - Parameter isMetered: whether there is a counter of energy. A block that reads it works without a break once
  ///   more, for as long as the counter needs, and by a whole repetition at least.
  func shortestBlocks(_ count: Int, isMetered: Bool) -> [Double] {
    var (metered, worked) = (metered, worked)
    return (0..<count).map { _ in
      let stretch =
        isMetered && Self.lacksMetering(metered, of: worked)
        ? max(Runner.shortestStretch, repetition) : 0
      metered += stretch
      worked += shortestWork + stretch
      return shortestWork + stretch
    }
  }

  /// The same, with what blocks take beside their work, in all.
  func least(blocks count: Int, isMetered: Bool) -> Double {
    shortestBlocks(count, isMetered: isMetered).reduce(Double(count) * overhead, +)
  }

  private static func lacksMetering(_ metered: Double, of worked: Double) -> Bool {
    metered == 0 || metered < worked / 3
  }

  /// Takes the last repetition of the first round for a block.
  func settleForTrial(at time: UInt64) {
    guard let tried else { return }
    blocks.append(BlockRecord(repetitions: [tried]))
    ended = time
    isOnlyTried = true
  }

  /// Ends the case.
  func fail(_ error: BenchError) {
    failure = error
    if case .wrong = error { isWrong = true }
  }
}
