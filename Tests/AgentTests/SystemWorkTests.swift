@testable import Agent
import Probes
import Testing

@Suite("What the system did beside its jobs")
struct SystemWorkTests {
  @Test("is what is left, and ticks that lag behind are made up for")
  func remainder() {
    var work = SystemWork()
    _ = work.system(.init(busy: 1_000, given: 10_000))
    work.add(jobs: 300)
    #expect(work.system(.init(busy: 2_000, given: 20_000)) == 700)
    // The job is counted at once, the tick in which it ran a round later.
    work.add(jobs: 500)
    #expect(work.system(.init(busy: 2_400, given: 30_000)) == 0)
    #expect(work.system(.init(busy: 2_900, given: 40_000)) == 400)
  }

  @Test("has a share of any number of CPU-seconds")
  func bigNode() {
    var work = SystemWork()
    _ = work.system(.init(busy: 0, given: 0, tick: 10_000_000))
    // 20,000 of 80,000 CPU-seconds.
    #expect(
      work.system(.init(busy: 2_000_000, given: 8_000_000, tick: 10_000_000)) == 20_000_000_000_000)
    #expect(work.utilization == 250_000)
    // What jobs say that no node can have done leaves nothing to the system, and no trace after.
    work.add(jobs: .max)
    work.add(jobs: .max)
    #expect(work.system(.init(busy: 2_000_100, given: 8_000_400, tick: 10_000_000)) == 0)
    #expect(
      work.system(.init(busy: 2_000_300, given: 8_000_800, tick: 10_000_000)) == 1_000_000_000)
  }

  @Test("never grows by a clock that steps back")
  func stepBack() {
    var work = SystemWork()
    _ = work.system(.init(busy: 5_000, given: 10_000))
    #expect(work.system(.init(busy: 4_000, given: 11_000)) == 0)
    #expect(work.utilization == 0)
  }
}

@Suite("Units that are jobs")
struct UnitGlobsTests {
  @Test(
    "are named by patterns",
    arguments: [
      ("nginx", "nginx.service", true), ("nginx", "nginx.scope", false),
      ("web-*.service", "web-1.service", true), ("web-*.service", "web-.service", true),
      ("*a*b.service", "xxaxxbxb.service", true), ("*a*b.service", "xxbxxa.service", false),
      ("run-?.scope", "run-7.scope", true), ("run-?.scope", "run-77.scope", false),
      ("*", "anything.service", true),
    ])
  func patterns(glob: String, unit: String, fits: Bool) {
    #expect(UnitGlobs([glob]).matches(unit[...]) == fits)
  }
}

@Suite("Names of jobs")
struct JobNamingTests {
  @Test(
    "have the cluster that slurm.conf names",
    arguments: [
      ("ClusterName=alpha\n", "alpha"), ("# ClusterName=no\nclustername=beta # yes\n", "beta"),
      ("SlurmctldHost=h ClusterName=gamma\n", "gamma"), ("Nothing=1\n", nil),
    ] as [(String, String?)])
  func cluster(text: String, name: String?) {
    #expect(JobNaming.clusterName(in: Array(text.utf8)) == name)
  }
}
