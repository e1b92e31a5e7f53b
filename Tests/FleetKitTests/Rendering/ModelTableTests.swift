import FleetKit
import Foundation
import NodeModel
import TestSupport
import Testing

@Suite("The table of hardware models")
struct ModelTableTests {
  /// Eight servers, of which six say what they draw without activity: four of them at the wall. One is broken.
  private static let nodes = (0..<8).map { number in
    Make.node(UInt64(number)) { node in
      node.facts.product = "Server"
      switch number {
      case 0..<4: node.facts.idle = .init(watts: [96, 120, 100, 104][number], domains: "wall")
      case 4, 5: node.facts.idle = .init(watts: 40, domains: "package,dram")
      default: break
      }
      node.add(.bucket(.unallocated), Array(repeating: 60_000_000_000, count: 12))
      if number == 7 {
        node.findings = [
          Finding(.critical, kind: "ecc", subject: "DIMM A1", text: "3 uncorrected errors")
        ]
      }
    }
  }

  private static func models(_ report: FleetReport) throws -> [[String: Any]] {
    let bytes = JSONReport.bytes(report)
    #expect(try SchemaCheck.errors(in: Data(bytes), schema: "fleet.json") ?? "" == "")
    let document = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
    return try #require(document?["models"] as? [[String: Any]])
  }

  @Test("has the idle power of the middle node, of what most nodes say it, and how many these are")
  func idle() throws {
    let model = try #require(try Self.models(report(Self.nodes)).first)
    // Of 96, 100, 104 and 120 W.
    #expect(model["idle_watts"] as? Double == 102)
    #expect(model["idle_nodes"] as? Int == 4 && model["idle_domains"] as? String == "wall")
    let page = String(decoding: PrometheusReport.bytes(report(Self.nodes)), as: UTF8.self)
    #expect(
      page.contains(
        "\nnodeprobe_fleet_idle_power_watts{model=\"Server\",domains=\"wall\"} 102.0\n"))
    let markdown = String(decoding: MarkdownReport.bytes(report(Self.nodes)), as: UTF8.self)
    #expect(markdown.contains("| Idle, W | Idle, nodes | Idle of |"))
    #expect(markdown.contains("| 102 | 4 | wall |"))
    // Where nobody has learnt it, nothing is said of it.
    let silent = Self.nodes.map { node in
      var node = node
      node.facts.idle = nil
      return node
    }
    let other = try #require(try Self.models(report(silent)).first)
    #expect(other.keys.allSatisfy { !$0.hasPrefix("idle") })
    let without = String(decoding: MarkdownReport.bytes(report(silent)), as: UTF8.self)
    #expect(!without.contains("Idle") && without.contains("| Model |"))
  }

  @Test("has how many nodes are critical and what that says of all; nothing where nobody looked")
  func critical() throws {
    let model = try #require(try Self.models(report(Self.nodes)).first)
    #expect(model["critical_nodes"] as? Int == 1)
    // scipy: beta.ppf(0.025, 1, 8) and beta.ppf(0.975, 2, 7).
    let low = try #require(model["critical_low_ratio"] as? Double)
    let high = try #require(model["critical_high_ratio"] as? Double)
    #expect(abs(low - 0.0031597235) < 1e-9 && abs(high - 0.5265096709) < 1e-9)
    let unseen = try #require(try Self.models(FleetReport(statistics(Self.nodes))).first)
    #expect(unseen.keys.allSatisfy { !$0.hasPrefix("critical") })
  }
}
