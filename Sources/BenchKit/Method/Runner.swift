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
  let arena: Arena?
  private let isAskedToStop: () -> Bool
  private let progress: (Progress) -> Void
  private var started = 0.0

  /// Prepares a run.
  ///
  /// - Parameters:
  ///   - memoryLimit: bytes that a case, its ceiling, the canary and what the arena keeps may take together.
  ///   - arena: what the cases borrow from.
  ///   - seed: determines the order of cases within a round and the bootstrap's draws.
  ///   - isAskedToStop: called between repetitions, on the calling thread.
  ///   - progress: called before each block, on the calling thread.
  public init(
    on team: ThreadTeam, schedule: Schedule, memoryLimit: Int, arena: Arena? = nil,
    instruments: Instruments, seed: UInt64, interruption: Interruption = Interruption(),
    isAskedToStop: @escaping () -> Bool = { false },
    progress: @escaping (Progress) -> Void = { _ in }
  ) {
    self.team = team
    self.schedule = schedule
    self.memoryLimit = memoryLimit
    self.arena = arena
    self.isAskedToStop = isAskedToStop
    self.instruments = instruments
    self.seed = seed
    self.interruption = interruption
    self.progress = progress
  }

  /// Measures all cases. A case that cannot run, or whose result is wrong, ends alone.
  ///
  /// The calling thread, which is the team's first, stays on the team's first CPU meanwhile.
  ///
  /// - Parameter start: when the time box began, in nanoseconds of the clock; nil stands for now.
  public func run(_ cases: [any Case], since start: UInt64? = nil) -> Outcome {
    let affinity = ThreadAffinity(boundTo: team.cpus[0])
    defer { affinity.restore() }
    started = start.map { Double($0) / 1e9 } ?? now
    let before = instruments.load?.counters()
    let records = cases.map(CaseRecord.init)
    for record in records where !isStopped {
      tell(record, block: 0, of: records)
      tryOut(record, share: schedule.seconds.map { $0 / Double(records.count) })
    }
    measure(records)
    if interruption.isRequested {
      for record in records where record.isActive && record.blocks.isEmpty {
        record.settleForTrial(at: instruments.clock.realtime())
      }
    }
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

  /// Seconds until the end of the time box, below 0 after it; nil where there is none.
  var left: Double? { schedule.seconds.map { $0 - (now - started) } }

  /// Whether the run is to end as soon as it can.
  var isStopped: Bool {
    if !interruption.isRequested, isAskedToStop() { interruption.request() }
    return interruption.isRequested
  }

  /// Whether one case more may be tried: the rest of the box is for measuring.
  var hasTimeToTry: Bool {
    guard let left, let seconds = schedule.seconds else { return true }
    return left > seconds * (1 - Schedule.tryOutShare)
  }

  private func measure(_ records: [CaseRecord]) {
    var random = RandomSource(seed: seed)
    for block in 1...schedule.blocks where !isStopped {
      var active = records.filter { $0.isActive && hasTime(for: $0, after: block - 1) }
      active.shuffle(using: &random)
      var canary = active.isEmpty ? nil : instruments.canary?.note(on: team)
      for (place, record) in active.enumerated() {
        giveUp(in: records)
        guard !isStopped else { return }
        guard record.isActive, hasTime(for: record, after: block - 1) else { continue }
        tell(record, block: block, of: records)
        let box = box(for: active, after: place, roundsLeft: schedule.blocks - block)
        let began = now
        var made = self.block(
          of: record, seconds: min(box, schedule.longestBlock(of: record.work)))
        let after = instruments.canary?.note(on: team)
        made.canaries = [canary, after].compactMap { $0?.only(record.work.members) }
        canary = after
        // The mean with what was known before: what allocating costs changes from time to time.
        record.overhead = (record.overhead + now - began - made.seconds) / 2
        guard !made.repetitions.isEmpty else { continue }
        record.blocks.append(made)
        record.ended = instruments.clock.realtime()
      }
    }
  }

  /// Whether a case may have a block more: until it has enough of them, or while there is time for the whole block.
  private func hasTime(for record: CaseRecord, after rounds: Int) -> Bool {
    guard let left, rounds >= Schedule.fewestBlocks else { return true }
    return left >= least(of: record, blocks: 1)
  }

  /// Ends the cases that need the most until the others can have their fewest blocks in what is left of the time: on
  /// a machine that became slower, these alone would make the run last. What has some of its blocks needs less, so
  /// that they are not made in vain.
  private func giveUp(in records: [CaseRecord]) {
    guard let left, let seconds = schedule.seconds else { return }
    var unfinished = records.filter { $0.isActive && $0.blocks.count < Schedule.fewestBlocks }
    func need(_ record: CaseRecord) -> Double {
      least(of: record, blocks: Schedule.fewestBlocks - record.blocks.count)
    }
    unfinished.sort { need($0) < need($1) }
    var needed = unfinished.reduce(0) { $0 + need($1) }
    let limit = left + seconds * (Schedule.slack - 1)
    while needed > limit, unfinished.count > 1, let longest = unfinished.popLast() {
      needed -= need(longest)
      let whole = Int(least(of: longest, blocks: schedule.blocks).rounded(.up))
      longest.fail(
        .impossible("no time was left for it, which takes \(whole) s here; \(schedule.advice)"))
    }
  }

  /// Seconds that so many blocks of a case take at least.
  func least(of record: CaseRecord, blocks: Int) -> Double {
    record.least(blocks: blocks, isMetered: instruments.energy != nil)
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
      least += record.shortestBlocks(blocks, isMetered: instruments.energy != nil)
      overhead += record.overhead * Double(blocks)
    }
    return schedule.box(left: left ?? 0, least: least, overhead: overhead)
  }

  private func tell(_ record: CaseRecord, block: Int, of records: [CaseRecord]) {
    progress(
      Progress(
        subject: record.work.subject, block: block, blocks: schedule.blocks,
        remainingSeconds: remaining(of: records)))
  }

  /// Until the time is over, or earlier where few cases need less.
  private func remaining(of records: [CaseRecord]) -> Double {
    let rest = rest(of: records)
    return left.map { max(0, min($0, rest)) } ?? rest
  }

  /// What the blocks not yet done take where each may take what it needs.
  private func rest(of records: [CaseRecord]) -> Double {
    records.filter(\.isActive).reduce(0) { sum, record in
      guard record.repetition > 0 else { return sum + schedule.expectedSeconds(of: record.work) }
      let block = max(
        schedule.longestBlock(of: record.work),
        Double(Schedule.fewestRepetitions) * record.repetition)
      return sum + Double(schedule.blocks - record.blocks.count) * (block + record.overhead)
    }
  }
}
