import Foundation
import TestSupport
import Testing

/// `docs/metrics.md` against pages as `probe metrics` prints them.
@Suite("The document of metrics")
struct MetricsDocumentTests {
  private static let document = Result { try MetricsDocument() }

  @Test("every metric of this machine stands in the document with its type, labels and meaning")
  func thisMachine() throws {
    let page = try BuiltProgram.run("probe", ["metrics", "--interval", "100ms"]).output
    #expect(page.contains("nodeprobe_cpu_seconds_total{"))
    let faults = try Self.document.get().faults(of: page)
    #expect(faults == [])
  }

  @Test("every metric that only an agent shows stands in the document")
  func agent() throws {
    let agent = try RunningAgent(["--interval", "200ms"])
    #expect(try agent.settle())
    let page = try agent.get("/metrics").body
    #expect(page.contains("nodeprobe_self_workers"))
    let faults = try Self.document.get().faults(of: page)
    #expect(faults == [])
  }

  @Test(
    "a page of one moment has no counter that begins anew with each, and nothing of node_exporter's"
  )
  func oneShot() throws {
    let page = try BuiltProgram.run("probe", ["metrics", "--interval", "100ms"]).output
    let names = page.split(separator: "\n").compactMap {
      $0.hasPrefix("# TYPE ") ? $0.split(separator: " ")[2] : nil
    }
    #expect(names.contains("nodeprobe_cpu_seconds_total"))
    #expect(names.contains("nodeprobe_node_power_watts"))
    for start in ["process_", "nodeprobe_self_"] {
      #expect(!names.contains { $0.hasPrefix(start) })
    }
    for name in [
      "nodeprobe_node_energy_joules_total", "nodeprobe_energy_joules_total",
      "nodeprobe_bucket_energy_joules_total", "nodeprobe_jobs_energy_joules_total",
      "nodeprobe_job_energy_joules_total", "nodeprobe_node_carbon_grams_total",
    ] { #expect(!names.contains(name[...])) }
  }

  @Test("nor the energy of meters, which is what this process has seen of it, each time anew")
  func oneShotMeters() throws {
    let tree = try TemporaryDirectory()
    try tree.folder("sys")
    for _ in 0..<2 {
      let page = try BuiltProgram.run(
        "probe", ["metrics", "--interval", "300ms", "--sysfs", tree.path + "/sys"]
      ).output
      #expect(page.contains("nodeprobe_source_info{source=\"table\""))
      #expect(!page.contains("nodeprobe_source_energy_joules_total"))
      #expect(!page.contains("nodeprobe_source_losses_total"))
    }
  }

  @Test("every metric of a server with sensors, EDAC and InfiniBand stands in the document")
  func recordedServer() throws {
    guard let tree = try HardwareData.unpack("node_exporter/sys.tar.gz") else { return }
    let page = try BuiltProgram.run(
      "probe", ["metrics", "--interval", "100ms", "--sysfs", tree.path + "/sys"]
    ).output
    #expect(page.contains("nodeprobe_temperature_celsius{"))
    let faults = try Self.document.get().faults(of: page)
    #expect(faults == [])
  }

  @Test("the document says how many families it has")
  func count() throws {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("docs/metrics.md")
    let said = try #require(
      try String(contentsOf: page, encoding: .utf8).firstMatch(of: /`\/metrics`: (\d+) families\./))
    #expect(try Self.document.get().rows.count == Int(said.1))
  }

  @Test("a metric, a type, a label and a meaning that the document lacks are each found")
  func faultsAreFound() throws {
    let page = """
      # HELP nodeprobe_load1 Something else
      # TYPE nodeprobe_load1 counter
      nodeprobe_load1{cpu="a\\"}b"} 1
      # TYPE nodeprobe_unheard_of gauge
      """
    #expect(
      try Self.document.get().faults(of: page) == [
        "nodeprobe_load1 has the labels [\"cpu\"]", "nodeprobe_load1 is a counter",
        "nodeprobe_load1 means: Something else", "nodeprobe_unheard_of is not in the document",
      ])
  }
}
