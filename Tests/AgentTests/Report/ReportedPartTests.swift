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
    book.jobs = [ReportBook.Job(record: job)]
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
}
