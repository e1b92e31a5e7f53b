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
