import LinuxFiles
import NodeModel
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
          #expect((repetition.work > 0) == work.subject.unit.isRate)
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

  @Test(
    "count every byte that their kernels read and write; a time is of every load, and no work for a joule"
  )
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
    #expect(loads.work == 0)
    #expect(loads.value == loads.time.seconds / 3_072)
    chase.release()
  }

  @Test(
    "say which sizes are too large, and that a quick chase does not leave caches that are larger")
  func omittedLatency() throws {
    let guest = Machine(
      cpus: machine.cpus, caches: [CacheLevel(level: 3, bytes: 260 << 20, sharers: 2)],
      instructionSet: machine.instructionSet, availableBytes: 1 << 30)
    let reasons = try Latency.selection(
      on: guest, plan: Plan(extent: .quick, memoryLimit: 224 << 20)
    ).omissions.filter { $0.subject["level"] == .text("DRAM") }.map(\.reason)
    // Three quarters of half of 224 MiB.
    #expect(
      reasons == [
        "the largest working set is 84 MiB, the last cache is reported as 260 MiB; measure it with --full"
      ])
    #expect(try Latency.selection(on: machine, plan: quick).omissions.isEmpty)
    let poor = Machine(
      cpus: machine.cpus, caches: machine.caches, instructionSet: machine.instructionSet,
      availableBytes: 1 << 20)
    let selection = try Latency.selection(on: poor, plan: quick)
    let sizes = Latency.fewSizes(on: poor, limit: 1 << 19)
    #expect(
      Set(
        (selection.cases.map(\.subject) + selection.omissions.map(\.subject))
          .compactMap { $0.count(of: "bytes") }) == Set(sizes))
    #expect(selection.omissions.contains { $0.reason.hasSuffix("the limit is 512 KiB") })
  }

  @Test("say which products need more memory than there is")
  func omittedProducts() throws {
    // Three matrices of 2048 doubles have 96 MiB.
    let selection = try GemmSuite.selection(
      on: machine, plan: Plan(extent: .full, memoryLimit: 64 << 20))
    let omitted = selection.omissions.filter { $0.subject.name == "fp64" }
    #expect(Set(omitted.compactMap { $0.subject.count(of: "n") }) == [2048, 2049, 4096])
    #expect(omitted.allSatisfy { $0.reason.hasSuffix("MiB, the limit is 64 MiB") })
    #expect(selection.cases.allSatisfy { $0.bytes <= 64 << 20 })
  }

  @Test("say why a last cache is left out where none of it was tried")
  func omittedCache() throws {
    func reasons(_ last: Int, memoryLimit: Int, _ extent: Plan.Extent = .quick) throws -> [String] {
      let guest = Machine(
        cpus: machine.cpus,
        caches: [
          CacheLevel(level: 2, bytes: 4 << 20, sharers: 1),
          CacheLevel(level: 3, bytes: last, sharers: 1),
        ], instructionSet: machine.instructionSet, availableBytes: 1 << 30)
      let selection = try Bandwidth.selection(
        on: guest, plan: Plan(extent: extent, memoryLimit: memoryLimit))
      return selection.omissions.filter { $0.subject["level"] == .text("L3") }.map(\.reason)
    }
    let counts = Set([1, machine.cpus.count]).count
    // A cache of which not even twice the one before fits.
    let shallow = try reasons(4 << 20, memoryLimit: 224 << 20)
    #expect(
      shallow
        == Array(
          repeating:
            "each thread would have 4 MiB of it, and the smallest set that lies outside the "
            + "caches before it is 8 MiB", count: counts))
    // Twice 4 MiB, half as much again, and a sixteenth for the order.
    let poor = try reasons(64 << 20, memoryLimit: 20 << 20)
    #expect(poor.count == counts)
    #expect(
      poor.first
        == "finding out how much of it there is takes 13056 KiB, the limit is 10 MiB; measure it with --full"
    )
    #expect(
      try reasons(64 << 20, memoryLimit: 20 << 20, .full).first?.hasSuffix("limit is 10 MiB")
        == true)
  }

  @Test("are the same when a little more or less memory is free")
  func steadyNames() throws {
    // No last cache that would be tried; 3 · 4 · 64 MiB do not fit.
    func subjects(_ mebibytes: Int) throws -> [Subject] {
      let poor = Machine(
        cpus: machine.cpus, caches: [CacheLevel(level: 2, bytes: 64 << 20, sharers: 2)],
        instructionSet: machine.instructionSet, availableBytes: mebibytes << 20)
      let plan = Plan(extent: .full, memoryLimit: (mebibytes << 20) / 5 * 4)
      return try Bandwidth.cases(on: poor, plan: plan).map(\.subject)
    }
    let subjects = try [1_100, 1_050].map(subjects)
    #expect(subjects[0] == subjects[1])
    // Half is 550 and 525 MiB.
    let memory = subjects[0].filter { $0["level"] == .text("DRAM") && $0["threads"] == .count(1) }
    #expect(Set(memory.map { $0.count(of: "bytes") }) == [512 << 20])
    func sizes(_ mebibytes: Int) throws -> [Int?] {
      let poor = Machine(
        cpus: machine.cpus, caches: [CacheLevel(level: 2, bytes: 1 << 20, sharers: 1)],
        instructionSet: machine.instructionSet, availableBytes: mebibytes << 20)
      let plan = Plan(extent: .quick, memoryLimit: 128 << 20)
      return try Latency.cases(on: poor, plan: plan).map { $0.subject.count(of: "bytes") }
    }
    #expect(try sizes(200) == sizes(190))
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
