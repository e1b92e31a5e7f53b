import Testing

@testable import Simulation

/// Each formula of a peer on figures small enough to be worked out by hand.
@Suite struct PeerTests {
  /// 400 J of package and 100 J of DRAM in 10 s; of 40 CPU seconds 20 are busy: 12 of job 0, 4 of
  /// job 1, 4 of the system.
  private var plain: IntervalStage {
    IntervalStage(
      domains: [(.package, 0, 400_000_000), (.memory, 0, 100_000_000)],
      jobs: [
        (before: 1, after: 13, resident: 2e9, hasEnded: false),
        (before: 0, after: 4, resident: 1e9, hasEnded: false),
      ], systemSeconds: 4, busySeconds: 20)
  }

  private func given(
    _ type: any AttributionMethod.Type, _ stage: IntervalStage
  ) -> [Owner: Attribution] {
    let interval = stage.interval
    var method = type.init(on: interval.facts)
    return Dictionary(uniqueKeysWithValues: method.attribute(interval).map { ($0.owner, $0) })
  }

  private func joules(_ attribution: Attribution?) -> Double {
    Double(attribution?.full ?? 0) / 1e6
  }

  @Test("Kepler: half the node busy makes half the energy active, shared by CPU time")
  func kepler() {
    let given = given(Kepler.self, plain)
    // 500 J · 0.5 = 250 J; 12/20, 4/20, 4/20.
    #expect(joules(given[.job(0)]) == 150)
    #expect(joules(given[.job(1)]) == 50)
    #expect(joules(given[.system]) == 50)
    #expect(joules(given[.unallocated]) == 250)
  }

  @Test("Kepler: who ended in the interval gets nothing, and the survivors pay")
  func keplerEnded() {
    var stage = plain
    stage.jobs[1].hasEnded = true
    let given = given(Kepler.self, stage)
    // 250 J over 12 + 4 seconds.
    #expect(joules(given[.job(0)]) == 187.5)
    #expect(given[.job(1)] == nil)
    #expect(joules(given[.system]) == 62.5)
  }

  @Test("Kepler: a wrap is corrected by the range")
  func keplerWrap() {
    var stage = plain
    stage.domains[0] = (.package, IntervalStage.range - 100_000_000, 300_000_000)
    #expect(joules(given(Kepler.self, stage)[.job(0)]) == 150)
  }

  @Test("Kepler: psys, where it exists, stands for all other zones")
  func keplerPlatform() {
    var stage = plain
    stage.domains.append((.platform, 0, 1_000_000_000))
    // 1000 J · 0.5 · 12/20.
    #expect(joules(given(Kepler.self, stage)[.job(0)]) == 300)
  }

  @Test("Kepler: an accelerator's power above its learnt idle is shared by use, equally without")
  func keplerAccelerator() {
    var stage = IntervalStage(systemSeconds: 1, busySeconds: 1)
    stage.accelerator = (joules: 100, percent: [])
    var method = Kepler(on: stage.interval.facts)
    _ = method.attribute(stage.interval)
    stage.jobs = [
      (before: 0, after: 0, resident: 0, hasEnded: false),
      (before: 0, after: 0, resident: 0, hasEnded: false),
    ]
    // Idle was 10 W: of 900 J 800 J are active.
    stage.accelerator = (joules: 900, percent: [60, 20])
    var given = method.attribute(stage.interval)
    #expect(given.map { $0.full / 1_000_000 } == [600, 200, 0, 100])
    stage.accelerator = (joules: 900, percent: [0, 0])
    given = method.attribute(stage.interval)
    #expect(given.map { $0.full / 1_000_000 } == [400, 400, 0, 100])
  }

  @Test("Scaphandre: power times CPU share of all processors; the idle ones' share reaches nobody")
  func scaphandre() {
    let given = given(Scaphandre.self, plain)
    // 500 J · 12/40, 4/40, 4/40.
    #expect(joules(given[.job(0)]) == 150)
    #expect(joules(given[.job(1)]) == 50)
    #expect(joules(given[.system]) == 50)
    #expect(given.count == 3)
  }

  @Test("Scaphandre: psys replaces all other counters, a wrap loses the interval, a new job waits")
  func scaphandreRules() {
    var stage = plain
    stage.domains.append((.platform, 0, 1_000_000_000))
    stage.jobs[1].before = nil
    let platform = given(Scaphandre.self, stage)
    #expect(joules(platform[.job(0)]) == 300)
    #expect(platform[.job(1)] == nil)
    stage.domains[2] = (.platform, 500, 400)
    #expect(given(Scaphandre.self, stage).isEmpty)
  }

  @Test("CEEMS with RAPL: packages by CPU time, DRAM by used memory")
  func ceemsRAPL() {
    let given = given(CEEMS.self, plain)
    // 400 · 12/20 + 100 · 2/8 = 265; 400 · 4/20 + 100 · 1/8 = 92.5.
    #expect(joules(given[.job(0)]) == 265)
    #expect(joules(given[.job(1)]) == 92.5)
    #expect(given.count == 2)
  }

  @Test("CEEMS with a node meter: nine tenths as RAPL, one tenth by head")
  func ceemsMeter() {
    var stage = plain
    stage.wallWatts = 100
    let given = given(CEEMS.self, stage)
    // 1000 J: 900 · 0.8 · 0.6 + 900 · 0.2 · 0.25 + 100/2 = 432 + 45 + 50.
    #expect(abs(joules(given[.job(0)]) - 527) < 1e-5)
    // 900 · 0.8 · 0.2 + 900 · 0.2 · 0.125 + 50 = 144 + 22.5 + 50.
    #expect(abs(joules(given[.job(1)]) - 216.5) < 1e-5)
  }

  @Test("CEEMS: a wrap counts from 0, and a new unit waits for its second sample")
  func ceemsRules() {
    var stage = plain
    stage.domains = [(.package, IntervalStage.range - 100_000_000, 300_000_000)]
    stage.jobs[1].before = nil
    let given = given(CEEMS.self, stage)
    #expect(joules(given[.job(0)]) == 180)
    #expect(given[.job(1)] == nil)
  }

  @Test("CEEMS: holders of an accelerator pay equal parts of all of it")
  func ceemsAccelerator() {
    var stage = plain
    stage.domains = []
    stage.accelerator = (joules: 900, percent: [90, 10])
    let given = given(CEEMS.self, stage)
    #expect(joules(given[.job(0)]) == 450)
    #expect(joules(given[.job(1)]) == 450)
  }

  @Test("GMT: what exceeds the baseline is dynamic, and CPU time of containers shares both")
  func greenMetricsTool() {
    var quiet = plain
    quiet.jobs = []
    quiet.domains[0].after = 100_000_000
    var method = GreenMetricsTool(on: quiet.interval.facts)
    #expect(method.attribute(quiet.interval).isEmpty)
    let given = method.attribute(plain.interval)
    // 500 J, 20 W of baseline: 300 J above; 12/16 and 4/16.
    #expect(given.map { $0.full / 1_000_000 } == [375, 125])
    #expect(given.map { $0.dynamic / 1_000_000 } == [225, 75])
  }
}
