import LinuxFiles
import NodeModel
import Testing

@testable import BenchKit

@Suite("A run of cases")
struct RunnerTests {
  private let clock = StagedClock()
  private let team: ThreadTeam

  init() throws {
    team = try ThreadTeam(on: [Machine(below: try Root()).allowedCPUs[0]])
  }

  private func runner(
    seconds: Double? = 10, instruments: ((inout Instruments) -> Void)? = nil,
    arena: Arena? = nil, interruption: Interruption = Interruption(),
    isAskedToStop: @escaping () -> Bool = { false },
    progress: @escaping (Progress) -> Void = { _ in }
  ) -> Runner {
    var tools = Instruments(clock: clock)
    instruments?(&tools)
    return Runner(
      on: team, schedule: Schedule(blocks: 5, seconds: seconds, longestBlock: 0.2),
      memoryLimit: 1 << 20, arena: arena, instruments: tools, seed: 1, interruption: interruption,
      isAskedToStop: isAskedToStop, progress: progress)
  }

  /// A millisecond a pass, and six from half a second on.
  private func slowing(_ name: String) -> StagedCase {
    let one = StagedCase(name, clock: clock)
    let clock = clock
    one.pass = { _ in clock.seconds < 0.5 ? 0.001 : 0.006 }
    return one
  }

  @Test("measures in five blocks by repetitions of milliseconds, and says what they were")
  func plain() throws {
    let outcome = runner().run([StagedCase("a", clock: clock)])
    let result = try #require(outcome.results.first)
    #expect(result.blocks.count == 5)
    #expect(result.samples.count == result.blocks.reduce(0, +))
    // 10^6 operations in a millisecond, whatever the passes.
    #expect(abs(result.median - 1e9) < 1)
    #expect(result.mad < 1 && result.dropped == 0)
    #expect(result.isVerified && result.disturbances.isEmpty && result.modes.isEmpty)
    #expect(outcome.omissions.isEmpty && !outcome.isInterrupted)
    // 0.2 s of repetitions of 4 ms.
    #expect(result.blocks.allSatisfy { (48...52).contains($0) })
  }

  @Test("gives each case one block a round, and keeps within its time")
  func interleaved() {
    let log = StagedCase.Log()
    let cases = ["a", "b", "c"].map { name in
      let one = StagedCase(name, clock: clock)
      one.log = log
      return one
    }
    let outcome = runner(seconds: 1.5).run(cases)
    #expect(outcome.results.map(\.subject.name) == ["a", "b", "c"])
    #expect(log.names.count == 3 * 6)
    for round in stride(from: 0, to: 18, by: 3) {
      #expect(Set(log.names[round..<(round + 3)]) == ["a", "b", "c"])
    }
    #expect(clock.seconds < 1.7)
    #expect(!cases.contains { $0.isPrepared })
  }

  @Test("a wrong result ends its case with the mark that it is wrong, and only that case")
  func wrong() throws {
    let bad = StagedCase("bad", clock: clock)
    bad.wrongFrom = 100
    let good = StagedCase("good", clock: clock)
    let outcome = runner().run([bad, good])
    #expect(outcome.results.map(\.isVerified) == [false, true])
    #expect(bad.repetitions == 101)
    let atOnce = StagedCase("wrong at once", clock: clock)
    atOnce.wrongFrom = 0
    let other = try #require(runner().run([atOnce]).results.first)
    #expect(!other.isVerified && other.samples.count == 1)
  }

  @Test("what cannot run is omitted with its reason")
  func omitted() throws {
    let refused = StagedCase("refused", clock: clock)
    refused.refusal = .impossible("needs a second CPU")
    let large = StagedCase("large", clock: clock)
    large.bytes = 3 << 20
    let slow = StagedCase("slow", clock: clock)
    slow.pass = { _ in 5 }
    let outcome = runner().run([refused, large, slow])
    #expect(outcome.results.isEmpty)
    #expect(
      outcome.omissions.map(\.reason) == [
        "needs a second CPU", "needs 3 MiB, the limit is 1 MiB",
        "too slow here for the time that there is: 76 s; measure it with --full",
      ])
    // Who has said how many seconds there are is not told to take as many as it needs.
    let boxed = Runner(
      on: team, schedule: Schedule(seconds: 2), memoryLimit: 1 << 20,
      instruments: Instruments(clock: clock), seed: 1
    ).run([slow])
    #expect(
      boxed.omissions.first?.reason.hasSuffix(" s; give it more with --seconds") == true)
  }

  @Test("repetitions that shared their CPU are dropped and counted; too many disturb the result")
  func shared() throws {
    let some = StagedCase("some", clock: clock)
    some.pass = { $0 % 10 == 3 ? 0.002 : 0.001 }
    some.cpuShare = { $0 % 10 == 3 ? 0.5 : 0.999 }
    let result = try #require(runner().run([some]).results.first)
    #expect(result.dropped > 0 && result.mad < 1 && result.disturbances.isEmpty)
    #expect(result.samples.allSatisfy { abs($0 - 1e9) < 1 })

    let most = StagedCase("most", clock: clock)
    most.cpuShare = { $0 % 3 == 0 ? 0.999 : 0.5 }
    let disturbed = try #require(runner().run([most]).results.first)
    #expect(disturbed.dropped == 0 && disturbed.disturbances.map(\.kind) == [.cpuShare])
  }

  @Test("a share of the ceiling is taken from what was measured around each block")
  func ceiling() throws {
    let work = StagedCase("work", clock: clock)
    let ceiling = StagedCase("ceiling", clock: clock)
    ceiling.pass = { _ in 0.0008 }
    work.ceiling = ceiling
    let result = try #require(runner().run([work]).results.first)
    #expect(abs((result.peakShare ?? 0) - 0.8) < 1e-6)
  }

  @Test("an interruption finishes the repetition and reports what is done")
  func interrupted() throws {
    let interruption = Interruption()
    let outcome = runner(
      interruption: interruption,
      progress: { if $0.block == 3 { interruption.request() } }
    ).run([StagedCase("a", clock: clock)])
    let result = try #require(outcome.results.first)
    #expect(outcome.isInterrupted)
    #expect(result.blocks.count == 3)
    #expect(result.disturbances.map(\.kind) == [.interrupted])
  }

  @Test("who asks to stop is heard after the repetition under way, also while a case warms up")
  func askedToStop() throws {
    let clock = clock
    let outcome = runner(isAskedToStop: { clock.seconds > 0.7 }).run([StagedCase("a", clock: clock)]
    )
    #expect(outcome.isInterrupted)
    // The block had a tenth of a second left.
    #expect(clock.seconds < 0.71)
    #expect(outcome.results.first?.disturbances.map(\.kind) == [.interrupted])

    let start = clock.seconds
    let restless = StagedCase("restless", clock: clock)
    restless.pass = { $0 % 2 == 0 ? 0.004 : 0.04 }
    let others = ["b", "c"].map { StagedCase($0, clock: clock) }
    let few = runner(isAskedToStop: { clock.seconds > start + 0.05 }).run([restless] + others)
    #expect(clock.seconds < start + 0.1)
    #expect(few.omissions.map(\.subject.name) == ["b", "c"])
    #expect(Set(few.omissions.map(\.reason)) == ["the run was stopped before it"])
  }

  @Test("what was only tried when the run is stopped is shown as that, and neither kept nor judged")
  func stoppedInFirstRound() throws {
    let interruption = Interruption()
    let wrong = StagedCase("wrong", clock: clock)
    wrong.wrongFrom = 0
    let others = ["b", "c"].map { StagedCase($0, clock: clock) }
    let cases = [StagedCase("a", clock: clock), wrong] + others
    let outcome = runner(
      interruption: interruption,
      progress: { if $0.subject.name == "c" { interruption.request() } }
    ).run(cases)
    #expect(outcome.results.map(\.subject.name) == ["a", "wrong", "b"])
    #expect(outcome.omissions.map(\.subject.name) == ["c"])
    let tried = try #require(outcome.results.first)
    #expect(tried.blocks == [1] && tried.samples.count == 1 && tried.isVerified)
    #expect(abs(tried.median - 1e9) < 1)
    #expect(tried.ended != nil && tried.isOnlyTried)
    #expect(
      tried.disturbances.map(\.detail) == [
        "stopped before its first block: one repetition of the warm-up"
      ])
    let document = BenchDocument(conditions: BenchConditions(), results: outcome.results)
    #expect(document.withoutTrials.results.map(\.subject.name) == ["wrong"])
  }

  @Test(
    "a machine that becomes slow ends in time: five blocks are enough, the longest ones are given up"
  )
  func slowed() {
    let light = [slowing("a"), slowing("b")]
    let heavy = StagedCase("heavy", clock: clock)
    // 20 ms each to begin with, a third of a second after some of them.
    heavy.pass = { $0 < 12 ? 0.02 : 0.3 }
    let outcome = runner(seconds: 3).run(light + [heavy])
    #expect(clock.seconds < 3.3)
    #expect(outcome.results.map(\.subject.name) == ["a", "b"])
    #expect(outcome.results.allSatisfy { $0.blocks.count == 5 })
    #expect(outcome.omissions.map(\.subject.name) == ["heavy"])
    #expect(outcome.omissions.first?.reason.hasPrefix("no time was left for it") == true)
  }

  @Test("more than five blocks are made only while there is time")
  func fewestBlocks() throws {
    let clock = clock
    let one = StagedCase("a", clock: clock)
    // From the third block on a repetition takes longer than a block should.
    one.pass = { _ in clock.seconds < 0.5 ? 0.004 : 0.5 }
    let run = Runner(
      on: team, schedule: Schedule(blocks: 11, seconds: 2, longestBlock: 0.2),
      memoryLimit: 1 << 20, instruments: Instruments(clock: clock), seed: 1)
    let result = try #require(run.run([one]).results.first)
    // Three or four blocks are done when the time is over; eleven would take 12 s.
    #expect(result.blocks.count == 5)
    #expect(clock.seconds < 6)
  }

  @Test("a case that has to be short is short, however much time there is")
  func ownLongestBlock() throws {
    let one = StagedCase("a", clock: clock)
    one.longestBlock = 0.011
    let result = try #require(runner(seconds: nil).run([one]).results.first)
    #expect(result.blocks == [3, 3, 3, 3, 3])
  }

  @Test("what the arena keeps makes room for a case with memory of its own")
  func keptMemory() throws {
    let arena = Arena()
    let region = try arena.borrow(1 << 20, pages: .base, placement: .node(0))
    arena.giveBack(region, placement: .node(0))
    #expect(arena.keptBytes == 2 << 20)
    let outcome = runner(arena: arena).run([StagedCase("a", clock: clock)])
    #expect(outcome.results.count == 1)
    #expect(arena.keptBytes == 0)
  }

  @Test("steal and load are those of the CPUs on which the case works")
  func loadOfOwnCPUs() throws {
    let cpus = Machine(below: try Root()).allowedCPUs
    try #require(cpus.count > 1, "needs two CPUs")
    func disturbances(_ cpu: Int, busy: Double, stolen: Double) throws -> [BenchDisturbance] {
      var tools = Instruments(clock: clock)
      tools.load = StagedLoad(clock: clock, cpus: cpus, cpu: cpu, busy: busy, stolen: stolen)
      let run = Runner(
        on: try ThreadTeam(on: Array(cpus.prefix(2))),
        schedule: Schedule(blocks: 5, seconds: 10, longestBlock: 0.6), memoryLimit: 1 << 20,
        instruments: tools, seed: 1)
      return try #require(run.run([StagedCase("a", clock: clock)]).results.first).disturbances
    }
    // 1.5 % of its one CPU; of both it would be less than the limit.
    let steal = try #require(try disturbances(cpus[0], busy: 0, stolen: 0.015).first)
    #expect(steal.kind == .steal && abs((steal.amount ?? 0) - 0.015) < 1e-6)
    // A daemon of 0.2 CPUs on the CPU that the case does not use, and on its own.
    #expect(try disturbances(cpus[1], busy: 0.2, stolen: 0).isEmpty)
    #expect(try disturbances(cpus[0], busy: 0.2, stolen: 0).map(\.kind) == [.cpuShare])
  }

  @Test("a quota that stopped the threads is said")
  func quota() throws {
    let result = try #require(
      runner(instruments: { $0.stops = StagedStops(clock: clock) })
        .run([StagedCase("a", clock: clock)]).results.first)
    #expect(result.disturbances.map(\.kind) == [.quota])
  }

  @Test("slow-downs because of heat are those of the CPUs on which the case works")
  func heat() throws {
    let own = try #require(team.cpus.first)
    func kinds(_ cpu: Int) throws -> [BenchDisturbance.Kind] {
      try #require(
        runner(instruments: { $0.throttles = StagedThrottles(clock: clock, cpu: cpu) })
          .run([StagedCase("a", clock: clock)]).results.first
      ).disturbances.map(\.kind)
    }
    #expect(try kinds(own) == [.throttle])
    #expect(try kinds(own + 1).isEmpty)
  }

  @Test("progress tells case, round and a rest that shrinks to nothing")
  func progress() {
    var told: [(Int, Double)] = []
    _ = runner(progress: { told.append(($0.block, $0.remainingSeconds)) })
      .run([StagedCase("a", clock: clock)])
    #expect(told.map(\.0) == [0, 1, 2, 3, 4, 5])
    #expect(zip(told, told.dropFirst()).allSatisfy { $0.1 > $1.1 })
    // Five blocks of 0.2 s are left then, and not the rest of ten seconds.
    #expect(told.count == 6 && (1.0...1.2).contains(told[1].1))
  }

  @Test("a run without a limit says from its first case on what is left")
  func progressWithoutLimit() {
    var told: [(Int, Double)] = []
    _ = runner(seconds: nil, progress: { told.append(($0.block, $0.remainingSeconds)) })
      .run(["a", "b"].map { StagedCase($0, clock: clock) })
    #expect(told.prefix(3).map(\.0) == [0, 0, 1])
    // Two cases, each of five blocks of 0.2 s and as much to try it, and 15 ms around each of these.
    #expect(told.count == 12 && (2.5...2.7).contains(told[0].1))
    #expect(zip(told, told.dropFirst()).allSatisfy { $0.1 > $1.1 })
  }

  @Test("the time box can have begun before the run")
  func sinceStart() {
    clock.seconds = 100
    let cases = ["a", "b"].map { StagedCase($0, clock: clock) }
    let outcome = runner(seconds: 2).run(cases, since: 99_000_000_000)
    #expect(outcome.results.count == 2)
    #expect(clock.seconds < 101.1)
  }

  @Test("what metering adds to slow cases is known before their time is spent")
  func slowEnergyInTime() {
    let cases = (0..<4).map { number in
      let one = StagedCase("\(number)", clock: clock)
      one.pass = { _ in 0.25 }
      return one
    }
    var tools = Instruments(clock: clock)
    tools.energy = StagedEnergy(clock: clock, watts: 50)
    let outcome = Runner(
      on: team, schedule: Schedule(blocks: 7, seconds: 18, longestBlock: 0.2),
      memoryLimit: 1 << 20, instruments: tools, seed: 1
    ).run(cases)
    // Each block has four repetitions, one of them metered: five blocks of four cases take 20 s, those of three 15.
    #expect(outcome.results.count == 3)
    #expect(outcome.results.allSatisfy { $0.blocks.count >= 5 })
    #expect(outcome.results.allSatisfy { $0.energy != nil })
    #expect(clock.seconds < 18.4)
  }

  @Test(
    "blocks that meter are longer by a tenth of a second, or by a repetition where that is more")
  func shortestBlocks() {
    func blocks(of repetition: Double) -> [Int] {
      let record = CaseRecord(StagedCase("a", clock: clock))
      record.repetition = repetition
      return record.shortestBlocks(5, isMetered: true).map { Int(($0 * 1000).rounded()) }
    }
    #expect(blocks(of: 0.3) == [1200, 1200, 1200, 1200, 1200])
    // A tenth of the first 0.28 s is more than a third, of 0.34 s it is less.
    #expect(blocks(of: 0.02) == [160, 60, 60, 60, 160])
    let record = CaseRecord(StagedCase("a", clock: clock))
    record.repetition = 0.25
    record.overhead = 0.125
    #expect(record.shortestBlocks(2, isMetered: false) == [0.75, 0.75])
    #expect(record.least(blocks: 2, isMetered: false) == 1.75)
    #expect(record.least(blocks: 2, isMetered: true) == 2.25)
  }

  @Test("the same seed and clock give the same outcome")
  func deterministic() {
    let outcomes = (0..<2).map { _ in
      let clock = StagedClock()
      let one = StagedCase("a", clock: clock)
      one.pass = { 0.001 * (1 + 0.01 * Double($0 % 7)) }
      return Runner(
        on: team, schedule: Schedule(blocks: 5, seconds: 3, longestBlock: 0.1),
        memoryLimit: 1 << 20, instruments: Instruments(clock: clock), seed: 5
      ).run([one]).results
    }
    #expect(outcomes[0] == outcomes[1])
  }

  @Test("metering takes no more than a third of a box that is short, and is done at least once")
  func energyInTime() throws {
    let counter = StagedEnergy(clock: clock, watts: 50)
    let cases = (0..<20).map { StagedCase("\($0)", clock: clock) }
    let outcome = runner(seconds: 6, instruments: { $0.energy = counter }).run(cases)
    #expect(outcome.results.count == 20)
    #expect(outcome.results.allSatisfy { abs(($0.energy?.watts ?? 0) - 50) < 0.01 })
    // A tenth of a second in each of the hundred blocks would be ten.
    #expect(clock.seconds < 6.5)
  }

  @Test("energy comes from work without a break, and is absent without a counter")
  func energy() throws {
    let counter = StagedEnergy(clock: clock, watts: 50)
    let result = try #require(
      runner(instruments: { $0.energy = counter }).run([StagedCase("a", clock: clock)]).results
        .first)
    let energy = try #require(result.energy)
    #expect(abs(energy.watts - 50) < 0.01)
    // 10^9 operations a second at 50 W.
    #expect(abs((energy.workPerJoule ?? 0) / 2e7 - 1) < 0.001)
    #expect(energy.quality == "measured")
    #expect(runner().run([StagedCase("a", clock: clock)]).results.first?.energy == nil)
  }
}

/// One CPU that is busy with others' work, or stolen, for a part of the time.
private struct StagedLoad: LoadSource {
  let clock: StagedClock
  let cpus: [Int]
  let cpu: Int
  let busy: Double
  let stolen: Double

  func counters() -> LoadCounters? {
    var counters = LoadCounters()
    counters.time = clock.seconds
    for each in cpus {
      var entry = LoadCounters.CPU()
      entry.busy = each == cpu ? busy * clock.seconds : 0
      entry.stolen = each == cpu ? stolen * clock.seconds : 0
      counters.cpus[each] = entry
    }
    return counters
  }
}

/// A quota that stops threads twenty times a second.
private struct StagedStops: StopCounter {
  let clock: StagedClock
  func events() -> UInt64? { UInt64(clock.seconds * 20) }
}

/// Heat that slows one CPU down twenty times a second.
private struct StagedThrottles: ThrottleCounter {
  let clock: StagedClock
  let cpu: Int
  func events(on cpus: [Int]) -> UInt64? { cpus.contains(cpu) ? UInt64(clock.seconds * 20) : 0 }
}

/// A counter of so many watts.
private struct StagedEnergy: EnergyCounter {
  let clock: StagedClock
  let watts: Double
  func read() -> EnergyReading? {
    EnergyReading(joules: ["package": clock.seconds * watts], quality: .measured)
  }
}
