import EnergyLedger
import Foundation
import NodeModel
import TestSupport
import Testing

@testable import Agent

@Suite("A job that was left by a command")
struct FinishedJobTests {
  private static let document = """
    {"schema":"nodeprobe.finished/1","epoch":"5f0c2f6e-3f7b-4a52-9d0e-6f1a2b3c4d5e",\
    "job_id":"run:n1/0b6e2a34-0000-4000-8000-000000000001","name":"make","user":"ada",\
    "tags":{"team":"ocean"},"start_ns":1790000000000000000,"end_ns":1790000002000000000,"tier":"D",\
    "full_uj":[0,0,0,0,0,7000001],"dynamic_uj":[0,0,0,0,0,6000000],"low_uj":1,"high_uj":9000000,\
    "rows":[{"owner":"run:n1/0b6e2a34-0000-4000-8000-000000000001","component":"rest",\
    "hour":"2026-09-21T14:00:00Z","epoch":"5f0c2f6e-3f7b-4a52-9d0e-6f1a2b3c4d5e","sequence":1,\
    "revision":2,"final":true,"tiers":"-----DD-----",\
    "full_uj":[null,null,null,null,null,7000000,1,null,null,null,null,null],\
    "dynamic_uj":[null,null,null,null,null,6000000,0,null,null,null,null,null],\
    "low_uj":1,"high_uj":9000000}]}
    """

  @Test("reads as it stands")
  func reading() throws {
    let job = try FinishedJob(reading: Array(Self.document.utf8))
    #expect(job.record.name == "make")
    #expect(job.record.user == "ada")
    #expect(job.record.tags == ["team": "ocean"])
    #expect(job.record.state == .ended)
    #expect(job.record.end == 1_790_000_002_000_000_000)
    #expect(job.record.totals.energy.count == 7_000_001)
    #expect(job.record.totals.tier.letter == "D")
    #expect(job.rows.first?.full.total == 7_000_001)
    #expect(job.rows.first?.known == 0b110_0000)
  }

  @Test(
    "is refused where anything of it is not as it was written",
    arguments: [
      ("finished/1", "finished/2"), ("run:n1/", "slurm:n1/"), ("\"tier\":\"D\"", "\"tier\":\"F\""),
      ("\"low_uj\":1,\"high_uj\":9000000,\"rows\"", "\"low_uj\":-1,\"high_uj\":9000000,\"rows\""),
      ("[0,0,0,0,0,7000001]", "[0,7000001]"), ("-----DD-----", "-----D------------"),
      ("-----DD-----", "----DDD-----"), ("\"name\":\"make\"", "\"name\":\"make\",\"name\":\"x\""),
      ("}]}", "}]"), ("[0,0,0,0,0,6000000]", "[0,0,0,0,0,7000002]"),
      ("null,6000000,0,", "null,6000000,2,"),
      ("[0,0,0,0,0,7000001]", "[1152921504606846976,0,0,0,0,7000001]"),
      ("7000000,1,null", "7000000,9007199254740992,null"),
    ])
  func refusals(part: String, other: String) {
    let text = Self.document.replacingOccurrences(of: part, with: other)
    #expect(text != Self.document)
    #expect(throws: JSONError.self) { try FinishedJob(reading: Array(text.utf8)) }
  }

  /// The document with what was counted of carbon and cost, and the factors of that.
  private static let counted = document.replacingOccurrences(
    of: #""rows":["#,
    with:
      #""cpu_ns":1500000000,"read_bytes":4096,"written_bytes":0,"footprint":{"carbon_ug":12,"market_carbon_ug":13,"#
      + #""cost_millionths":14,"currency":"EUR"},"factors_since":"2026-09-21T14:10:00Z","#
      + #""factors":{"version":"nodeprobe.footprint/1","factors":[{"name":"a ü"}]},"rows":["#)

  @Test("keeps what was counted of its carbon and cost, and with which factors")
  func footprint() throws {
    let job = try FinishedJob(reading: Array(Self.counted.utf8))
    #expect(
      job.record.footprint
        == JobFootprint(location: 12, market: 13, cost: 14, currency: "EUR"))
    #expect(job.record.traffic == DiskTraffic(read: 4096, written: 0))
    #expect(job.record.processorTime == 1_500_000_000)
    // 2026-09-21T14:10:00Z by date(1).
    #expect(job.factors?.start == 1_789_999_800)
    #expect(
      job.factors?.document == #"{"version":"nodeprobe.footprint/1","factors":[{"name":"a ü"}]}"#)
    let bare = try FinishedJob(reading: Array(Self.document.utf8))
    #expect(bare.record.footprint == nil && bare.factors == nil && bare.record.traffic == nil)
    #expect(bare.record.processorTime == nil)
  }

  @Test(
    "is written as it was read", arguments: [FinishedJobTests.document, FinishedJobTests.counted])
  func roundTrip(document: String) throws {
    let job = try FinishedJob(reading: Array(document.utf8))
    let folder = try TemporaryDirectory()
    try job.leave(in: folder.path + "/state")
    #expect(FinishedJob.waiting(in: folder.path + "/state") == [job])
  }

  @Test(
    "is refused where factors have no beginning or are cut, and where figures are no counts",
    arguments: [
      (#""factors_since":"2026-09-21T14:10:00Z","#, ""), (#""a ü"}]}"#, #""a ü"}]"#),
      (#""carbon_ug":12,"#, ""), (#""cost_millionths":14"#, #""cost_millionths":-14"#),
    ])
  func figures(part: String, other: String) {
    let text = Self.counted.replacingOccurrences(of: part, with: other)
    #expect(text != Self.counted)
    #expect(throws: JSONError.self) { try FinishedJob(reading: Array(text.utf8)) }
  }
}
