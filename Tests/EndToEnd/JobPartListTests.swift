import Agent
import EnergyLedger
import Exporters
import Foundation
import NodeModel
import TestSupport
import Testing

@testable import probe

/// Steps and containers in `probe jobs` and `probe explain`, without an agent.
@Suite("Parts in lists of jobs")
struct JobPartListTests {
  private let epoch = Epoch(high: 1, low: 2)

  /// A job of 1.5 J, 1 J of it dynamic.
  private func job(_ id: String, end: String? = nil) throws -> JobReport {
    var record = JobRecord(
      epoch: epoch, id: id, name: "cfd", manager: .slurm,
      start: try #require(Timestamp.nanoseconds(of: "2026-03-02T14:00:00Z")))
    record.end = try end.map { try #require(Timestamp.nanoseconds(of: $0)) }
    record.state = end == nil ? .running : .ended
    record.totals.full[0] = 1_500_000
    record.totals.dynamic[0] = 1_000_000
    (record.totals.low, record.totals.high) = (750_000, 3_000_000)
    record.totals.tier = .components
    return JobReport(record)
  }

  /// A job of two steps that are told by name, 968 others, and a rest.
  private func parted() throws -> JobReport {
    var job = try job("slurm:a/1", end: "2026-03-02T15:00:00Z")
    var reader = try JSONReader(
      Array(
        """
        {"named":[
          {"id":"step_batch","start":"2026-03-02T14:00:00Z","end":"2026-03-02T15:00:00Z",
            "cpu_seconds":1.5,"dynamic_energy_uj":250000},
          {"id":"0123456789ab","name":"web","start":"2026-03-02T14:59:58Z",
            "end":"2026-03-02T15:00:00Z","cpu_seconds":0,"dynamic_energy_uj":0}],
        "others":{"count":968,"cpu_seconds":2000,"dynamic_energy_uj":700000},
        "rest":{"cpu_seconds":0.25,"dynamic_energy_uj":7}}
        """.utf8))
    job.parts = try JobParts(reading: &reader)
    return job
  }

  @Test("steps stand below their job where they are asked for, with all of its dynamic energy")
  func parts() throws {
    let job = try parted()
    let lines = JobList(jobs: [job], withParts: true).lines(width: nil)
    let cells = lines.map { $0.split(separator: " ").joined(separator: " ") }
    #expect(cells[0] == "JOB NAME STATE START TIME CPU DYNAMIC ENERGY RANGE TIER")
    #expect(cells[1].contains("1 h 0 min 2002 s 1.00 J 1.50 J"))
    #expect(cells[2] == "step_batch 2026-03-02 14:00 1 h 0 min 1.50 s 0.25 J")
    #expect(cells[3] == "web (0123456789ab) 2026-03-02 14:59 2.00 s 0.00 s 0.00 J")
    #expect(cells[4] == "(968 others) 2000 s 0.70 J")
    // What is left of 1 J.
    #expect(cells[5] == "(rest) 0.25 s 50.0 mJ")
    #expect(lines[2].hasPrefix("  step_batch "))
    #expect(lines.contains(PartTable.note))
    let plain = JobList(jobs: [job]).lines(width: nil).joined(separator: "\n")
    #expect(!plain.contains("step_batch") && !plain.contains("DYNAMIC"))
    let none = JobList(jobs: [try self.job("slurm:a/2")], withParts: true).lines(width: nil)
    #expect(none.last == "No steps of Slurm and no containers of pods were seen.")
  }

  @Test("in comma-separated values steps have lines and columns of their own, in JSON a member")
  func partDocuments() throws {
    let job = try parted()
    let lines = JobList(jobs: [job], withParts: true).csv.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(lines.count == 6 && lines.allSatisfy { $0.count == 28 })
    #expect(lines[0].suffix(3) == ["part", "part_cpu_seconds", "part_dynamic_energy_joules"])
    #expect(lines[1][8...9] == ["1.5", "1"] && lines[1].suffix(3) == ["", "", ""])
    #expect(lines[2].suffix(3) == ["step_batch", "1.500", "0.25"])
    #expect(lines[2][0] == "slurm:a/1" && lines[2][6] == "2026-03-02T14:00:00.000Z")
    #expect(lines[5].suffix(3) == ["(rest)", "0.250", "0.05"])
    // Whoever adds energies up counts none twice.
    #expect(lines[2...].allSatisfy { $0[8...9].allSatisfy(\.isEmpty) })

    var writer = JSONWriter()
    writer.array { job.write(to: &$0) }
    #expect(try SchemaCheck.errors(in: Data(writer.text.bytes), schema: "jobs.json") ?? "" == "")
    let text = String(decoding: writer.text.bytes, as: UTF8.self)
    #expect(
      text.contains(
        #""parts":{"named":[{"id":"step_batch","start":"2026-03-02T14:00:00.000Z","#
          + #""end":"2026-03-02T15:00:00.000Z","cpu_seconds":1.5,"dynamic_energy_uj":250000},"#
          + #"{"id":"0123456789ab","name":"web","#))
    #expect(
      text.hasSuffix(
        #""others":{"count":968,"cpu_seconds":2000,"dynamic_energy_uj":700000},"#
          + #""rest":{"cpu_seconds":0.25,"dynamic_energy_uj":50000}}}]"#))
  }

  @Test("an explanation has the steps below the lines, with the same dynamic energy")
  func explainedParts() throws {
    var account = JobRows()
    var row = EnergyRow(
      owner: .job("slurm:a/1"), component: .package, hour: 1_772_460_000, epoch: epoch,
      sequence: 1, revision: 1, isFinal: true, known: 0xFFF,
      tiers: Array(repeating: .components, count: 12), full: HourSlots(), dynamic: HourSlots(),
      low: Microjoules(750_000), high: Microjoules(3_000_000))
    row.full[0] = 1_500_000
    row.dynamic[0] = 1_000_000
    account.add([row])
    account.parts[epoch] = try parted().parts
    let lines = JobExplanation(id: "slurm:a/1", lives: [], account: account).lines(verify: false)
    let cells = lines.map { $0.split(separator: " ").joined(separator: " ") }
    let start = try #require(lines.firstIndex(of: PartTable.heading))
    #expect(cells[start + 1] == "PART FROM (UTC) TO (UTC) CPU S DYNAMIC J")
    #expect(
      cells[start + 2]
        == "step_batch 2026-03-02T14:00:00.000Z 2026-03-02T15:00:00.000Z 1.500 0.250000")
    #expect(cells[start + 5] == "(rest) 0.250 0.050000")
    #expect(cells[start + 6] == "sum 2001.750 1.000000")
  }
}
