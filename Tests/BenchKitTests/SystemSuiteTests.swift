import Glibc
import LinuxFiles
import NodeModel
import Testing

@testable import BenchKit

@Suite("Suites that measure the kernel and the CPUs' neighbourhood")
struct SystemSuiteTests {
  private let machine: Machine
  private let quick = Plan(extent: .quick, memoryLimit: 256 << 20)
  private let full = Plan(extent: .full, memoryLimit: 1 << 30)

  init() throws {
    machine = Machine(below: try Root())
  }

  /// Three runs of a case, each checked; twice the passes must not take less time than half of once.
  private func exercise(_ cases: [any Case]) throws -> [Double] {
    let team = try ThreadTeam(on: machine.cpus)
    return try cases.map { subject in
      try subject.prepare(on: team)
      defer { subject.release() }
      var least = Double.infinity
      for passes in [1, 3, 10] {
        let repetition = subject.run(passes: passes, on: team)
        try subject.check()
        least = min(least, repetition.value)
      }
      return least
    }
  }

  @Test("the kernel's services take between 10 ns and a second, and do what was asked")
  func systemCalls() throws {
    let values = try exercise(try SystemCalls.cases(on: machine, plan: full))
    #expect(values.count == (Region.offersHugePages ? 5 : 4))
    #expect(values.allSatisfy { $0 > 1e-8 && $0 < 1 })
  }

  @Test("faults of huge pages are left out, and why, where a program gets none")
  func noHugePages() throws {
    let without = SystemCalls.selection(.full, hasHugePages: false)
    #expect(!without.cases.contains { $0.subject["pages"] == .text("huge") })
    #expect(without.omissions.map(\.subject.name) == ["page_fault"])
    #expect(without.omissions.first?.subject["pages"] == .text("huge"))
    #expect(without.omissions.first?.reason.contains("no transparent huge pages") == true)
    let with = SystemCalls.selection(.full, hasHugePages: true)
    #expect(with.cases.last?.subject["pages"] == .text("huge") && with.omissions.isEmpty)
    #expect(SystemCalls.selection(.quick, hasHugePages: false).omissions.isEmpty)
  }

  @Test(
    "the time of a base page does not pass for that of a huge one",
    .enabled(if: Region.offersHugePages, "needs transparent huge pages"))
  func lostHugePages() throws {
    let team = try ThreadTeam(on: [machine.cpus[0]])
    let fault = PageFault(.huge)
    try fault.prepare(on: team)
    _ = fault.run(passes: 2, on: team)
    try fault.check()
    // Memory in pieces has none from the beginning.
    guard (try? fault.conclude()) != nil else { return fault.release() }
    let region = try #require(fault.region)
    // From now on one of the eight is given in base pages.
    _ = madvise(region.start + 3 * Region.hugePageBytes, Region.hugePageBytes, MADV_NOHUGEPAGE)
    _ = fault.run(passes: 2, on: team)
    try fault.check()
    #expect(throws: BenchError.self) { try fault.conclude() }
    fault.release()
  }

  @Test("a wake-up is never early, for each policy and statistic that this user may have")
  func wakeUps() throws {
    let cases = try Scheduling.cases(on: machine, plan: quick)
    #expect(cases.count == 2 || cases.count == 4)
    let values = try exercise(cases)
    #expect(values.allSatisfy { $0 >= 0 && $0 < 10 })
  }

  @Test("every pair of up to twelve CPUs hands its line over as often as it was told")
  func transfers() throws {
    try #require(machine.cpus.count > 1, "needs two CPUs")
    let cases = try CoreToCore.cases(on: machine, plan: quick)
    let chosen = min(machine.cpus.count, 12)
    #expect(cases.count == chosen * (chosen - 1) / 2)
    let values = try exercise(cases)
    #expect(values.allSatisfy { $0 > 1e-9 && $0 < 1 })
  }

  @Test("one CPU has nobody to send a line to, and says so")
  func oneCPU() {
    let one = Machine(
      cpus: [0], caches: [], instructionSet: .baseline, availableBytes: 1 << 30)
    #expect(throws: BenchError.self) { try CoreToCore.cases(on: one, plan: quick) }
  }

  @Test("a hundred CPUs are sampled by quick and all paired by full")
  func manyCPUs() throws {
    let many = Machine(
      cpus: Array(0..<100), caches: [], instructionSet: .baseline, availableBytes: 1 << 30)
    #expect(try CoreToCore.cases(on: many, plan: quick).count == 66)
    #expect(try CoreToCore.cases(on: many, plan: full).count == 4_950)
  }

  @Test("all pairs of a hundred CPUs take less than an hour")
  func manyPairs() throws {
    let many = Machine(
      cpus: Array(0..<100), caches: [], instructionSet: .baseline, availableBytes: 1 << 30)
    let cases = try CoreToCore.cases(on: many, plan: full)
    #expect(Schedule(for: .full, cases: cases.count).expectedSeconds(of: cases) < 3_600)
    // The last of the pairs is that of the last two CPUs.
    #expect(cases.last?.members == [98, 99])
  }

  @Test("wake-ups of all cases of a policy lie together, with the latest of all")
  func distribution() throws {
    let log = WakeUpLog()
    #expect(log.distribution == nil)
    log.add([5000])
    #expect(log.distribution?.p999 == nil)
    log.add((1...1999).map { UInt64($0) })
    // 2,000 values: 1 to 1999 and 5000.
    let all = try #require(log.distribution)
    #expect(all.count == 2_000)
    #expect(all.p50 == 1000e-9 && all.p99 == 1980e-9 && all.p999 == 1998e-9 && all.max == 5e-6)
  }

  @Test("a wake-up case counts for the policy what came after it was tried")
  func warmWakeUps() throws {
    let team = try ThreadTeam(on: [machine.cpus[0]])
    let one = try #require(try Scheduling.cases(on: machine, plan: quick).first)
    try one.prepare(on: team)
    _ = one.run(passes: 1, on: team)
    one.release()
    #expect(one.distribution == nil)
    try one.prepare(on: team)
    _ = one.run(passes: 2, on: team)
    try one.check()
    #expect(one.distribution?.count == 200)
  }

  @Test("percentiles are nearest ranks")
  func percentiles() {
    let sorted: [UInt64] = Array(1...200)
    #expect(WakeUp.Statistic.p50.value(of: sorted[...]) == 100)
    #expect(WakeUp.Statistic.p99.value(of: sorted[...]) == 198)
    #expect(WakeUp.Statistic.p99.value(of: [7]) == 7)
  }
}
