import Foundation
import TestSupport
import Testing

/// What `dashboards/` gives to Prometheus and Grafana, by the real promtool and Prometheus.
@Suite("Alerts and dashboard")
struct DashboardTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("dashboards")

  private static func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  @Test("each alert fires for what it is made for and not for what looks like it, as promtool says")
  func alerts() throws {
    let files = ["alerts-test.yml", "alerts-days-test.yml"]
    let paths = files.map { Self.folder.appendingPathComponent($0).path }
    let answer = try Program.run("/usr/bin/env", ["promtool", "test", "rules"] + paths)
    #expect(answer.status == 0, "\(answer.output)")
    let names = try Self.alertNames()
    let tried = try files.flatMap {
      try Self.text($0).matches(of: /alertname: (\w+)/).map { String($0.1) }
    }
    #expect(names.count >= 18 && names == Set(tried))
  }

  private static func alertNames() throws -> Set<String> {
    Set(try text("alerts.yml").matches(of: /- alert: (\w+)/).map { String($0.1) })
  }

  /// Every sound node has sources that are not there, and most have one that is switched off or denied.
  @Test("of a sound agent no alert is even pending, as a real Prometheus that follows them says")
  func soundNode() throws {
    let folder = try TemporaryDirectory()
    try folder.write("probes: {entropy: {enabled: false}}\n", to: "probe.yaml")
    let agent = try RunningAgent(["--interval", "1s", "--config", folder.path + "/probe.yaml"])
    let server = try PrometheusServer(
      scraping: agent.port, rules: Self.folder.appendingPathComponent("alerts.yml").path)
    let isScraped = try Waiting.until {
      try server.value("count_over_time(nodeprobe_node_power_watts[1m])").map { $0 >= 5 } ?? false
    }
    #expect(isScraped)
    let reasons = try #require(
      try server.labels("reason", of: "nodeprobe_probe_failure_info"))
    #expect(reasons.isSuperset(of: ["absent", "disabled"]))
    let alerts = try server.alerts()
    let names = try Self.alertNames()
    #expect(Set(alerts.map(\.name)) == names)
    for alert in alerts {
      #expect(alert.health == "ok", "\(alert.name)")
      #expect(try server.count(alert.expression) != nil, "\(alert.name)")
    }
    // Whether this machine's clock follows another one, and how full its disks are, is not the agent's doing.
    let machine: Set = [
      "NodeClockNotSynchronized", "NodeFilesystemAlmostFull", "SharedFilesystemAlmostFull",
    ]
    let met = try #require(try server.labels("alertname", of: "max_over_time(ALERTS[1h])"))
    #expect(met.subtracting(machine).sorted() == [])
    #expect(agent.stop() == 0)
  }

  @Test(
    "alerts and dashboard ask for metrics that stand in the document",
    arguments: ["alerts.yml", "nodeprobe.json"])
  func names(file: String) throws {
    let document = try MetricsDocument()
    let names = Set(try Self.text(file).matches(of: /nodeprobe_[a-z0-9_]+/).map { String($0.0) })
    #expect(names.count > 10)
    #expect(names.filter { document.rows[$0] == nil }.sorted() == [])
  }

  @Test("a real Prometheus that scrapes an agent answers all questions of the dashboard")
  func questions() throws {
    let agent = try RunningAgent(["--interval", "1s"])
    let server = try PrometheusServer(scraping: agent.port)
    let hasTwo = try Waiting.until {
      try server.value("count_over_time(nodeprobe_node_power_watts[1m])").map { $0 >= 3 } ?? false
    }
    #expect(hasTwo)
    var found: Set<String> = []
    for (title, question) in try Self.questions() {
      let count = try #require(try server.count(question), "\(title): \(question)")
      if count > 0 { found.insert(title) }
    }
    // What every machine has, one without sensors and jobs too.
    let everywhere: Set = [
      "Power", "Energy", "Carbon", "Where power comes from", "Agents", "Power of nodes",
      "Power of components", "What no job caused", "Bounds of the energy", "CPU utilization",
      "Memory in use", "Better sources of power, and why they are not used",
    ]
    #expect(everywhere.subtracting(found) == [])
    #expect(agent.stop() == 0)
  }

  /// All expressions, as Grafana would send them for all nodes.
  private static func questions() throws -> [(title: String, expression: String)] {
    let board = try JSONSerialization.jsonObject(with: Data(text("nodeprobe.json").utf8))
    let panels = try #require((board as? [String: Any])?["panels"] as? [[String: Any]])
    return try panels.flatMap { panel in
      let title = try #require(panel["title"] as? String)
      return try (panel["targets"] as? [[String: Any]] ?? []).map { target in
        let expression = try #require(target["expr"] as? String)
        return (
          title,
          expression.replacing("$__rate_interval", with: "10s").replacing("$__range", with: "1m")
            .replacing("$instance", with: ".*")
        )
      }
    }
  }
}
