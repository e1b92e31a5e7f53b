import LinuxFiles
import Testing

@testable import BenchKit

@Suite("The cases of bandwidth and latency", .serialized)
struct MemoryCasesTests {
  /// As this machine, but with caches so small that everything is done in a moment.
  private let machine: Machine
  private let quick = Plan(extent: .quick, memoryLimit: 64 << 20)

  init() throws {
    let real = Machine(below: try Root())
    machine = Machine(
      cpus: Array(real.cpus.prefix(2)),
      caches: [
        CacheLevel(level: 1, bytes: 32 << 10, sharers: 1),
        CacheLevel(level: 2, bytes: 256 << 10, sharers: 1),
        CacheLevel(level: 3, bytes: 4 << 20, sharers: 2),
      ], instructionSet: real.instructionSet, availableBytes: 1 << 30)
  }

  private func allCases(_ plan: Plan) throws -> [any Case] {
    try Bandwidth.cases(on: machine, plan: plan) + Latency.cases(on: machine, plan: plan)
  }

  @Test("find their own results right, in any order and again after others had their memory")
  func lives() throws {
    let team = try ThreadTeam(on: machine.cpus)
    let cases = try allCases(quick)
    for _ in 0..<2 {
      for work in cases.reversed() {
        try work.prepare(on: team)
        for passes in [1, 3] {
          let repetition = work.run(passes: passes, on: team)
          try work.check()
          #expect(repetition.value > 0)
          #expect(repetition.work > 0)
        }
        work.release()
      }
    }
  }

  @Test("stay within the plan's memory, and no two are about the same")
  func memory() throws {
    for plan in [quick, Plan(extent: .full, memoryLimit: 256 << 20)] {
      let cases = try allCases(plan)
      #expect(cases.allSatisfy { $0.bytes <= plan.memoryLimit })
      #expect(Set(cases.map(\.subject)).count == cases.count)
      #expect(cases.allSatisfy { $0.threads <= machine.cpus.count })
    }
  }

  @Test("count every byte that their kernels read and write, and every load of a chase")
  func work() throws {
    let team = try ThreadTeam(on: machine.cpus)
    let set = WorkingSet(level: "L2", bytesPerThread: 30 * 1_024 * 8, arrayPercentOfCache: nil)
    let triad = try #require(
      BandwidthCase(
        .triad, over: set, threads: machine.cpus.count, pages: .base, instructions: .baseline,
        arena: quick.arena))
    try triad.prepare(on: team)
    let repetition = triad.run(passes: 5, on: team)
    // 30,720 numbers of 8 bytes a thread, each once a pass.
    #expect(repetition.work == Double(5 * 30_720 * 8 * machine.cpus.count))
    #expect(repetition.value == repetition.work / repetition.time.seconds)
    triad.release()

    let chase = ChaseCase(through: 64 << 10, pages: .base, arena: quick.arena)
    try chase.prepare(on: team)
    let loads = chase.run(passes: 3, on: team)
    #expect(loads.work == 3_072)
    #expect(loads.value == loads.time.seconds / 3_072)
    chase.release()
  }

  @Test("are measured with one thread, with all, and in full with the powers of two between")
  func threadCounts() throws {
    #expect(Bandwidth.threadCounts(upTo: 12, true) == [1, 2, 4, 8, 12])
    #expect(Bandwidth.threadCounts(upTo: 64, true) == [1, 2, 4, 8, 16, 32, 64])
    #expect(Bandwidth.threadCounts(upTo: 12, false) == [1, 12])
    #expect(Bandwidth.threadCounts(upTo: 1, true) == [1])
  }

  @Test("are measured with as many threads as somebody asks for")
  func askedThreads() throws {
    try #require(machine.cpus.count > 1, "needs two CPUs")
    let plan = Plan(
      extent: .quick, memoryLimit: 64 << 20, choice: try CaseChoice(parsing: ["threads=2"]))
    let cases = try Bandwidth.cases(on: machine, plan: plan)
    #expect(!cases.isEmpty && cases.allSatisfy { $0.threads == 2 })
  }

  @Test("are refused in one line where there is no memory for even one")
  func tooLittle() {
    let poor = Machine(
      cpus: machine.cpus, caches: [], instructionSet: .baseline, availableBytes: 4096)
    #expect(throws: BenchError.self) { _ = try Bandwidth.cases(on: poor, plan: quick) }
    #expect(throws: BenchError.self) { _ = try Latency.cases(on: poor, plan: quick) }
  }
}
