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

  init(_ work: any Case) {
    self.work = work
  }

  /// Whether there is more to measure.
  var isActive: Bool { failure == nil }

  /// Seconds that a block takes at least.
  var shortestBlock: Double { overhead + Double(Schedule.fewestRepetitions) * repetition }

  /// Ends the case.
  func fail(_ error: BenchError) {
    failure = error
    if case .wrong = error { isWrong = true }
  }
}
