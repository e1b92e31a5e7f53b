internal import NodeModel

/// One block of one case.
extension Runner {
  /// The ceiling, repetitions for so many seconds, the ceiling again. Where the case fails, what was
  /// measured until then.
  func block(of record: CaseRecord, seconds: Double) -> BlockRecord {
    var block = BlockRecord()
    let began = now
    var spent = 0.0
    do throws(BenchError) {
      try prepare(record)
      defer { release(record) }
      try addCeiling(of: record, to: &block)
      let start = now
      try repeatWork(of: record, seconds: seconds, in: &block)
      try measureEnergy(of: record, seconds: seconds, in: &block)
      spent = now - start
      try addCeiling(of: record, to: &block)
    } catch {
      record.fail(error)
    }
    // The mean with what was known before: what allocating costs changes from time to time.
    record.overhead = (record.overhead + now - began - spent) / 2
    return block
  }

  /// Allocates what a case and its ceiling need; throws where that is more than the run may take.
  func prepare(_ record: CaseRecord) throws(BenchError) {
    let work = record.work
    let bytes = work.bytes + (work.ceiling?.bytes ?? 0) + (instruments.canary?.bytes ?? 0)
    guard bytes <= memoryLimit else {
      throw .impossible(
        "needs \(bytes >> 20) MiB, the limit is \(memoryLimit >> 20) MiB")
    }
    try work.prepare(on: team)
    do throws(BenchError) {
      try work.ceiling?.prepare(on: team)
    } catch {
      work.release()
      throw error
    }
  }

  /// Gives back what `prepare` took.
  func release(_ record: CaseRecord) {
    record.work.ceiling?.release()
    record.work.release()
  }

  /// The best of a few measurements of a ceiling.
  func limit(of ceiling: any Case, passes: Int) throws(BenchError) -> Double {
    var values: [Double] = []
    for _ in 0..<Schedule.ceilingRepetitions {
      values.append(ceiling.run(passes: passes, on: team).value)
      try ceiling.check()
    }
    return Sample.best(of: values, isRate: ceiling.subject.unit.isRate)
  }

  private func addCeiling(of record: CaseRecord, to block: inout BlockRecord) throws(BenchError) {
    guard let ceiling = record.work.ceiling else { return }
    block.ceilings.append(try limit(of: ceiling, passes: record.ceilingPasses))
  }

  private func repeatWork(
    of record: CaseRecord, seconds: Double, in block: inout BlockRecord
  ) throws(BenchError) {
    let load = instruments.load?.counters()
    let throttles = instruments.throttles?.events()
    let start = now
    repeat {
      let repetition = record.work.run(passes: record.passes, on: team)
      // A wrong result is shown, too: with the mark that it is wrong.
      block.repetitions.append(repetition)
      try record.work.check()
    } while !interruption.isRequested
      && (now - start < seconds || block.repetitions.count < Schedule.fewestRepetitions)
    if let load, let after = instruments.load?.counters() {
      block.load = LoadChange(from: load, to: after, on: team.cpus)
    }
    if let throttles, let after = instruments.throttles?.events(), after >= throttles {
      block.throttles = after - throttles
    }
  }

  /// One long repetition between two readings: checks between repetitions would be in the joules.
  private func measureEnergy(
    of record: CaseRecord, seconds: Double, in block: inout BlockRecord
  ) throws(BenchError) {
    guard !interruption.isRequested, let counter = instruments.energy,
      let repetition = block.repetitions.last, repetition.time.seconds > 0
    else { return }
    // Counters move about each millisecond; a tenth of a second makes that one percent.
    let times = max(1, (max(0.1, seconds / 2) / repetition.time.seconds).rounded())
    guard let before = counter.read() else { return }
    let stretch = record.work.run(passes: record.passes * Int(times), on: team)
    guard let after = counter.read(), let joules = after.joules(since: before) else { return }
    try record.work.check()
    block.energy = EnergyStretch(
      joules: joules, seconds: stretch.time.seconds, work: stretch.work, quality: after.quality)
  }
}
