import Foundation
import TestSupport
import Testing

@Suite struct GoldenDocumentTests {
  private struct Report: Decodable {
    struct Summary: Decodable {
      let node_uj: Int64
      let jobs_uj: Int64
      let buckets_uj: [String: Int64]
      let tiers_uj: [String: Int64]
      let low_uj: Int64
      let high_uj: Int64?
    }
    struct Row: Decodable {
      let owner: String
      let full_uj: [Int64?]
      let dynamic_uj: [Int64?]
      let low_uj: Int64
      let high_uj: Int64

      var total: Int64 { full_uj.compactMap { $0 }.reduce(0, +) }
    }
    struct Job: Decodable {
      let job_id: String
      let energy_uj: Int64
    }
    let summary: Summary
    let rows: [Row]
    let jobs: [Job]
  }

  private let data: Data

  init() throws {
    data = try Data(
      contentsOf: SchemaCheck.root.appendingPathComponent("docs/schema/examples/report.json"))
  }

  @Test("the golden report is valid by its schema")
  func valid() throws {
    guard let errors = try SchemaCheck.errors(in: data, schema: "report.json") else { return }
    #expect(errors == "")
  }

  @Test("the examples of the node document are valid", arguments: ["node-server", "node-vm"])
  func nodes(name: String) throws {
    let example = SchemaCheck.root.appendingPathComponent("docs/schema/examples/\(name).json")
    let data = try Data(contentsOf: example)
    guard let errors = try SchemaCheck.errors(in: data, schema: "node.json") else { return }
    #expect(errors == "")
  }

  @Test("the example of a benchmark run is valid")
  func bench() throws {
    let example = SchemaCheck.root.appendingPathComponent("docs/schema/examples/bench.json")
    let data = try Data(contentsOf: example)
    guard let errors = try SchemaCheck.errors(in: data, schema: "bench.json") else { return }
    #expect(errors == "")
  }

  @Test("in the golden report jobs and buckets are the node, to the microjoule")
  func balance() throws {
    let report = try JSONDecoder().decode(Report.self, from: data)
    // 110 W for the fifty minutes in which an agent ran, and 66 kJ from before.
    #expect(report.summary.node_uj == 110 * 3000 * 1_000_000 + 66_000_000_000)
    let under = report.summary.buckets_uj["residual_under"] ?? 0
    let buckets = report.summary.buckets_uj.values.reduce(0, +) - under
    #expect(report.summary.jobs_uj + buckets - under == report.summary.node_uj)

    var sums: [String: Int64] = [:]
    for row in report.rows { sums[row.owner, default: 0] += row.total }
    for (bucket, energy) in report.summary.buckets_uj { #expect(sums[bucket] ?? 0 == energy) }
    for job in report.jobs { #expect(sums[job.job_id] == job.energy_uj) }
    #expect(report.jobs.map(\.energy_uj).reduce(0, +) == report.summary.jobs_uj)
    #expect(
      report.summary.tiers_uj == ["A": 0, "B": report.summary.node_uj, "C": 0, "D": 0, "E": 0])
    // What is counted is known to three percent, and what is not is known by nobody.
    #expect(report.summary.low_uj == report.summary.node_uj * 97 / 100)
    #expect(report.summary.high_uj == nil)
  }

  @Test("in the golden report dynamic energy is a part, and bounds hold the total")
  func bounds() throws {
    for row in try JSONDecoder().decode(Report.self, from: data).rows {
      for (full, dynamic) in zip(row.full_uj, row.dynamic_uj) {
        #expect((full == nil) == (dynamic == nil))
        #expect(dynamic ?? 0 <= full ?? 0)
      }
      #expect(row.low_uj <= row.total && row.total <= row.high_uj)
    }
  }
}
