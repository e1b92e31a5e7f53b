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
    for (title, _, question) in try Self.questions() {
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

  /// All expressions by panel and letter, as Grafana would send them for what is chosen.
  private static func questions(
    of instance: String = ".*", range: String = "1m", rateInterval: String = "10s"
  ) throws -> [(title: String, letter: String, expression: String)] {
    let board = try JSONSerialization.jsonObject(with: Data(text("nodeprobe.json").utf8))
    let panels = try #require((board as? [String: Any])?["panels"] as? [[String: Any]])
    return try panels.flatMap { panel in
      let title = try #require(panel["title"] as? String)
      return try (panel["targets"] as? [[String: Any]] ?? []).map { target in
        let expression = try #require(target["expr"] as? String)
        return (
          title, try #require(target["refId"] as? String),
          expression.replacing("$__rate_interval", with: rateInterval)
            .replacing("$__range", with: range).replacing("$instance", with: instance)
        )
      }
    }
  }

  // MARK: Made-up nodes

  /// What a panel shows of series after twenty minutes, of which it is asked for the last ten: labels and whole numbers.
  private func expect(
    _ title: String, _ letter: String = "A", of instance: String = ".*",
    shows expected: [(labels: String, value: Int)], from series: [(name: String, values: String)],
    at place: SourceLocation = #_sourceLocation
  ) throws {
    let all = try Self.questions(of: instance, range: "10m", rateInterval: "5m")
    let question = try #require(all.first { $0.title == title && $0.letter == letter })
    let test: [String: Any] = [
      "interval": "1m",
      "input_series": series.map { ["series": $0.name, "values": $0.values] },
      "promql_expr_test": [
        [
          "expr": "round(\(question.expression))", "eval_time": "20m",
          "exp_samples": expected.map { ["labels": $0.labels, "value": $0.value] },
        ] as [String: Any]
      ],
    ]
    let folder = try TemporaryDirectory()
    let document = try JSONSerialization.data(
      withJSONObject: ["evaluation_interval": "1m", "tests": [test]],
      options: .withoutEscapingSlashes)
    try folder.write(bytes: Array(document), to: "test.yml")
    let answer = try Program.run(
      "/bin/sh", "-c", "promtool test rules \(folder.path)/test.yml 2>&1")
    #expect(answer.status == 0, "\(title) \(letter): \(answer.output)", sourceLocation: place)
  }

  @Test("the most that nodes may have drawn is there only where every chosen one has a most")
  func bounds() throws {
    func bound(_ instance: String, _ bound: String, _ watts: Int) -> (name: String, values: String)
    {
      let labels = "job=\"hpc\",instance=\"\(instance)\",bound=\"\(bound)\""
      return ("nodeprobe_node_energy_bound_joules_total{\(labels)}", "0+\(watts * 60)x20")
    }
    let title = "Bounds of the energy"
    let one = [bound("a:9944", "low", 40), bound("a:9944", "high", 60), bound("b:9944", "low", 50)]
    try expect(title, "A", shows: [("{}", 90)], from: one)
    try expect(title, "B", shows: [], from: one)
    try expect(title, "B", of: "a:9944", shows: [("{}", 60)], from: one)
    try expect(title, "B", of: "b:9944", shows: [], from: one)
    let both = one + [bound("b:9944", "high", 80)]
    try expect(title, "B", shows: [("{}", 140)], from: both)
    let energy = "nodeprobe_node_energy_joules_total{job=\"hpc\",instance=\"a:9944\",tier=\"B\"}"
    try expect(title, "C", shows: [("{}", 44)], from: [(energy, "0+2640x20")])
  }

  @Test("jobs by power are those with a name and all beyond the limit together")
  func jobsByPower() throws {
    let named = "job=\"hpc\",instance=\"a:9944\",job_id=\"slurm:c/1\",manager=\"slurm\""
    let other = "job=\"hpc\",instance=\"b:9944\",job_id=\"other\""
    let series: [(name: String, values: String)] = [
      ("nodeprobe_job_power_watts{\(named)}", "30x20"),
      ("nodeprobe_job_info{\(named),job_name=\"sim\",user=\"ann\",tier=\"B\"}", "1x20"),
      ("nodeprobe_job_power_watts{\(other)}", "20x20"),
    ]
    let (one, rest) = ("{\(named),job_name=\"sim\",user=\"ann\"}", "{\(other)}")
    try expect("Jobs by power", shows: [(one, 30), (rest, 20)], from: series)
    try expect("Jobs by power", of: "b:9944", shows: [(rest, 20)], from: series)
  }

  @Test(
    "agents that answer and do not are counted among the chosen nodes, whatever their job is called"
  )
  func agents() throws {
    func one(_ name: String, _ job: String, _ instance: String, _ values: String) -> (
      name: String, values: String
    ) { ("\(name){job=\"\(job)\",instance=\"\(instance)\"}", values) }
    // b answered until some minutes ago; c is another exporter.
    let series = [
      one("up", "hpc", "a:9944", "1x20"), one("nodeprobe_build_info", "hpc", "a:9944", "1x20"),
      one("up", "hpc", "b:9944", "1x13 0x6"),
      one("nodeprobe_build_info", "hpc", "b:9944", "1x13 stale"),
      one("up", "node", "c:9100", "1x20"),
    ]
    try expect("Agents", "A", shows: [("{}", 1)], from: series)
    try expect("Agents", "B", shows: [("{}", 1)], from: series)
    try expect("Agents", "A", of: "b:9944", shows: [("{}", 0)], from: series)
    try expect("Agents", "B", of: "a:9944", shows: [("{}", 0)], from: series)
    try expect("Agents", "A", of: "c:9100", shows: [], from: series)
  }

  /// Ann's job runs all the time, and its account is known late; Bob's comes and goes; a pod has no user, and `other` no
  /// name.
  private static func jobs(_ metric: String, _ label: String) -> [(name: String, values: String)] {
    let (a, b) = ("job=\"hpc\",instance=\"a:9944\"", "job=\"hpc\",instance=\"b:9944\"")
    let (ann, bob) = ("\(a),job_id=\"slurm:c/1\"", "\(b),job_id=\"slurm:c/2\"")
    let pod = "\(a),job_id=\"k8s:7\""
    return [
      ("\(metric){\(ann),\(label)}", "100+100x20"),
      ("nodeprobe_job_info{\(ann),user=\"ann\",tier=\"D\"}", "1x11 stale"),
      ("nodeprobe_job_info{\(ann),user=\"ann\",account=\"phys\",tier=\"D\"}", "_x12 1x8"),
      ("\(metric){\(bob),\(label)}", "_x12 50 350 350 stale"),
      ("nodeprobe_job_info{\(bob),user=\"bob\",account=\"phys\",tier=\"D\"}", "_x12 1x2 stale"),
      ("\(metric){\(pod),\(label)}", "7+7x20"),
      ("nodeprobe_job_info{\(pod),workload_pod=\"web\",tier=\"D\"}", "1x20"),
      ("\(metric){\(b),job_id=\"other\",\(label)}", "1000+5x20"),
    ]
  }

  @Test("energy by user is that of jobs that run, that came and went, and of those without a user")
  func energyByUser() throws {
    let package = Self.jobs("nodeprobe_job_energy_joules_total", "component=\"package\"")
    let dram = (
      "nodeprobe_job_energy_joules_total{job=\"hpc\",instance=\"a:9944\",job_id=\"slurm:c/1\",component=\"dram\"}",
      "10+10x20"
    )
    let title = "Energy by user and account"
    // Ten minutes of 100 and 10 J; 350 J from nothing; ten minutes of 7 and of 5 J.
    try expect(
      title,
      shows: [
        ("{account=\"phys\",user=\"ann\"}", 1100), ("{account=\"phys\",user=\"bob\"}", 350),
        ("{user=\"(no user)\"}", 120),
      ], from: package + [dram])
    try expect(
      title, of: "b:9944",
      shows: [("{account=\"phys\",user=\"bob\"}", 350), ("{user=\"(no user)\"}", 50)],
      from: package + [dram])
  }

  @Test("cost by user is that of the same jobs, by currency, and nothing without a price")
  func costByUser() throws {
    let title = "Cost by user and account"
    let priced = Self.jobs("nodeprobe_job_cost_total", "currency=\"EUR\"")
    try expect(
      title,
      shows: [
        ("{account=\"phys\",currency=\"EUR\",user=\"ann\"}", 1000),
        ("{account=\"phys\",currency=\"EUR\",user=\"bob\"}", 350),
        ("{currency=\"EUR\",user=\"(no user)\"}", 120),
      ], from: priced)
    let energy = Self.jobs("nodeprobe_job_energy_joules_total", "component=\"package\"")
    try expect(title, shows: [], from: energy)
  }
}
