import FleetKit
import Foundation
import TestSupport
import Testing

/// `docs/fleet.md` against the page of gauges.
@Suite("The document of the fleet's gauges")
struct GaugeDocumentTests {
  /// Labels by the full name of a family, as the document's table has them.
  private static func documented() throws -> [String: Set<String>] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("docs/fleet.md")
    var labels: [String: Set<String>] = [:]
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    where line.hasPrefix("| `nodeprobe_fleet_") {
      let cells = line.split(separator: "|", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
      try #require(cells.count == 6 && !cells[2].isEmpty && !cells[4].isEmpty, "\(line)")
      labels[cells[1].trimmingCharacters(in: ["`"])] = Set(
        cells[3].matches(of: /[a-z_]+/).map { String($0.0) })
    }
    return labels
  }

  @Test("every family of the page stands in the document with the labels that its series have")
  func page() throws {
    let documented = try Self.documented()
    let page = String(decoding: PrometheusReport.bytes(.synthetic(300, hours: 2)), as: UTF8.self)
    var found: [String: Set<String>] = [:]
    for line in page.split(separator: "\n") where !line.hasPrefix("#") {
      let series = try #require(line.wholeMatch(of: /([a-z_]+)(?:\{(.*)\})? \S+/))
      let labels = (series.2 ?? "").matches(of: /([a-z_]+)="/).map { String($0.1) }
      found[String(series.1), default: []].formUnion(labels)
    }
    #expect(found.count > 12)
    for (family, labels) in found {
      #expect(documented[family] == labels, "\(family)")
    }
  }
}
