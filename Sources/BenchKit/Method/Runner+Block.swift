internal import NodeModel

/// One block of one case.
extension Runner {
  /// The shortest work between two readings of the energy counter, in seconds. Counters move about each
  /// millisecond: that makes one percent.
  public static let shortestStretch = 0.1

  /// The ceiling, repetitions for so many seconds, the ceiling again. Where the case fails, what was
  /// measured until then.
  func block(of record: CaseRecord, seconds: Double) -> BlockRecord {
    var block = BlockRecord()
    do throws(BenchError) {
      try prepare(record)
      defer { release(record) }
      try addCeiling(of: record, to: &block)
      let start = now
      let stretch = stretch(of: record, within: seconds)
      try repeatWork(of: record, seconds: seconds - stretch, in: &block)
      record.repetition =
        (record.repetition + (now - start) / Double(block.repetitions.count)) / 2
      if stretch > 0 { try measureEnergy(of: record, seconds: stretch, in: &block) }
      block.seconds = now - start
      record.worked += block.seconds
      try addCeiling(of: record, to: &block)
      try record.work.conclude()
    } catch {
      record.fail(error)
    }
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
    // Who borrows may get what is kept; beside memory of a case's own that must not stay.
    if work.borrowedBytes == 0, let arena, arena.keptBytes > memoryLimit - bytes { arena.empty() }
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
    let cpus = record.work.members.map { team.cpus[$0] }
    let load = instruments.load?.counters()
    let throttles = instruments.throttles?.events(on: cpus)
    let stops = instruments.stops?.events()
    let start = now
    repeat {
      let repetition = record.work.run(passes: record.passes, on: team)
      // A wrong result is shown, too: with the mark that it is wrong.
      block.repetitions.append(repetition)
      try record.work.check()
    } while !isStopped
      && (now - start < seconds || block.repetitions.count < Schedule.fewestRepetitions)
    if let load, let after = instruments.load?.counters() {
      block.load = LoadChange(from: load, to: after, on: cpus)
    }
    if let throttles, let after = instruments.throttles?.events(on: cpus), after >= throttles {
      block.throttles = after - throttles
    }
    if let stops, let after = instruments.stops?.events(), after >= stops {
      block.stops = after - stops
    }
  }

  /// Seconds of a block in which energy is metered: a third, or where that is too short for the counter as much
  /// as it needs, in so few blocks that it is a third of all.
  private func stretch(of record: CaseRecord, within seconds: Double) -> Double {
    guard instruments.energy != nil else { return 0 }
    if seconds / 3 >= Self.shortestStretch { return seconds / 3 }
    return record.lacksMetering ? Self.shortestStretch : 0
  }

  /// One long repetition between two readings: checks between repetitions would be in the joules.
  private func measureEnergy(
    of record: CaseRecord, seconds: Double, in block: inout BlockRecord
  ) throws(BenchError) {
    guard !isStopped, let counter = instruments.energy,
      let repetition = block.repetitions.last, repetition.time.seconds > 0
    else { return }
    let times = max(1, (seconds / repetition.time.seconds).rounded())
    record.metered += times * repetition.time.seconds
    guard let before = counter.read() else { return }
    let stretch = record.work.run(passes: record.passes * Int(times), on: team)
    guard let after = counter.read(), let joules = after.joules(since: before) else { return }
    try record.work.check()
    block.energy = EnergyStretch(
      joules: joules, seconds: stretch.time.seconds, work: stretch.work, quality: after.quality)
  }
}
