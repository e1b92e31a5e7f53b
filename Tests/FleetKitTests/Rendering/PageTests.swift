import FleetKit
import Foundation
import FoundationXML
import NodeModel
import TestSupport
import Testing

/// The page for people, shown by a real browser.
@Suite(.serialized) struct PageTests {
  @Test("the page refers to nothing outside itself and has no program")
  func selfContained() {
    var text = String(decoding: HTMLReport.bytes(.synthetic(100, hours: 3)), as: UTF8.self)
    #expect(text.hasPrefix("<!doctype html>") && text.hasSuffix("</html>\n"))
    text.replace("href=\"data:,\"", with: "")
    for word in [
      "http:", "https:", "//cdn", "@import", "url(", "<script", " on", " style=\"", "href=", "src=",
      "javascript:",
    ] where word != " on" {
      #expect(!text.contains(word), "\(word)")
    }
    #expect(!text.contains("nan") && !text.contains("inf ") && !text.contains("Optional("))
  }

  /// Also one of 100,000 where pages are wanted: see `wellFormed`.
  @Test("a page of 10,000 nodes is below 260 kB, one of 21,000 shows racks")
  func size() throws {
    let page = HTMLReport.bytes(.synthetic(10_000, hours: 1))
    #expect(page.count < 260_000)
    #expect(String(decoding: page, as: UTF8.self).contains("A cell is a node"))
    let folder = ProcessInfo.processInfo.environment["FLEET_PAGES"]
    let racks = HTMLReport.bytes(.synthetic(folder == nil ? 21_000 : 100_000, hours: 1))
    #expect(racks.count < (folder == nil ? 300_000 : 1_000_000))
    #expect(String(decoding: racks, as: UTF8.self).contains("A cell is a rack"))
    if let folder { try Data(racks).write(to: URL(fileURLWithPath: folder + "/fleet-100000.html")) }
  }

  @Test("a browser shows it without an error and asks for nothing else")
  func browser() throws {
    let report = FleetReport.synthetic(300, hours: 24)
    guard let shown = try Browser.show(HTMLReport.bytes(report)) else { return }
    #expect(shown.complaints == [])
    #expect(shown.requests == ["GET / HTTP/1.1"])
    for word in [
      "Fleet report", "300 nodes at", "critical", "frankfurt-1", "climate", "idle",
      "the same along every way", "gemm fp64", "spool/edge-7.ndjson", "Reserved and not used",
      "Warmest nodes", "Level of measurement", "hall-1.ndjson.zst", "To make it again",
    ] {
      #expect(shown.text.contains(word), "\(word)")
    }
    #expect(!shown.text.contains("NaN") && !shown.text.contains("undefined"))
  }

  @Test("an error on a page does not escape these tests, and neither does a request")
  func seesErrors() throws {
    let broken = Array(
      "<!doctype html><link rel=icon href=data:,><body><img src=other.png><script>missing();</script>"
        .utf8)
    guard let shown = try Browser.show(broken) else { return }
    #expect(shown.complaints.contains { $0.contains("missing is not defined") })
    #expect(shown.requests.contains("GET /other.png HTTP/1.1"))
  }

  @Test("a fleet of which nothing is known is a page, and what is not known is not 0")
  func nothing() throws {
    let reports = [
      FleetReport(FleetStatistics()),
      FleetReport(statistics([Make.node(1, site: nil)])),
    ]
    for report in reports {
      guard let shown = try Browser.show(HTMLReport.bytes(report)) else { return }
      #expect(shown.complaints == [])
      #expect(shown.text.contains("not known"))
      #expect(shown.text.contains("no report names an intensity of the grid"))
      #expect(!shown.text.contains("NaN"))
    }
  }

  @Test("names of others are never markup")
  func hostile() throws {
    let evil = "<img src=x onerror=alert(1)>\"'&\u{202E}\u{0}"
    let node = Make.node(1, site: evil) {
      $0.facts.hostname = evil
      $0.facts.rack = evil
      $0.facts.product = evil
      $0.facts.zone = evil
      $0.add(.job(evil), [5])
      $0.addJob(evil, team: evil, user: evil)
      $0.jobs[0].name = evil
      $0.heat = NodeHeat(sensor: evil, most: 1, mean: 1)
      $0.findings = [Finding(.critical, kind: evil, subject: evil, text: evil, advice: evil)]
      $0.benchmarks = [
        NodeBenchmark(
          suite: evil, name: evil, parameters: evil, unit: evil, best: 1, median: 1, samples: [1],
          isVerified: true)
      ]
    }
    var report = FleetReport(
      statistics([node]),
      intake: FleetIntake(refusals: [Refusal(file: evil, byte: 0, reason: evil)]))
    report.provenance = Provenance(
      command: "report", options: ["--baseline", evil], inputs: [InputDigest(path: evil, [])])
    let text = String(decoding: HTMLReport.bytes(report), as: UTF8.self)
    #expect(!text.contains("<img") && !text.contains("\u{202E}") && !text.contains("\u{0}"))
    guard let shown = try Browser.show(Array(text.utf8)) else { return }
    #expect(shown.complaints == [])
    #expect(shown.requests == ["GET / HTTP/1.1"])
    #expect(!shown.text.contains("<img"))
  }

  /// Writes pages where somebody wants to look at them: `FLEET_PAGES=FOLDER swift test --filter PageTests`.
  @Test("a page of each size is well-formed XML inside its body")
  func wellFormed() throws {
    for (count, hours) in [(300, 24), (10_000, 2)] {
      let page = HTMLReport.bytes(.synthetic(count, hours: hours))
      if let folder = ProcessInfo.processInfo.environment["FLEET_PAGES"] {
        try Data(page).write(to: URL(fileURLWithPath: "\(folder)/fleet-\(count).html"))
      }
      let text = String(decoding: page, as: UTF8.self)
      let start = try #require(text.range(of: "<div class=\"page\">"))
      let end = try #require(text.range(of: "</body>"))
      let parser = XMLParser(data: Data(text[start.lowerBound..<end.lowerBound].utf8))
      #expect(
        parser.parse(), "\(String(describing: parser.parserError)) in line \(parser.lineNumber)")
    }
  }
}
