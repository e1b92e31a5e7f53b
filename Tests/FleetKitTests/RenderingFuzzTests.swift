import Foundation
import NodeModel
import TestSupport
import Testing

@testable import FleetKit

/// `NODEPROBE_RENDERS=10000` makes reports of so many mutated fleets instead of 40.
@Suite("Reports and findings of fleets that tell nonsense")
struct RenderingFuzzTests {
  private static let renders =
    ProcessInfo.processInfo.environment["NODEPROBE_RENDERS"].flatMap(Int.init) ?? 40

  /// The example of docs/schema with all factors that are read.
  private static func example() throws -> String {
    let text = try String(
      contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../docs/schema/examples/report.json"), encoding: .utf8)
    let whole = text.replacing(
      "{\"name\": \"price\",",
      with: """
        {"name": "market_intensity", "value": 120, "unit": "g/kWh", "source": "contract", "quality": "stated", "remarks": []},
        {"name": "price", "value": 0.02, "unit": "EUR/core h", "source": "configured", "quality": "stated", "remarks": []},
        {"name": "price",
        """
    ).replacing(
      "\"currency\": \"EUR\",",
      with: """
        "currency": "EUR", "embodied": {"lifetime_years": 4, "cores": 128, "accelerators": 4,
        "memory_mebibytes": 515406, "parts": [
        {"name": "server", "resource": "cores", "kilograms": 1400, "low": 900, "high": 2100, "count": 1},
        {"name": "module", "resource": "memory", "kilograms": 24, "low": 20, "high": 30, "count": 16},
        {"name": "card", "resource": "accelerators", "kilograms": 150, "low": 90, "high": 210, "count": 4}]},
        """)
    let json = try JSONSerialization.jsonObject(with: Data(whole.utf8))
    return String(
      decoding: try JSONSerialization.data(
        withJSONObject: json, options: [.sortedKeys, .withoutEscapingSlashes]), as: UTF8.self)
  }

  @Test("end neither a fold nor a format, and their sums agree along every way")
  func mutants() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    let example = try Self.example()
    let id = "3b9d6bcdbbfd4b2d9b5dab8dfbbd4bed3b9d6bcdbbfd4b2d9b5dab8dfbbd4bed"
    var taken = 0
    for _ in 0..<Self.renders {
      var baseline: Baseline?
      var documents: [[UInt8]] = []
      for number in 0..<8 {
        let digits = String(number, radix: 16)
        let node = example.replacing(id, with: String(repeating: digits, count: 64))
        documents.append(Array(node.utf8))
      }
      for document in documents {
        if random.once(in: 2) { documents.append(Mutation.exaggerate(document, &random)) }
      }
      // Mutants take the place of what they were made of, or tell it in another way.
      let merged = try MergedFleet(
        [MergedFleet.lines(random.once(in: 2) ? documents : Array(documents.dropFirst(8)))],
        readsNodes: true)
      guard !merged.nodes.isEmpty else { continue }
      taken += merged.nodes.count
      for _ in 0..<2 {
        let outcome = try Self.render(merged.nodes, baseline)
        baseline = Baseline(outcome)
      }
    }
    #expect(taken > Self.renders, "seed \(seed)")
  }

  /// Makes all that is made of a fleet.
  private static func render(
    _ nodes: [MergedNode], _ baseline: Baseline?
  ) throws -> CheckOutcome {
    var statistics = FleetStatistics()
    var charges = FleetCharges()
    var check = FleetCheck(baseline: baseline)
    for node in nodes {
      statistics.count(node)
      charges.count(node)
      check.add(node)
    }
    let outcome = check.outcome()
    for node in nodes { _ = try? check.explanation(of: node.id.description) }
    var doubted = FleetStatistics()
    for node in nodes where check.doubtedNodes.contains(node.id) { doubted.count(node) }
    let report = FleetReport(
      statistics, check: outcome, intake: FleetIntake(), doubted: doubted,
      before: PeriodFigures(FleetReport(statistics)))
    #expect(report.conservation.ways.allSatisfy { $0.energy == report.conservation.energy })
    #expect(throws: Never.self) {
      try JSONSerialization.jsonObject(with: Data(JSONReport.bytes(report)))
    }
    // Each series stands once, and each cell in its column.
    let series = PrometheusReport.bytes(report).split(separator: 0x0A)
      .filter { $0.first != 0x23 }.map { $0.prefix(upTo: $0.lastIndex(of: 0x20) ?? $0.startIndex) }
    #expect(Set(series).count == series.count)
    for file in CSVReport.files(report) {
      var bytes: [UInt8] = []
      file.write { bytes += $0 }
      Self.expectRows(bytes, file.name)
    }
    Self.expectRows(FocusReport.bytes(charges), "focus")
    #expect(!HTMLReport.bytes(report).isEmpty)
    Self.expectCells(MarkdownReport.bytes(report))
    return outcome
  }

  /// All lines of a table have as many cells as the first.
  private static func expectRows(_ bytes: [UInt8], _ name: String) {
    var (cells, isQuoted, width): (Int, Bool, Int?) = (1, false, nil)
    for byte in bytes {
      switch byte {
      case 0x22: isQuoted.toggle()
      case 0x2C where !isQuoted: cells += 1
      case 0x0A:
        #expect(!isQuoted && cells == width ?? cells, "\(name)")
        width = width ?? cells
        cells = 1
      default: break
      }
    }
  }

  /// All lines of a table have as many bars that are not escaped.
  private static func expectCells(_ bytes: [UInt8]) {
    var width: Int?
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      guard line.first == 0x7C else {
        width = nil
        continue
      }
      var bars = 0
      var isEscaped = false
      for byte in line {
        if byte == 0x7C, !isEscaped { bars += 1 }
        isEscaped = byte == 0x5C && !isEscaped
      }
      #expect(bars == width ?? bars, "\(String(decoding: line, as: UTF8.self))")
      width = width ?? bars
    }
  }
}
