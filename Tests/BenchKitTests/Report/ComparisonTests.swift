import NodeModel
import Testing

@testable import BenchKit

@Suite("A run beside its baseline")
struct ComparisonTests {
  private func result(
    _ blocks: [[Double]], unit: BenchUnit = .bytesPerSecond, name: String = "triad"
  ) -> BenchResult {
    let samples = blocks.flatMap { $0 }
    return BenchResult(
      subject: Subject(suite: "bandwidth", name: name, parameters: [.threads(2)], unit: unit),
      best: 0, median: Sample.median(of: samples), mad: 0,
      interval: BenchInterval(low: 0, high: 0), prediction: BenchInterval(low: 0, high: 0),
      samples: samples, blocks: blocks.map(\.count), isVerified: true)
  }

  /// Five blocks of which the medians differ by up to 2 %: the prediction reaches 2.2 % to each side.
  private func steady(_ center: Double) -> [[Double]] {
    [0.99, 1.0, 1.01, 1.0, 1.0].map { [$0 * center, $0 * center] }
  }

  private func verdict(_ current: BenchResult, _ baseline: BenchResult) -> Comparison.Verdict {
    Comparison(of: current, with: baseline).verdict
  }

  @Test("a difference within what runs differ by is none")
  func unchanged() {
    #expect(verdict(result(steady(98)), result(steady(100))) == .unchanged)
    #expect(verdict(result(steady(102)), result(steady(100))) == .unchanged)
  }

  @Test("a rate that fell and a time that rose beyond both predictions are regressions")
  func worse() {
    let slower = Comparison(of: result(steady(90)), with: result(steady(100)))
    #expect(slower.verdict == .worse)
    #expect(abs(slower.gain - (-0.1)) < 1e-12)
    let longer = Comparison(
      of: result(steady(1.25), unit: .seconds), with: result(steady(1), unit: .seconds))
    #expect(longer.verdict == .worse)
    #expect(abs(longer.gain - (-0.2)) < 1e-12)
    #expect(verdict(result(steady(110)), result(steady(100))) == .better)
  }

  @Test("where one of the two runs scatters so far, a little more or less is no change")
  func scattered() {
    let wild = [70.0, 90, 110, 130, 92].map { [$0, $0] }
    #expect(verdict(result(wild), result(steady(100))) == .unchanged)
    #expect(verdict(result(steady(85)), result(wild)) == .unchanged)
    // More than 15 % is not: whoever scatters widely enough would call half the speed unchanged.
    let tooFar = Comparison.Verdict.unjudged("the values scatter too far to tell")
    #expect(verdict(result(steady(75)), result(wild)) == tooFar)
    #expect(verdict(result(wild), result(steady(120))) == tooFar)
  }

  @Test("only like modes are compared")
  func modes() {
    let near = steady(50)
    let both = near + steady(80)
    #expect(verdict(result(near), result(both)) == .unchanged)
    #expect(verdict(result(steady(45)), result(both)) == .worse)
    let between = Comparison(of: result(steady(63)), with: result(both))
    #expect(between.verdict == .unjudged("the two runs have no mode in common"))
  }

  @Test("what lies beyond every mode of the baseline is worse, or better, than the nearest of them")
  func beyond() {
    let both = steady(50) + steady(80)
    let slower = Comparison(of: result(steady(20)), with: result(both))
    #expect(slower.verdict == .worse && slower.baseline == 50 && slower.current == 20)
    #expect(abs(slower.gain - (-0.6)) < 1e-12)
    let faster = Comparison(of: result(steady(120)), with: result(both))
    #expect(faster.verdict == .better && faster.baseline == 80)
    #expect(verdict(result(steady(120), unit: .seconds), result(both, unit: .seconds)) == .worse)
  }

  @Test("modes that lie far apart are not the same where one run scatters beyond both")
  func farApart() {
    // Each of two modes has blocks between 1 and 20: its prediction reaches over hundreds of them.
    let wild = [1.0, 1.2, 20, 24].map { Array(repeating: $0, count: 5) }
    let far = Comparison(
      of: result(wild.map { $0.map { $0 * 1000 } }, unit: .seconds),
      with: result(wild, unit: .seconds))
    #expect(far.verdict != .unchanged && far.verdict != .better)
    #expect(far.gain < -0.9)
  }

  /// So many blocks of which most samples are 100 and some 200, and so many that have only 200.
  private func slow(_ slow: Int, fast: Int) -> [[Double]] {
    Array(repeating: [100, 100, 100, 100, 100, 200, 200], count: slow)
      + Array(repeating: Array(repeating: 200, count: 7), count: fast)
  }

  // scipy.stats.fisher_exact: 0.2063 of 1 and 4 of 5 blocks, 0.0441 of 5 of 10 and 7 of 7, 0.0013 of none of 5 and 7 of
  // 7, 0.0006 of none and all of 7.
  @Test("most blocks in a slower mode are worse, though the faster one still occurs")
  func movedMode() {
    let moved = Comparison(of: result(slow(7, fast: 0)), with: result(slow(0, fast: 7)))
    #expect(moved.verdict == .worse && moved.baseline == 200 && moved.current == 100)
    #expect(abs(moved.gain - (-0.5)) < 1e-12)
    #expect(verdict(result(slow(7, fast: 0)), result(steady(200))) == .worse)
    #expect(verdict(result(slow(0, fast: 7)), result(slow(7, fast: 0))) == .better)
    // Where half of them were slow before, chance may do that: not that nothing changed.
    let half = steady(100) + steady(200)
    #expect(
      verdict(result(slow(7, fast: 0)), result(half))
        == .unjudged(
          "7 of 7 blocks are in a slower mode, in the baseline 5 of 10: too few to tell, more come with --repeat 3"
        ))
  }

  @Test("most blocks at half the speed are never unchanged", arguments: 5...7)
  func mostlySlow(blocks: Int) {
    let found = Comparison(
      of: result(slow(blocks, fast: 7 - blocks)), with: result(slow(0, fast: 7)))
    #expect(found.verdict != .unchanged && found.verdict != .better)
    #expect(found.baseline == 200 && found.current == 100)
  }

  @Test("one slow block of five and four of five are within chance, however many samples they have")
  func movedBlocks() {
    func blocks(slow: Int) -> [[Double]] {
      (0..<5).map { Array(repeating: $0 < slow ? 100 : 200, count: 20) }
    }
    #expect(verdict(result(blocks(slow: 4)), result(blocks(slow: 1))) == .unchanged)
    #expect(verdict(result(blocks(slow: 1)), result(blocks(slow: 4))) == .unchanged)
  }

  @Test(
    "modes that are placements are no regression, whichever a run saw more of",
    arguments: [(1.5e-7, true), (3e-8, false)])
  func placements(far: Double, arePlacements: Bool) {
    var current = result(slow(7, fast: 0))
    current.modes = [
      BenchMode(median: 100, share: 0.71, transferSeconds: far),
      BenchMode(median: 200, share: 0.29, transferSeconds: 2.4e-8),
    ]
    #expect(
      verdict(current, result(steady(200))) == (arePlacements ? .unchanged : .worse))
  }

  /// Two threads that read, as two runs saw one placement each; the way in nanoseconds.
  private func read(_ rate: Double, way: Double?) -> BenchResult {
    var read = result(steady(rate), name: "read")
    read.transferSeconds = way
    return read
  }

  @Test("a run that saw another placement than its baseline says nothing about what it measured")
  func otherPlacement() {
    let far = read(53, way: 1.5e-7)
    #expect(
      verdict(read(35, way: 2.7e-8), far)
        == .unjudged("the CPUs lie 27 ns apart, in the baseline 150"))
    #expect(
      verdict(far, read(35, way: 2.7e-8))
        == .unjudged("the CPUs lie 150 ns apart, in the baseline 27"))
    // In the same place, or where nobody knows, it is slower.
    #expect(verdict(read(35, way: 1.5e-7), far) == .worse)
    #expect(verdict(read(35, way: 1.66e-7), far) == .worse)
    #expect(verdict(read(35, way: nil), far) == .worse)
    // What is the same in both places is unchanged.
    #expect(verdict(read(53, way: 2.7e-8), far) == .unchanged)
  }

  @Test("a way that is only as much longer as the clock is lower is none of another placement")
  func lowClock() {
    func read(_ rate: Double, way: Double, clock: Double?) -> BenchResult {
      var read = self.read(rate, way: way)
      read.clockHertz = clock
      return read
    }
    let whole = read(100, way: 5e-8, clock: 3e9)
    #expect(verdict(read(50, way: 1.2e-7, clock: 1.25e9), whole) == .worse)
    #expect(
      verdict(read(50, way: 1.2e-7, clock: 3e9), whole)
        == .unjudged("the CPUs lie 120 ns apart, in the baseline 50"))
    #expect(
      verdict(read(50, way: 1.2e-7, clock: nil), whole)
        == .unjudged("the CPUs lie 120 ns apart, in the baseline 50"))
  }

  @Test("of a baseline with two placements the one in which the run was is compared")
  func knownPlacement() {
    var both = result(steady(35) + steady(53), name: "read")
    both.transferSeconds = 9e-8
    both.modes = [
      BenchMode(median: 35, share: 0.5, transferSeconds: 2.7e-8),
      BenchMode(median: 53, share: 0.5, transferSeconds: 1.5e-7),
    ]
    #expect(verdict(read(35, way: 2.8e-8), both) == .unchanged)
    // Between the two modes, but a loss in the farther place.
    let far = Comparison(of: read(45, way: 1.5e-7), with: both)
    #expect(far.verdict == .worse && far.baseline == 53)
    let near = Comparison(of: read(20, way: 2.8e-8), with: both)
    #expect(near.verdict == .worse && near.baseline == 35)
  }

  @Test("where most blocks are in a slower mode in another placement, that may be why")
  func movedPlacement() {
    var current = result(slow(7, fast: 0))
    current.modes = [100.0, 200].map {
      BenchMode(median: $0, share: 0.5, transferSeconds: 1.5e-7)
    }
    var baseline = result(steady(200))
    baseline.transferSeconds = 2.7e-8
    #expect(
      verdict(current, baseline) == .unjudged("the CPUs lie 150 ns apart, in the baseline 27"))
  }

  @Test("blocks that were left out for their neighbours are no excuse: they are not in the figures")
  func leftOutBlocks() {
    var slow = result(steady(90))
    slow.disturbances = [BenchDisturbance(.canary, amount: 0.4, detail: "3 of 7 blocks left out")]
    #expect(verdict(slow, result(steady(100))) == .worse)
    slow.disturbances = [BenchDisturbance(.canary, detail: "the hardware was slower")]
    #expect(
      verdict(slow, result(steady(100)))
        == .unjudged("worse, but disturbed: the hardware was slower"))
  }

  @Test(
    "what was left out with its blocks is no excuse, what is in the figures is",
    arguments: [BenchDisturbance.Kind.steal, .quota, .cpuShare])
  func leftOutDisturbance(kind: BenchDisturbance.Kind) {
    var slow = result(steady(90))
    slow.disturbances = [BenchDisturbance(kind, amount: 0.1, isLeftOut: true, detail: "others")]
    #expect(verdict(slow, result(steady(100))) == .worse)
    slow.disturbances = [BenchDisturbance(kind, amount: 0.1, detail: "others")]
    #expect(verdict(slow, result(steady(100))) == .unjudged("worse, but disturbed: others"))
  }

  @Test("what was disturbed or wrong is not judged")
  func unjudged() {
    var disturbed = result(steady(90))
    disturbed.disturbances = [
      BenchDisturbance(.steal, amount: 0.2, detail: "the hypervisor took 20 % of the CPUs' time")
    ]
    #expect(
      verdict(disturbed, result(steady(100)))
        == .unjudged("worse, but disturbed: the hypervisor took 20 % of the CPUs' time"))
    var wrong = result(steady(100))
    wrong.isVerified = false
    #expect(verdict(wrong, result(steady(100))) == .unjudged("the new result is wrong"))
  }

  @Test(
    "what the machine does by itself is no excuse for a loss",
    arguments: [BenchDisturbance.Kind.throttle, .frequency, .spread, .unsteady])
  func noExcuse(kind: BenchDisturbance.Kind) {
    var slow = result(steady(90))
    slow.disturbances = [BenchDisturbance(kind, detail: "it is hot")]
    #expect(verdict(slow, result(steady(100))) == .worse)
  }

  @Test("results are matched by their subject; what only one run has is left out")
  func subjects() {
    let current = BenchDocument(
      conditions: BenchConditions(), results: [result(steady(1)), result(steady(1), name: "copy")])
    let baseline = BenchDocument(
      conditions: BenchConditions(),
      results: [result(steady(1), unit: .seconds), result(steady(1), name: "copy")])
    let comparison = BaselineComparison(of: current, with: [baseline]) { _ in true }
    #expect(comparison.comparisons.map(\.subject.name) == ["copy"])
    #expect(comparison.judged == 1)
    // The baseline's triad in seconds, and the new one in bytes a second.
    #expect(comparison.missing.map(\.subject.unit) == [.seconds])
    #expect(comparison.added.map(\.unit) == [.bytesPerSecond])
  }

  private func document(_ results: BenchResult...) -> BenchDocument {
    BenchDocument(conditions: BenchConditions(), results: results)
  }

  @Test(
    "cases of the baseline without a result are listed with the reason, but for those not asked for"
  )
  func missing() {
    let names = ["triad", "copy", "scale", "read"]
    let baseline = BenchDocument(
      conditions: BenchConditions(), results: names.map { result(steady(1), name: $0) })
    var current = document(result(steady(1)))
    current.omissions = [
      BenchOmission(subject: result(steady(1), name: "copy").subject, reason: "too slow here")
    ]
    let comparison = BaselineComparison(of: current, with: [baseline]) { $0.name != "read" }
    #expect(comparison.missing.map(\.subject.name) == ["copy", "scale"])
    #expect(comparison.missing.map(\.reason) == ["too slow here", "it is no case of this run"])
    #expect(comparison.judged == 1 && comparison.unjudged == 2)
  }

  @Test("a regression counts when a second measurement shows it as well")
  func confirmation() {
    let baseline = document(
      result(steady(100)), result(steady(100), name: "copy"), result(steady(100), name: "add"),
      result(steady(100), name: "scale"))
    var comparison = BaselineComparison(
      of: document(
        result(steady(90)), result(steady(90), name: "copy"), result(steady(90), name: "add"),
        result(steady(100), name: "scale")),
      with: [baseline]
    ) { _ in true }
    #expect(comparison.regressions.map(\.name) == ["triad", "copy", "add"])
    let add = result(steady(104), name: "add")
    comparison.confirm(
      by: [result(steady(91)), result(steady(99), name: "copy"), add], without: [])
    #expect(
      comparison.comparisons.map(\.verdict) == [
        .worse, .unconfirmed(again: 99), .unconfirmed(again: 104), .unchanged,
      ])
    #expect(comparison.regressions.map(\.name) == ["triad"] && comparison.unrepeated.isEmpty)
    #expect(comparison.judged == 4 && comparison.unjudged == 0)
  }

  @Test("a regression of which the second measurement says nothing remains one, with the reason")
  func unrepeated() {
    let names = ["triad", "copy", "add", "scale", "read"]
    func measured(_ center: Double) -> [BenchResult] {
      names.map { result(steady(center), name: $0) }
    }
    let baseline = BenchDocument(conditions: BenchConditions(), results: measured(100))
    let current = BenchDocument(conditions: BenchConditions(), results: measured(90))
    var comparison = BaselineComparison(of: current, with: [baseline]) { _ in true }
    var stolen = result(steady(90))
    stolen.disturbances = [BenchDisturbance(.steal, detail: "the hypervisor took 9 %")]
    var wrong = result(steady(100), name: "copy")
    wrong.isVerified = false
    let slow = BenchOmission(
      subject: result(steady(1), name: "add").subject, reason: "too slow here")
    let other = result(steady(20), name: "read")
    comparison.confirm(by: [stolen, wrong, other], without: [slow])
    #expect(
      comparison.comparisons.map(\.verdict) == [
        .unrepeated("worse, but disturbed: the hypervisor took 9 %"), .unrepeated("WRONG RESULT"),
        .unrepeated("too slow here"), .unrepeated("the run was stopped before it"), .worse,
      ])
    #expect(comparison.unrepeated.map(\.name) == ["triad", "copy", "add", "scale"])
    #expect(comparison.judged == 5 && comparison.unjudged == 0)
  }

  @Test(
    "what is better when it is measured again was no regression, whatever disturbed the baseline")
  func betterAgain() {
    var before = result(steady(100))
    before.disturbances = [BenchDisturbance(.steal, detail: "the hypervisor took 9 %")]
    var comparison = BaselineComparison(
      of: document(result(steady(90))), with: [document(before)]
    ) { _ in true }
    #expect(comparison.regressions.count == 1)
    comparison.confirm(by: [result(steady(110))], without: [])
    #expect(comparison.comparisons.map(\.verdict) == [.unconfirmed(again: 110)])
  }

  @Test("circumstances that changed are named with both values, unknown ones are not")
  func differences() {
    var before = BenchConditions()
    before.kernel = "6.1.0"
    before.scaling.governor = "performance"
    before.memory.transparentHugePages = "madvise"
    before.cpus = [0, 1, 2]
    var after = before
    after.kernel = "6.18.5"
    after.scaling.governor = "powersave"
    after.processor.model = "AMD EPYC"
    after.cpus = [0]
    let comparison = BaselineComparison(
      of: BenchDocument(conditions: after, results: []),
      with: [BenchDocument(conditions: before, results: [])]
    ) { _ in true }
    #expect(
      comparison.differences.map { "\($0.name): \($0.baseline), \($0.current)" } == [
        "kernel: 6.1.0, 6.18.5", "CPUs measured: 0-2, 0", "governor: performance, powersave",
      ])
  }

  @Test("of a case that several runs have the newest counts, with the conditions of its own run")
  func newest() {
    func run(
      _ kernel: String, ended: UInt64, _ results: BenchResult...
    ) -> BenchDocument {
      var conditions = BenchConditions()
      (conditions.kernel, conditions.ended) = (kernel, ended)
      return BenchDocument(conditions: conditions, results: results)
    }
    var late = result(steady(50), name: "copy")
    late.ended = 40
    let baseline = [
      run("6.18.5", ended: 30, result(steady(100)), result(steady(80), name: "copy")),
      run("6.1.0", ended: 20, late, result(steady(7)), result(steady(20), name: "add")),
      run("5.10.0", ended: 10, result(steady(7)), result(steady(1), name: "scale")),
    ]
    let current = run(
      "6.18.5", ended: 50, result(steady(100)), result(steady(50), name: "copy"),
      result(steady(20), name: "add"))
    let comparison = BaselineComparison(of: current, with: baseline) { _ in true }
    #expect(comparison.comparisons.map(\.baseline) == [100, 50, 20])
    #expect(comparison.missing.map(\.subject.name) == ["scale"])
    // Of the oldest run nothing was compared.
    #expect(comparison.differences.map(\.baseline) == ["6.1.0"])
    #expect(comparison.differences.map(\.cases) == [2])
  }
}
