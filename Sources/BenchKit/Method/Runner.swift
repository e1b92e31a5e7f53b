internal import NodeModel

/// Measures cases by the method of this project, in one thread that hands work to a team.
///
/// The first round tries each case: how many passes make a repetition of milliseconds, how long it warms
/// up. Then come rounds of blocks: each case gets one block a round, so that its blocks lie apart in time
/// and see different moods of the machine. Around each block stand the canary and the case's ceiling; in it
/// repetitions follow each other until its share of the time is used up, each with a check of its result.
public final class Runner {
  let team: ThreadTeam
  let schedule: Schedule
  let instruments: Instruments
  let memoryLimit: Int
  let seed: UInt64
  let interruption: Interruption
  private let progress: (Progress) -> Void
  private var started = 0.0

  /// Prepares a run.
  ///
  /// - Parameters:
  ///   - memoryLimit: bytes that a case, its ceiling and the canary may take together.
  ///   - seed: determines the order of cases within a round and the bootstrap's draws.
  ///   - progress: called before each block, on the calling thread.
  public init(
    on team: ThreadTeam, schedule: Schedule, memoryLimit: Int, instruments: Instruments,
    seed: UInt64, interruption: Interruption = Interruption(),
    progress: @escaping (Progress) -> Void = { _ in }
  ) {
    self.team = team
    self.schedule = schedule
    self.memoryLimit = memoryLimit
    self.instruments = instruments
    self.seed = seed
    self.interruption = interruption
    self.progress = progress
  }

  /// Measures all cases. A case that cannot run, or whose result is wrong, ends alone.
  ///
  /// The calling thread, which is the team's first, stays on the team's first CPU meanwhile.
  public func run(_ cases: [any Case]) -> Outcome {
    let affinity = ThreadAffinity(boundTo: team.cpus[0])
    defer { affinity.restore() }
    started = now
    let before = instruments.load?.counters()
    let records = cases.map(CaseRecord.init)
    for record in records where !interruption.isRequested {
      tell(record, block: 0, of: records)
      tryOut(record, share: schedule.seconds.map { $0 / Double(records.count) })
    }
    measure(records)
    let load = before.flatMap { before in
      instruments.load?.counters().map { LoadChange(from: before, to: $0, on: team.cpus) }
    }
    let summary = Summary(
      of: records, plannedBlocks: schedule.blocks, load: load,
      isInterrupted: interruption.isRequested, seed: seed)
    return summary.outcome
  }

  /// Seconds since some beginning.
  var now: Double { instruments.clock.seconds() }

  private func measure(_ records: [CaseRecord]) {
    var random = RandomSource(seed: seed)
    for block in 1...schedule.blocks {
      var active = records.filter(\.isActive)
      active.shuffle(using: &random)
      var canary = active.isEmpty ? nil : instruments.canary?.note(on: team)
      for (place, record) in active.enumerated() where !interruption.isRequested {
        tell(record, block: block, of: records)
        let box = box(for: active, after: place, roundsLeft: schedule.blocks - block)
        var made = self.block(of: record, seconds: box)
        let after = instruments.canary?.note(on: team)
        made.canaries = [canary, after].compactMap { $0 }
        canary = after
        guard !made.repetitions.isEmpty else { continue }
        record.blocks.append(made)
        record.ended = instruments.clock.realtime()
      }
    }
  }

  /// Seconds of repetitions for the next block, of what is left for all: `done` cases had theirs in this
  /// round, and each has one in the rounds left.
  private func box(
    for active: [CaseRecord], after done: Int, roundsLeft: Int
  ) -> Double {
    var least: [Double] = []
    var overhead = 0.0
    for (place, record) in active.enumerated() where record.isActive {
      let blocks = roundsLeft + (place >= done ? 1 : 0)
      let shortest = Double(Schedule.fewestRepetitions) * record.repetition
      least += repeatElement(shortest, count: blocks)
      overhead += record.overhead * Double(blocks)
    }
    let left = (schedule.seconds ?? 0) - (now - started)
    return schedule.box(left: left, least: least, overhead: overhead)
  }

  private func tell(_ record: CaseRecord, block: Int, of records: [CaseRecord]) {
    let left = schedule.seconds.map { max(0, $0 - (now - started)) }
    progress(
      Progress(
        subject: record.work.subject, block: block, blocks: schedule.blocks,
        remainingSeconds: left ?? rest(of: records)))
  }

  /// What the blocks not yet done take where each may take what it needs; nil where a case was not tried.
  private func rest(of records: [CaseRecord]) -> Double? {
    let active = records.filter(\.isActive)
    guard active.allSatisfy({ $0.repetition > 0 }) else { return nil }
    return active.reduce(0) { sum, record in
      let block = max(schedule.longestBlock, Double(Schedule.fewestRepetitions) * record.repetition)
      return sum + Double(schedule.blocks - record.blocks.count) * (block + record.overhead)
    }
  }
}
