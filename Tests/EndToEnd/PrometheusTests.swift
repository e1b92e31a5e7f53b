import Foundation
import TestSupport
import Testing

@Suite("Scraped by Prometheus")
struct PrometheusTests {
  @Test("Prometheus finds the agent up, takes every sample, and hands back the page's values")
  func scrape() throws {
    let agent = try RunningAgent()
    let server = try PrometheusServer(scraping: agent.port)
    let isUp = try Waiting.until { try server.value("up{job=\"nodeprobe\"}") == 1 }
    #expect(isUp)

    #expect(try agent.settle())
    let agrees = try Waiting.until {
      let scraped = try server.value("scrape_samples_scraped")
      let page = try agent.get("/metrics", "-H", "Accept: application/openmetrics-text").body
      return Double(page.split(separator: "\n").count { !$0.hasPrefix("#") }) == scraped
    }
    #expect(agrees, "the number of samples")

    let page = try agent.page()
    for name in ["nodeprobe_memory_total_bytes", "nodeprobe_boot_timestamp_seconds"]
    where page[name] != nil {
      #expect(try server.value(name) == page[name], "\(name)")
    }
    let version = "nodeprobe_build_info{version=\"0.1.0\"}"
    #expect(page[version] == 1)
    #expect(try server.value(version) == 1)
    let start = try #require(page["process_start_time_seconds"])
    #expect(try server.value("process_start_time_seconds{job=\"nodeprobe\"}") == start)
    // A counter that moves: what Prometheus has lies between two looks at the page.
    let name = "nodeprobe_cpu_seconds_total{cpu=\"0\",mode=\"user\"}"
    let before = try #require(page[name])
    let scraped = try Waiting.until { try server.value(name).map { $0 >= before } ?? false }
    let now = try #require(try server.value(name))
    let moved = try Waiting.until { try agent.page()[name].map { $0 >= now } ?? false }
    #expect(scraped && moved)
    #expect(agent.stop() == 0)
  }

  @Test("promtool finds nothing to say about the page")
  func promtool() throws {
    let agent = try RunningAgent()
    let page = agent.folder.path + "/page"
    try agent.get("/metrics").body.appending("\n")
      .write(toFile: page, atomically: true, encoding: .utf8)
    let check = try Program.run(
      "/bin/sh", "-c", "promtool check metrics < \(page) 2>&1")
    #expect(check.output == "")
    #expect(check.status == 0)
  }

  @Test("the page is OpenMetrics for whom asks, gzip for whom takes it, and the same in substance")
  func formats() throws {
    let agent = try RunningAgent()
    #expect(try agent.settle())
    let open = try agent.get(
      "/metrics", "-H", "Accept: application/openmetrics-text; version=1.0.0")
    #expect(open.headers.contains("application/openmetrics-text; version=1.0.0"))
    #expect(open.body.hasSuffix("# EOF\n") || open.body.hasSuffix("# EOF"))
    let packed = try agent.get("/metrics", "--compressed")
    #expect(packed.headers.contains("Content-Encoding: gzip"))
    #expect(packed.body.contains("nodeprobe_build_info{version=\"0.1.0\"} 1"))
    let plain = try agent.get("/metrics")
    #expect(!plain.headers.contains("Content-Encoding"))
    #expect(plain.headers.contains("text/plain; version=0.0.4"))
    let names = { (text: String) in
      Set(
        text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
          $0.prefix { $0 != "{" && $0 != " " }
        })
    }
    let beyond = names(open.body).symmetricDifference(names(plain.body))
    #expect(beyond.allSatisfy { $0.hasSuffix("_joules_created") }, "\(beyond)")
  }

  @Test("every counter of the ledger says in OpenMetrics when it began, and through a restart")
  func beginnings() throws {
    let begun = Date().timeIntervalSince1970
    let first = try RunningAgent()
    let before = try energies(of: first)
    #expect(before["nodeprobe_node_energy_joules"]?.count == 1)
    for (family, created) in before {
      let now = Date().timeIntervalSince1970
      #expect(created.allSatisfy { $0 >= begun - 1 && $0 <= now }, "\(family)")
    }
    #expect(first.stop() == 0)
    try withExtendedLifetime(first) {
      let second = try RunningAgent(["--state-dir", first.state])
      let after = try energies(of: second)
      #expect(after["nodeprobe_node_energy_joules"] == before["nodeprobe_node_energy_joules"])
    }
  }

  /// When the energy counters of a page began, by family; each must follow its counter, as OpenMetrics 1.0 asks.
  private func energies(of agent: RunningAgent) throws -> [String: Set<Double>] {
    #expect(try agent.settle())
    var open = ""
    _ = try Waiting.until {
      open = try agent.get("/metrics", "-H", "Accept: application/openmetrics-text").body
      return open.contains("nodeprobe_node_energy_joules_total")
    }
    let lines = open.split(separator: "\n")
    var created: [String: Set<Double>] = [:]
    for (line, next) in zip(lines, lines.dropFirst()) {
      let name = String(line.prefix { $0 != "{" && $0 != " " })
      // What meters count by themselves has no beginning that anybody knows.
      guard name.hasSuffix("energy_joules_total"), !name.hasPrefix("nodeprobe_source_"),
        !name.hasPrefix("nodeprobe_sensor_")
      else { continue }
      let family = name.dropLast("_total".count)
      let labels = line.dropFirst(name.utf8.count).prefix { $0 != " " }
      let wanted = "\(family)_created\(labels) "
      #expect(next.hasPrefix(wanted), "\(line)")
      if let time = Double(next.dropFirst(wanted.count)) {
        created[String(family), default: []].insert(time)
      }
    }
    return created
  }
}
