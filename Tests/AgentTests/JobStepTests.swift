import EnergyLedger
import Foundation
import NodeModel
import TestSupport
import Testing

@testable import Agent

/// Slurm's folders of version 2 under the sampler, in driven time.
@Suite("Steps of a job on a node")
struct JobStepTests {
  private static let second: UInt64 = 1_000_000_000
  private static let group = StagedNode.group + "/job_1"

  /// What the groups have used, in microseconds.
  private struct Used {
    var job: UInt64 = 0
    var steps: [String: UInt64] = [:]
  }

  /// So many seconds at 50 W, in each of which steps use so much and the job a tenth of a second more.
  private func pass(
    _ seconds: Int, _ node: StagedNode, _ used: inout Used, _ steps: [String: UInt64]
  ) throws {
    for _ in 0..<seconds {
      used.job += 100_000
      for (step, microseconds) in steps {
        used.steps[step, default: 0] += microseconds
        used.job += microseconds
        try node.tree.write(
          "usage_usec \(used.steps[step] ?? 0)\n", to: Self.group + "/\(step)/cpu.stat")
      }
      try node.set(job: 1, microseconds: used.job)
      try node.pass(Self.second, microjoules: 50_000_000, busy: 100)
      try node.round()
    }
  }

  private func book(_ node: StagedNode) throws -> PartBook {
    guard case .parts(let books) = node.sampler.answer(.parts) else {
      throw Missing(what: "an answer")
    }
    let book = try #require(books.first)
    let (parts, rest) = book.parts.divided(of: book.dynamicEnergy)
    #expect(
      parts.named.reduce(parts.others.energy + rest) { $0 + $1.energy } == book.dynamicEnergy)
    return book
  }

  private struct Missing: Error {
    let what: String
  }

  @Test("have shares of its dynamic energy that are all of it with the rest, and keep them")
  func life() throws {
    let node = try StagedNode(range: 1 << 50)
    var used = Used()
    let work: [String: UInt64] = ["step_batch": 100_000, "step_0": 200_000]
    try pass(40, node, &used, work)
    let first = try book(node)
    #expect(first.id.hasPrefix("slurm:") && first.id.hasSuffix("/1"))
    #expect(first.dynamicEnergy > 0)
    #expect(first.parts.named.map(\.id).sorted() == ["step_0", "step_batch"])
    let half = try #require(first.parts.named.first { $0.id == "step_0" })
    let quarter = try #require(first.parts.named.first { $0.id == "step_batch" })
    #expect(quarter.energy > 0)
    // Read six times, in each of which a share is less than a microjoule off.
    #expect(half.energy + 18 >= 2 * quarter.energy && half.energy <= 2 * quarter.energy + 18)
    #expect(half.processorTime == 2 * quarter.processorTime)
    #expect(first.parts.restTime == quarter.processorTime)

    guard case .book(let whole) = node.sampler.answer(.book(of: .job(first.id))) else {
      throw Missing(what: "the job's book")
    }
    #expect(whole.parts == first.parts)
    #expect(whole.totals?.dynamicEnergy.count == first.dynamicEnergy)

    try node.stopAndRestart()
    try pass(40, node, &used, work)
    let second = try book(node)
    let later = try #require(second.parts.named.first { $0.id == "step_0" })
    #expect(later.start == half.start)
    #expect(later.processorTime > half.processorTime && later.energy > half.energy)

    // What a kill takes of what was known of steps is nobody's; the job keeps its energy.
    try node.killAndRestart()
    try pass(2, node, &used, work)
    let third = try book(node)
    #expect(third.dynamicEnergy >= second.dynamicEnergy)
    #expect(third.parts.named.map(\.start) == second.parts.named.map(\.start))

    // A step ends, then the job, whose store has both ends and all shares.
    try node.tree.remove(Self.group + "/step_0")
    try pass(2, node, &used, ["step_batch": 100_000])
    let fourth = try book(node)
    #expect(fourth.parts.named.filter { $0.end != nil }.map(\.id) == ["step_0"])
    try node.end(job: 1)
    try node.pass(Self.second, microjoules: 50_000_000, busy: 100)
    try node.round()
    try node.pass(Self.second, microjoules: 50_000_000, busy: 100)
    try node.round()
    let last = try book(node)
    node.sampler.stop()
    let filed = try #require(
      try LedgerArchive(in: node.tree.path + "/state").jobs().first { $0.id == first.id })
    #expect(filed.state == .ended)
    #expect(filed.parts == last.parts)
    #expect(filed.parts?.named.allSatisfy { $0.end != nil } == true)
    #expect(filed.totals.dynamicEnergy.count == last.dynamicEnergy)
  }

  @Test("that went while no agent ran have ended, and a job without any has none")
  func gone() throws {
    let node = try StagedNode(range: 1 << 50)
    var used = Used()
    try pass(5, node, &used, ["step_0": 200_000])
    try node.set(job: 2, microseconds: 0)
    try pass(5, node, &used, ["step_0": 200_000])
    #expect(try book(node).id.hasSuffix("/1"))
    try node.stopAndRestart()
    try node.tree.remove(Self.group + "/step_0")
    try pass(3, node, &used, [:])
    let parts = try book(node).parts
    #expect(parts.named.count == 1 && parts.named.first?.end != nil)
    guard case .parts(let books) = node.sampler.answer(.parts) else {
      throw Missing(what: "an answer")
    }
    #expect(books.count == 1)
  }

  @Test("are filed with all that they have done until the agent stops")
  func stop() throws {
    let node = try StagedNode(range: 1 << 50)
    var used = Used()
    try pass(50, node, &used, ["step_0": 200_000])
    node.sampler.stop()
    let filed = try #require(try LedgerArchive(in: node.tree.path + "/state").jobs().first)
    let parts = try #require(filed.parts)
    // What was done in the first second was there when the agent came.
    #expect(parts.named.map(\.processorTime) == [49 * 200_000_000])
    #expect(parts.restTime == 49 * 100_000_000)
    let dynamic = filed.totals.dynamicEnergy.count
    let energy = try #require(parts.named.first).energy
    #expect(energy > 0 && energy < dynamic)
  }

  @Test("of a job that came back when the page was full have no part in what all others have")
  func foldedAgain() throws {
    var settings = Configuration()
    settings.jobs.limit = 1
    (settings.jobs.keepMinutes, settings.jobs.keepScrapes) = (0, 0)
    let node = try StagedNode(range: 1 << 50, settings)
    func books() throws -> [PartBook] {
      guard case .parts(let books) = node.sampler.answer(.parts) else {
        throw Missing(what: "an answer")
      }
      return books
    }
    var used = Used()
    try pass(5, node, &used, ["step_0": 200_000])
    let id = try book(node).id
    try node.end(job: 1)
    // It leaves the page, and the ledger when the rows of its hour are filed.
    for _ in 0..<400 where node.sampler.answer(.book(of: .job(id))) != .unknownJob {
      try node.pass(60 * Self.second, microjoules: 3_000_000_000, busy: 6000)
      try node.round()
      usleep(5000)
    }
    #expect(node.sampler.answer(.book(of: .job(id))) == .unknownJob)
    #expect(try books().isEmpty)
    try node.set(job: 2, microseconds: 0)
    try node.pass(Self.second, microjoules: 50_000_000, busy: 100)
    try node.round()
    used = Used()
    try pass(5, node, &used, ["step_0": 200_000])
    #expect(try node.round().keys.contains { $0.contains("job_id=other") })
    #expect(try books().isEmpty)
    if case .book(let whole) = node.sampler.answer(.book(of: .job(id))) {
      #expect(whole.totals == nil && whole.parts == nil)
    }
  }

  @Test("beyond the limit of jobs are told of nobody")
  func folded() throws {
    var settings = Configuration()
    settings.jobs.limit = 1
    let node = try StagedNode(range: 1 << 50, settings)
    try node.set(job: 2, microseconds: 0)
    try node.pass(Self.second)
    try node.round()
    var used = Used()
    try pass(5, node, &used, ["step_0": 200_000])
    guard case .parts(let books) = node.sampler.answer(.parts) else {
      throw Missing(what: "an answer")
    }
    #expect(books.isEmpty)
  }
}
