import NodeModel
import TestSupport
import Testing

@testable import Agent

extension LedgerStoreTests {
  @Test("a job's steps come back as they were, with what none of them has")
  func parts() throws {
    let store = try LedgerStore(in: folder.path)
    var job = job("slurm:x/1", start: 50, end: 60)
    var reader = try JSONReader(
      Array(
        """
        {"named":[
          {"id":"step_batch","start":"1970-01-01T00:00:50.000Z","end":"1970-01-01T00:01:00.000Z",
            "cpu_seconds":0.123456789,"dynamic_energy_uj":3},
          {"id":"0123456789ab","name":"web","start":"1970-01-01T00:00:51.250Z",
            "cpu_seconds":4000000.000000001,"dynamic_energy_uj":20}],
        "others":{"count":968,"cpu_seconds":1.5,"dynamic_energy_uj":5},
        "rest":{"cpu_seconds":0.25,"dynamic_energy_uj":2}}
        """.utf8))
    let parts = try JobParts(reading: &reader)
    #expect(parts.named.map(\.name) == [nil, "web"])
    #expect(parts.named.map(\.end) == [60_000_000_000, nil])
    #expect(parts.named.map(\.processorTime) == [123_456_789, 4_000_000_000_000_001])
    #expect(parts.named.map(\.energy) == [3, 20])
    #expect(parts.others == JobParts.Others(count: 968, processorTime: 1_500_000_000, energy: 5))
    #expect(parts.restTime == 250_000_000)
    job.parts = parts
    try store.file(Filing(jobs: [job]))
    #expect(try LedgerArchive(in: folder.path).jobs() == [job])
    #expect(
      try sqlite("SELECT json_extract(parts, '$.rest.dynamic_energy_uj') FROM job") == "2\n")
    // Of a part nobody can have written more than there is.
    for text in [
      #"{"named":[{"id":"a","start":"1970-01-01T00:00:50Z","dynamic_energy_uj":288230376151711744}]}"#,
      #"{"named":[{"id":"a","start":"1970-01-01T00:00:50Z","cpu_seconds":-1}]}"#,
      #"{"named":[{"start":"1970-01-01T00:00:50Z"}]}"#, #"{"named":[{"id":"a","start":"now"}]}"#,
      #"{"named":[],"others":{"count":9007199254740992}}"#,
      #"{"named":[],"others":{"count":9,"running":9223372036854775807}}"#,
    ] {
      #expect(throws: JSONError.self) {
        var reader = try JSONReader(Array(text.utf8))
        _ = try JobParts(reading: &reader)
      }
    }
  }

  @Test("more parts than anybody has written are counted together, whatever count stands beside")
  func manyParts() throws {
    let steps = (1...1000).map { step in
      // 7 and 1000 have no divisor in common: each length once.
      #"{"id":"step_\#(step)","start":"1970-01-01T00:00:01Z","end":"1970-01-01T00:00:02Z","#
        + #""cpu_seconds":\#(step * 7 % 1000),"dynamic_energy_uj":1}"#
    }.joined(separator: ",")
    // 2^53 − 1.
    let text = #"{"others":{"count":9007199254740991,"dynamic_energy_uj":5},"named":[\#(steps)]}"#
    var reader = try JSONReader(Array(text.utf8))
    let parts = try JobParts(reading: &reader)
    #expect(
      parts.named.map { $0.processorTime / 1_000_000_000 }.sorted() == Array(968...999))
    #expect(parts.others.count == 9_007_199_254_740_991 + 968 && parts.others.energy == 973)
    // 0 + 1 + … + 967.
    #expect(parts.others.processorTime == 468_028_000_000_000)
    // Shares of which no sum can be formed.
    let share = #"{"id":"a","start":"1970-01-01T00:00:01Z","dynamic_energy_uj":288230376151711743}"#
    let much = #"{"named":[\#(Array(repeating: share, count: 100).joined(separator: ","))]}"#
    #expect(throws: JSONError.self) {
      var reader = try JSONReader(Array(much.utf8))
      _ = try JobParts(reading: &reader)
    }
  }
}
