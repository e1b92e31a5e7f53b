import NodeModel
import TestSupport
import Testing

@testable import FleetKit

@Suite("How warm nodes are")
struct HeatTests {
  /// A report whose sensors are these.
  private static func document(_ sensors: String, end: Int = 1) -> [UInt8] {
    Array(
      """
      {"schema":"nodeprobe.report/1","node_id":"\(String(repeating: "0", count: 63))1",\
      "start":"2026-11-21T00:00:00Z","end":"2026-11-21T0\(end):00:00Z","rows":[],\
      "sensors":[\(sensors)]}
      """.utf8)
  }

  private static func sensor(
    _ label: String?, kind: String = "temperature", sum: Double, most: Double, count: Int = 4
  ) -> String {
    let name = label.map { "\"label\":\"\($0)\"," } ?? ""
    return """
      {"chip":"coretemp-isa-0000","sensor":"temp1","kind":"\(kind)",\(name)"unit":"celsius",\
      "histogram":{"schema":5,"count":\(count),"sum":\(sum),"min":1,"max":\(most),"zero":0,\
      "positive":{"offset":1,"counts":[\(count)]}}}
      """
  }

  private static func heat(
    _ documents: [[UInt8]], wanting: WantedParts = [.samples, .temperatures]
  ) throws -> NodeHeat? {
    let reader = try FleetReader(
      documents.map { .bytes(name: "text", $0) }, wanting: wanting)
    #expect(reader.refusals == [])
    var heat: NodeHeat?
    try reader.forEachNode { heat = $0.heat }
    return heat
  }

  @Test("a node is as warm as its warmest sensor has been, and air comes in at the inlet")
  func node() throws {
    let sensors = [
      Self.sensor("Package id 0", sum: 280, most: 81.5), Self.sensor(nil, sum: 300, most: 93.25),
      // Neither a temperature nor a sensor that has shown anything.
      Self.sensor("Fan", kind: "fan", sum: 4000, most: 1000),
      Self.sensor("Dead", sum: 0, most: 200, count: 0),
      Self.sensor("System Inlet", sum: 88, most: 23),
    ].joined(separator: ",")
    let truth = NodeHeat(
      sensor: "temp1 (coretemp-isa-0000)", most: 93.25, mean: 75, inlet: 22)
    #expect(try Self.heat([Self.document(sensors)]) == truth)
    // Blanks make records be formed anew from the text.
    let spread = Array("\n  ".utf8) + Self.document(sensors.replacing(",", with: " , "))
    #expect(try Self.heat([spread]) == truth)
    #expect(try Self.heat([Self.document(sensors)], wanting: .samples) == nil)
    #expect(try Self.heat([Self.document("")]) == nil)
  }

  @Test(
    "what is odd about sensors costs nobody the report, whoever asks",
    arguments: [
      #"{"kind":5}"#, #"{"kind":"temperature","histogram":{"count":-1}}"#, #"7"#, #"[[]]"#,
      #"{"kind":"temperature","histogram":{"count":1,"sum":null,"max":50}}"#,
      #"{"kind":"temperature","kind":"temperature"}"#,
      // No degrees that matter of a computer may have.
      #"{"kind":"temperature","histogram":{"count":1,"sum":1e39,"max":1e39}}"#,
      #"{"kind":"temperature","histogram":{"count":1,"sum":50,"max":1e30}}"#,
    ])
  func odd(sensor: String) throws {
    #expect(try Self.heat([Self.document(sensor)]) == nil)
    #expect(try Self.heat([Self.document(sensor)], wanting: []) == nil)
  }

  @Test("the newest report that has sensors counts, in any order")
  func newest() throws {
    let old = Self.document(Self.sensor("Old", sum: 400, most: 110), end: 1)
    let new = Self.document(Self.sensor("New", sum: 200, most: 60), end: 2)
    for documents in [[old, new], [new, old], [new, old, new]] {
      #expect(try Self.heat(documents)?.sensor == "New (coretemp-isa-0000)")
    }
  }

  @Test("the warmest nodes come first, with what was found of them")
  func table() throws {
    func node(_ number: UInt64, _ rack: String, _ most: Double, inlet: Double?) -> MergedNode {
      Make.node(number) {
        $0.facts.rack = rack
        $0.add(.bucket(.system), [5])
        $0.heat = NodeHeat(sensor: "CPU", most: most, mean: most - 10, inlet: inlet)
        if most > 94 {
          $0.findings = [
            Finding(.critical, kind: "temperature", subject: "CPU", text: "critical is 95 °C")
          ]
        }
      }
    }
    let report = report([
      node(1, "r1", 62.5, inlet: 20), node(2, "r1", 96, inlet: 30), node(3, "r2", 71, inlet: nil),
      Make.node(4) { $0.add(.bucket(.system), [5]) },
    ])
    let table = report.heatTable(limit: 2)
    #expect(table.rows.map { $0[1] } == [.text("node2"), .text("node3")])
    #expect(
      table.rows[0][2...] == [
        .text("alpha"), .text("r1"), .text("CPU"), .real(96), .real(86), .real(30),
        .text("critical is 95 °C"),
      ])
    #expect(table.rows[1][7...] == [.absent, .absent])
    #expect(table.notes == ["1 more in temperatures.csv."])
    let site = try #require(report.siteHeat.first)
    #expect(report.siteHeat.count == 1)
    #expect(site.most == [62.5, 71, 96] && site.inlets == [20, 30])
    #expect(site.racks.map(\.name) == ["r1", "r2"] && site.racks.map(\.middle) == [79.25, 71])
    let page = String(decoding: HTMLReport.bytes(report), as: UTF8.self)
    // Both racks at 70 to 80 °C by their middle nodes; the site's middle node has 71 °C.
    #expect(page.contains("<path class=\"h2\" d=\"M0 0h8v12h-8zM9 0h8v12h-8z\"/>"))
    #expect(page.contains("<td>3</td><td>96.0</td><td>71.0</td><td>25.0</td>"))
  }

  @Test("a fleet without sensors has no temperatures")
  func nothing() {
    let report = report([Make.node(1) { $0.add(.bucket(.system), [5]) }])
    #expect(report.heatTable().rows.isEmpty && report.siteHeat.isEmpty)
    #expect(!String(decoding: HTMLReport.bytes(report), as: UTF8.self).contains("Temperatures"))
  }
}
