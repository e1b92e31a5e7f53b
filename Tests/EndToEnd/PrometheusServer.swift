import Foundation
import TestSupport

/// Debian's Prometheus on a port of its own, until nobody holds it any more.
final class PrometheusServer {
  private let folder: TemporaryDirectory
  private let process = Process()
  private let address: String

  /// One that scrapes what listens on a port of this machine once a second, and follows the rules of a file.
  convenience init(scraping port: Int, rules: String? = nil) throws {
    try self.init(
      TemporaryDirectory(),
      """
      global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
      rule_files: [\(rules.map { "\"\($0)\"" } ?? "")]
      scrape_configs:
        - job_name: nodeprobe
          static_configs: [{targets: ["127.0.0.1:\(port)"]}]
      """)
  }

  /// One that scrapes nothing and has the samples of a document in OpenMetrics.
  convenience init(samples: String) throws {
    let folder = try TemporaryDirectory()
    try folder.write(samples, to: "samples")
    let made = try Program.run(
      "/usr/bin/env", "promtool", "tsdb", "create-blocks-from", "openmetrics",
      folder.path + "/samples", folder.path + "/data")
    guard made.status == 0 else { throw CocoaError(.fileReadCorruptFile) }
    try self.init(folder, "")
  }

  private init(_ folder: TemporaryDirectory, _ configuration: String) throws {
    self.folder = folder
    try folder.write(configuration, to: "prometheus.yml")
    address = "127.0.0.1:\(try FreePort.find())"
    process.executableURL = URL(fileURLWithPath: "/usr/bin/prometheus")
    process.arguments = [
      "--config.file=\(folder.path)/prometheus.yml", "--storage.tsdb.path=\(folder.path)/data",
      "--storage.tsdb.retention.time=10y", "--web.listen-address=\(address)", "--log.level=error",
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  deinit {
    guard process.isRunning else { return }
    process.terminate()
    process.waitUntilExit()
  }

  /// The value of the first series that an instant query finds, now or at a Unix time.
  func value(_ query: String, at time: UInt64? = nil) throws -> Double? {
    guard let pair = try series(query, at: time)?.first?["value"] as? [Any],
      let text = pair.last as? String
    else { return nil }
    return Double(text)
  }

  /// What has become of an alert.
  struct Alert {
    let name: String
    let expression: String
    /// "ok" once it was evaluated, "err" where it could not be.
    let health: String
  }

  /// All alerts of the rules that it follows.
  func alerts() throws -> [Alert] {
    let data = try answer(["http://\(address)/api/v1/rules?type=alert"]) as? [String: Any]
    let groups = data?["groups"] as? [[String: Any]] ?? []
    return groups.flatMap { $0["rules"] as? [[String: Any]] ?? [] }.map { rule in
      Alert(
        name: rule["name"] as? String ?? "", expression: rule["query"] as? String ?? "",
        health: rule["health"] as? String ?? "")
    }
  }

  /// The values of a label among the series that an instant query finds; nil where it is refused.
  func labels(_ label: String, of query: String) throws -> Set<String>? {
    try series(query, at: nil).map { series in
      Set(series.compactMap { ($0["metric"] as? [String: Any])?[label] as? String })
    }
  }

  /// How many series an instant query finds; nil where it is refused.
  func count(_ query: String) throws -> Int? { try series(query, at: nil)?.count }

  private func series(_ query: String, at time: UInt64?) throws -> [[String: Any]]? {
    let moment = time.map { ["--data-urlencode", "time=\($0)"] } ?? []
    let data =
      try answer(
        ["-G", "--data-urlencode", "query=\(query)"] + moment + ["http://\(address)/api/v1/query"])
      as? [String: Any]
    return data?["result"] as? [[String: Any]]
  }

  private func answer(_ arguments: [String]) throws -> Any? {
    let answer = try Program.run("/usr/bin/env", ["curl", "-s", "-m", "120"] + arguments)
    let document = try? JSONSerialization.jsonObject(with: Data(answer.output.utf8))
    return (document as? [String: Any])?["data"]
  }
}
