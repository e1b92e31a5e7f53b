internal import NodeModel

/// The first round: what a case needs.
extension Runner {
  /// How much longer than its share of the time a case may take before it is left out.
  private static let patience = 6.0

  /// Finds the passes of a repetition and what a block costs, and repeats until the case is steady.
  ///
  /// - Parameter share: seconds that the whole case has; nil without a limit.
  func tryOut(_ record: CaseRecord, share: Double?) {
    let began = now
    do throws(BenchError) {
      guard hasTimeToTry else {
        throw .impossible("no time was left to try it; \(schedule.advice)")
      }
      try prepare(record)
      let prepared = now - began
      defer { release(record) }
      (record.passes, record.repetition) = try passes(
        of: record.work, toward: Schedule.repetition
      ) { record.tried = $0 }
      var around = 0.0
      if let ceiling = record.work.ceiling {
        record.ceilingPasses = try passes(of: ceiling, toward: Schedule.ceilingRepetition).passes
        let start = now
        _ = try limit(of: ceiling, passes: record.ceilingPasses)
        around = 2 * (now - start)
      }
      let start = now
      _ = instruments.canary?.note(on: team)
      record.overhead = prepared + around + now - start
      try checkPace(of: record, share: share)
      try warmUp(record, seconds: min(2, share ?? 2) / 8)
      try record.work.conclude()
    } catch {
      record.fail(error)
      // A wrong result is a result, which says that it is wrong.
      if record.isWrong { record.settleForTrial(at: instruments.clock.realtime()) }
    }
  }

  /// How many passes make a repetition of `target` seconds, and what such a repetition takes with its check.
  private func passes(
    of work: any Case, toward target: Double, _ note: (Repetition) -> Void = { _ in }
  ) throws(BenchError) -> (passes: Int, seconds: Double) {
    var passes = 1
    while !isStopped {
      let start = now
      let repetition = work.run(passes: passes, on: team)
      note(repetition)
      try work.check()
      let checking = max(0, now - start - repetition.time.seconds)
      let seconds = repetition.time.seconds
      if let found = Schedule.passes(after: passes, taking: seconds, toward: target) {
        return (found, seconds * Double(found) / Double(passes) + checking)
      }
      guard passes < 1 << 40 else {
        throw .impossible("no number of passes takes measurable time")
      }
      passes *= 4
    }
    throw .impossible(Self.stopped)
  }

  /// Why a case has no result that was not tried to its end.
  static let stopped = "the run was stopped before it"

  /// Throws where so slow a machine would spend the time of many other cases on this one.
  private func checkPace(of record: CaseRecord, share: Double?) throws(BenchError) {
    guard let share else { return }
    let whole = least(of: record, blocks: schedule.blocks)
    guard whole > Self.patience * max(share, 0.5) else { return }
    throw .impossible(
      "too slow here for the time that there is: \(Int(whole.rounded(.up))) s; \(schedule.advice)"
    )
  }

  /// Repeats until the values are steady, or for so many seconds.
  private func warmUp(_ record: CaseRecord, seconds: Double) throws(BenchError) {
    var values: [Double] = []
    let start = now
    while !isStopped, now - start < seconds {
      let repetition = record.work.run(passes: record.passes, on: team)
      record.tried = repetition
      values.append(repetition.value)
      try record.work.check()
      if SteadyState.start(of: values) != nil { return }
    }
  }
}
