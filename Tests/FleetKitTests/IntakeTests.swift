import TestSupport
import Testing

@testable import FleetKit

@Suite("What is found in texts is taken in pieces")
struct IntakeTests {
  private static func reports(_ count: Int) -> [[UInt8]] {
    var random = SeededRandom(3)
    var documents: [[UInt8]] = []
    while documents.count < count {
      for document in SmallFleet(&random).documents where !documents.contains(document) {
        documents.append(document)
      }
    }
    return Array(documents.prefix(count))
  }

  @Test("a fault in each line is told with its byte, and what stands between them counts")
  func manyFaults() throws {
    let reports = Self.reports(5)
    var text: [UInt8] = []
    var faults: [Int] = []
    for report in reports + [reports[0]] {
      text += report + [0x0A]
      for _ in 0..<3000 {
        faults.append(text.count)
        text += Array("x\n".utf8)
      }
    }
    for threads in 1...3 {
      var told: [Int] = []
      let reader = try FleetReader(
        [.bytes(name: "text", text)], window: text.count + 1, threads: threads
      ) { told.append($0.byte) }
      #expect(told == faults)
      #expect(reader.counts.documents == reports.count)
      #expect(reader.counts.duplicates == 1)
    }
  }

  @Test("a hostile stretch does not make the list of what was found long")
  func bound() throws {
    let text = [UInt8](repeating: 0x78, count: 200_000).enumerated().map {
      $0.offset.isMultiple(of: 2) ? $0.element : 0x0A
    }
    let stretch = TextStretch(capacity: text.count, instructionSet: 0)
    stretch.begin(try InputText(.bytes(name: "text", text), isDigesting: false), at: 0)
    stretch.buffer.append(0..<text.count, of: text.span)
    stretch.isLast = true
    var scanner = DocumentScanner(RecordTables(wanted: []), DocumentFingerprints())
    scanner.work(on: stretch)
    #expect(stretch.isFull)
    #expect(stretch.found.findings.count == 4096)
    // So many lines of two bytes.
    #expect(stretch.next == 2 * 4095)
  }

  @Test("more factors at once than anybody states are refused")
  func manyFactors() throws {
    func refusals(_ factors: Int, _ remarks: Int, _ parts: Int) throws -> [Refusal] {
      func list(_ text: String, _ count: Int) -> String {
        "[" + Array(repeating: text, count: count).joined(separator: ",") + "]"
      }
      let notes = list("{}", factors - 1).dropLast() + (factors > 1 ? "," : "")
      let report = """
        {"schema":"nodeprobe.report/1","node_id":"\(String(repeating: "a", count: 64))","rows":[],\
        "factors":[{"since":"2026-11-21T00:00:00Z",\
        "factors":\(notes){"remarks":\(list("\"\"", remarks))}],\
        "embodied":{"parts":\(list("{}", parts))}}]}
        """
      return try MergedFleet([Array(report.utf8)], window: 1 << 20).refusals
    }
    #expect(try refusals(1024, 1024, 1024).isEmpty)
    for (factors, remarks, parts) in [(1025, 1, 1), (1, 1025, 1), (1, 1, 1025)] {
      #expect(
        try refusals(factors, remarks, parts).map(\.reason)
          == ["more than 1024 factors or parts at once"])
    }
  }

  @Test(
    "more accelerators of one entry than any node has are refused, and many entries stop nothing")
  func manyAccelerators() throws {
    func fleet(_ count: Int) throws -> MergedFleet {
      let one = "{\"model\":\"X\",\"count\":\(count)}"
      let report = """
        {"schema":"nodeprobe.report/1","node_id":"\(String(repeating: "a", count: 64))","rows":[],\
        "hardware":{"accelerators":[\(Array(repeating: one, count: 1025).joined(separator: ","))]}}
        """
      return try MergedFleet([Array(report.utf8)], window: 1 << 20, readsNodes: true)
    }
    for count in [65_537, 9_007_199_254_740_991] {
      #expect(
        try fleet(count).refusals.map(\.reason)
          == ["more than 65536 accelerators of one model in one node"])
    }
    let nodes = try fleet(65_536).nodes
    #expect(nodes.first?.facts.accelerators.count == 1025)
    var check = FleetCheck()
    for node in nodes { check.add(node) }
    #expect(check.outcome().nodes == 1)
    // 1025 × 65,536.
    #expect(ModelParts(try #require(nodes.first).facts).accelerators == ["X": 67_174_400])
    var facts = NodeFacts()
    facts.accelerators = Array(repeating: .init(model: "X", count: .max), count: 3)
    #expect(ModelParts(facts).accelerators == ["X": .max])
  }

  @Test("more findings, models of accelerators or settings than any node has are refused")
  func manyFacts() throws {
    func report(_ begin: String, _ element: String, _ count: Int, _ end: String) -> [UInt8] {
      let list = Array(repeating: element, count: count).joined(separator: ",")
      return Array(
        """
        {"schema":"nodeprobe.report/1","node_id":"\(String(repeating: "a", count: 64))","rows":[],\
        \(begin)\(list)\(end)}
        """.utf8)
    }
    for (begin, end, reason) in [
      ("\"findings\":[", "]", "more than 4096 findings"),
      ("\"hardware\":{\"accelerators\":[", "]}", "more than 4096 models of accelerators"),
    ] {
      #expect(try MergedFleet([report(begin, "{}", 4096, end)], window: 1 << 20).refusals.isEmpty)
      let text = report(begin, "{}", 4097, end)
      let refusals = try MergedFleet([text], window: 1 << 20).refusals
      #expect(refusals.map(\.reason) == [reason])
      // The last element, whatever ends behind it.
      #expect(refusals.first?.byte == text.count - end.utf8.count - 3)
    }
    func settings(_ count: Int) -> [UInt8] {
      let list = (0..<count).map { "\"k\($0)\":\"v\"" }.joined(separator: ",")
      return report("\"hardware\":{\"fingerprint\":{", list, 1, "}}")
    }
    #expect(try MergedFleet([settings(64)], window: 1 << 20).refusals.isEmpty)
    #expect(
      try MergedFleet([settings(65)], window: 1 << 20).refusals.map(\.reason)
        == ["more than 64 settings of a node"])
  }

  /// A report with members that nobody knows, and when each of them is from.
  private static func report(_ members: [String], _ ends: [String]) -> [UInt8] {
    func list(_ names: [String], _ value: String) -> String {
      names.map { "\"\($0)\":\(value)" }.joined(separator: ",")
    }
    return Array(
      """
      {"schema":"nodeprobe.report/1","node_id":"\(String(repeating: "a", count: 64))","rows":[],\
      "end":"2026-03-02T01:00:00Z","ends":{\(list(ends, "null"))},\(list(members, "1"))}
      """.utf8)
  }

  // Each name with each of the others takes some minutes, looked up a second.
  @Test(
    "as many names as a document may have are read at once, long as they are",
    .timeLimit(.minutes(1)))
  func manyNames() throws {
    let names = (0..<4000).map { "\\u0061" + String(repeating: "b", count: 4000) + "\($0)" }
    let merged = try MergedFleet([Self.report(names, names.reversed())], window: 1 << 20)
    #expect(merged.counts.documents == 1 && merged.refusals.isEmpty, "\(merged.refusals)")
    let line = String(decoding: merged.bytes, as: UTF8.self)
    #expect(line.split(separator: ":null").count == 4001)
    #expect(try MergedFleet([merged.bytes], window: 1 << 20).bytes == merged.bytes)
  }

  @Test("a name that stands twice among the times of members is refused, however it is spelled")
  func doubledEnd() throws {
    let text = Self.report(["a"], ["a", "\\u0061"])
    let refusal = try #require(MergedFleet([text]).refusals.first)
    #expect(refusal.reason == "this name stands twice in its object")
    #expect(String(decoding: text[refusal.byte...], as: UTF8.self).hasPrefix("\\u0061\":null"))
  }

  @Test("a document of too many tokens is refused, and those beside it are read")
  func manyTokens() throws {
    let reports = Self.reports(6)
    let dense = Self.report(["a\":[" + String(repeating: "1,", count: 3000) + "1],\"b"], [])
    for isSpread in [false, true] {
      var lines = reports[..<3] + [isSpread ? Array("{\n".utf8) + dense.dropFirst() : dense]
      lines += reports[3...]
      let text = MergedFleet.lines(Array(lines))
      let stretch = TextStretch(capacity: 0, instructionSet: 0)
      stretch.buffer = TokenBuffer(capacity: text.count, instructionSet: 0, tokenLimit: 4000)
      stretch.begin(try InputText(.bytes(name: "text", text), isDigesting: false), at: 0)
      stretch.buffer.append(0..<text.count, of: text.span)
      stretch.isLast = true
      var scanner = DocumentScanner(RecordTables(wanted: []), DocumentFingerprints())
      scanner.work(on: stretch)
      var found: [Int] = []
      var faults: [JSONFault] = []
      while true {
        for finding in stretch.found.findings {
          switch finding {
          case .report(let report): found.append(stretch.base + report.range.lowerBound)
          case .fault(let fault):
            faults.append(JSONFault(fault.reason, at: stretch.base + fault.offset))
          default: Issue.record("\(finding)")
          }
        }
        guard stretch.wantsIndex else { break }
        stretch.dropRead()
        scanner.work(on: stretch)
      }
      // Where each line but the dense ones begins.
      var starts: [Int] = []
      var at = 0
      for (place, line) in lines.enumerated() {
        if place != 3 { starts.append(at) }
        at += line.count + 1
      }
      #expect(found == starts)
      #expect(faults.map(\.reason) == [.tooManyTokens])
      let dense = starts[2] + lines[2].count + 1..<starts[3]
      #expect(faults.allSatisfy { dense.contains($0.offset) })
    }
  }

  @Test("eight small nodes make a batch, or one large one")
  func batches() {
    func entry(_ length: UInt32) -> DocumentEntry {
      DocumentEntry(
        node: NodeID((0, 0, 0, 0)), offset: 0, length: length, file: 0, record: 0, recordLength: 0,
        rows: 0, fingerprint: 0, earlier: -1)
    }
    let small = NodeBatch(as: .lines)
    for _ in 0..<7 { small.add([entry(1000)]) }
    #expect(!small.isFull)
    small.add([entry(1000)])
    #expect(small.isFull)
    #expect(small.size == 8000)
    let large = NodeBatch(as: .lines)
    large.add([entry(200_000), entry(62_143)])
    #expect(!large.isFull)
    large.add([entry(1)])
    #expect(large.isFull)
  }
}
