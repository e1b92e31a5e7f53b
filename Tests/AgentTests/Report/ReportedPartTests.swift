import EnergyLedger
import Foundation
import NodeModel
import TestSupport
import Testing

@testable import Agent

@Suite("Steps in reports")
struct ReportedPartTests {
  @Test("are eight of a job by themselves, and all others together, with all of its dynamic energy")
  func bounds() throws {
    let folder = try TemporaryDirectory()
    let maker = ReportMaker(directory: folder.path, nodeID: String(repeating: "0", count: 64))
    var job = JobRecord(
      epoch: Epoch(high: 1, low: 2), id: "slurm:x/1", name: "n", manager: .slurm, start: 1)
    job.totals.full[0] = 90_000
    job.totals.dynamic[0] = 70_000
    let steps = (1...20).map { step in
      #"{"id":"step_\#(step)","start":"1970-01-01T00:00:01Z","end":"1970-01-01T00:00:02Z","#
        + #""cpu_seconds":\#(step),"dynamic_energy_uj":\#(step * 100)}"#
    }
    var reader = try JSONReader(
      Array(#"{"named":[\#(steps.joined(separator: ","))],"rest":{"cpu_seconds":0.5}}"#.utf8))
    job.parts = try JobParts(reading: &reader)
    var book = ReportBook(time: 1_000_000)
    book.jobs = [job]
    let report = try maker.make(ReportPage(), book).bytes
    #expect(try SchemaCheck.errors(in: Data(report), schema: "report.json") ?? "" == "")
    let told = try #require(
      try ReportReading(report).jobs.first?["parts"] as? [String: Any])
    let named = try #require(told["named"] as? [[String: Any]])
    #expect(named.map { $0["id"] as? String } == (13...20).map { "step_\($0)" })
    let others = try #require(told["others"] as? [String: Any])
    // 1 + 2 + … + 12.
    #expect(others["count"] as? Int == 12 && others["cpu_seconds"] as? Double == 78)
    #expect(others["dynamic_energy_uj"] as? Int == 7800)
    let rest = try #require(told["rest"] as? [String: Any])
    // 70,000 less 100 × (1 + 2 + … + 20).
    #expect(rest["dynamic_energy_uj"] as? Int == 49_000)
    #expect(rest["cpu_seconds"] as? Double == 0.5)
  }

  @Test("are 8,192 by themselves in all of a report, as many of each job")
  func manyJobs() throws {
    let folder = try TemporaryDirectory()
    let steps = (1...32).map { step in
      #"{"id":"step_\#(step)","start":"1970-01-01T00:00:01Z","cpu_seconds":\#(step),"#
        + #""dynamic_energy_uj":1}"#
    }
    var reader = try JSONReader(Array(#"{"named":[\#(steps.joined(separator: ","))]}"#.utf8))
    let parts = try JobParts(reading: &reader)
    let jobs = (1...1200).map { number in
      var job = JobRecord(
        epoch: Epoch(high: 1, low: 2), id: "slurm:x/\(number)", name: "n", manager: .slurm,
        start: 1_000_000_000)
      job.totals.full[0] = 32
      job.totals.dynamic[0] = 32
      job.parts = parts
      return job
    }
    // A part of them is the agent's own, and the others are filed.
    try LedgerStore(in: folder.path).file(Filing(jobs: Array(jobs.dropFirst(100))))
    var book = ReportBook(time: 2_000_000_000)
    book.jobs = Array(jobs.prefix(100))
    var draft = ReportDraft(book)
    try draft.read(ReportPage(query: "after=0&limit=50000"), from: LedgerArchive(in: folder.path))
    let told = draft.jobs.compactMap(\.parts)
    #expect(told.count == 1200)
    // Six times 1,200 are 7,200, seven times would be 8,400. Nothing else is held, either.
    #expect(told.allSatisfy { $0.named.map(\.id) == (27...32).map { "step_\($0)" } })
    #expect(told.allSatisfy { $0.others.count == 26 && $0.others.energy == 26 })
    #expect(told.reduce(0) { $0 + $1.named.capacity } < 2 * 8192)
  }
}
