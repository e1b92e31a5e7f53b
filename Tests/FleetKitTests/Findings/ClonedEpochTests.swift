import Testing

@testable import FleetKit

/// An image that was taken after a clean stop: each machine of it goes on with the same epoch.
@Suite("Machines that share an identity and an epoch")
struct ClonedEpochTests {
  /// What a machine closed that went on behind row 7, with a job of its own in some hours.
  private static func rows(
    _ job: String, hours: Range<Int64>, behind: Int64 = 0, isFinal: Bool = true
  ) -> [String] {
    hours.map { hour in
      let slots = Array(repeating: "1000", count: 12).joined(separator: ",")
      return """
        {"owner":"slurm:a/\(job)","component":"package","hour":"2026-03-02T0\(hour + behind):00:00Z",\
        "epoch":"5f0c2f6e-3f7b-4a52-9d0e-6f1a2b3c4d5e","sequence":\(8 + hour),"revision":3601,\
        "final":\(isFinal),"tiers":"BBBBBBBBBBBB","full_uj":[\(slots)],"dynamic_uj":[\(slots)],\
        "low_uj":12000,"high_uj":12000}
        """
    }
  }

  private static func findings(_ reports: [[String]]) throws -> [FleetFinding] {
    let texts = reports.map { rows in
      Array(
        """
        {"schema":"nodeprobe.report/1","node_id":"\(String(repeating: "c", count: 64))",\
        "start":"2026-03-02T00:00:00Z","end":"2026-03-02T09:00:00Z",\
        "rows":[\(rows.joined(separator: ","))]}
        """.utf8)
    }
    let merged = try MergedFleet(texts, window: 1 << 16, readsNodes: true)
    #expect(merged.refusals.isEmpty)
    var check = FleetCheck()
    for node in merged.nodes { check.add(node) }
    return check.outcome().findings
  }

  @Test("rows with one sequence number are two machines, but for one row and open ones")
  func clonedEpoch() throws {
    let three = Self.rows("1", hours: 0..<3)
    let clones = try Self.findings([three, Self.rows("2", hours: 1..<3)])
    #expect(clones.map(\.kind) == ["cloned_id"])
    #expect(
      clones.first?.text
        == "2 sequence numbers of epoch 5f0c2f6e-3f7b-4a52-9d0e-6f1a2b3c4d5e have several rows "
        + "each, row 9 the first of them")
    #expect(try Self.findings([three, Self.rows("1", hours: 1..<3)]).isEmpty)
    #expect(try Self.findings([three, Self.rows("2", hours: 2..<3)]).isEmpty)
    #expect(try Self.findings([three, Self.rows("2", hours: 1..<3, isFinal: false)]).isEmpty)
    // A state of before was restored, and the machine goes on from there.
    #expect(try Self.findings([three, Self.rows("2", hours: 0..<3, behind: 5)]).isEmpty)
  }
}
