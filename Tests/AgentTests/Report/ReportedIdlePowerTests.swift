import Foundation
import TestSupport
import Testing

@testable import Agent

@Suite("Idle power in reports")
struct ReportedIdlePowerTests {
  private static let minute: UInt64 = 60_000_000_000

  private func hardware(of node: StagedNode) throws -> [String: Any] {
    guard case .report(let book) = node.sampler.answer(.report) else {
      Issue.record("no report")
      return [:]
    }
    let maker = ReportMaker(
      directory: node.tree.path + "/state", nodeID: String(repeating: "a7", count: 32))
    let bytes = try maker.make(ReportPage(), book).bytes
    #expect(try SchemaCheck.errors(in: Data(bytes), schema: "report.json") ?? "" == "")
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    return try #require(report["hardware"] as? [String: Any])
  }

  @Test("is there once it is learnt, with what it is of, and not while an estimate stands in")
  func learnt() throws {
    let node = try StagedNode(range: 1 << 50)
    try node.round()
    func pass(_ minutes: Int) throws {
      for _ in 0..<minutes {
        try node.pass(Self.minute, microjoules: 25_500_000 * 60)
        try node.round()
      }
    }
    try pass(50)
    let early = try hardware(of: node)
    #expect(early["idle_watts"] == nil && early["idle_domains"] == nil)
    try pass(60)
    let learnt = try hardware(of: node)
    #expect(learnt["idle_watts"] as? Double == 25.5)
    #expect(learnt["idle_domains"] as? [String] == ["package"])
    try node.setReadable(false)
    for _ in 0..<3 {
      try node.pass(Self.minute)
      try node.setReadable(false)
      try node.round()
    }
    #expect(try hardware(of: node)["idle_watts"] == nil)
  }
}
