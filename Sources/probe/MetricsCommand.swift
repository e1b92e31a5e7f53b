import ArgumentParser
import Commands
import Exporters
import NodeModel

/// One page of metrics on standard output.
struct MetricsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "metrics",
    abstract: "Print one page of metrics, as the agent would answer a scrape.",
    discussion: """
      Two samples are taken, so that rates and utilization are known. No agent is asked and none is \
      needed: use it for node_exporter's textfile collector, or to see what this node has. What would \
      begin at 0 each time is left out: the energy, carbon and cost that only an agent adds up, meters' energy too, and \
      what the agent says of itself.

      Example:
        probe metrics --interval 0.5s | promtool check metrics
      """)

  @Option(help: Interval.help("Time between the two samples", "0 to 1m"))
  var interval = "1s"

  @Flag(help: "Print OpenMetrics 1.0 instead of the Prometheus text format 0.0.4.")
  var openMetrics = false

  @OptionGroup var options: SnapshotOptions

  func run() throws {
    let time = try Interval.nanoseconds(interval, in: 0...60_000_000_000)
    let snapshot = try options.take(interval: time)
    var page = ByteText()
    MetricsPage(
      snapshot.catalogue, as: openMetrics ? .openMetrics : .prometheus, where: Self.outlives
    ).render(snapshot, into: &page)
    try Output.write(bytes: page.bytes)
  }

  /// Whether a metric says the same whichever process reads it. `rate` would take the first value of a counter of this
  /// process's for an increase, each time anew; and node_exporter has a `process_cpu_seconds_total` of its own.
  static func outlives(_ metric: Metric) -> Bool {
    let name = metric.name.description
    let isOwn = ["process_", "nodeprobe_self_", "nodeprobe_config_", "nodeprobe_job_energy_bound_"]
    if isOwn.contains(where: name.hasPrefix) { return false }
    let counted = [
      "nodeprobe_energy_", "nodeprobe_node_", "nodeprobe_bucket_", "nodeprobe_job",
      "nodeprobe_team_", "nodeprobe_source_",
      "nodeprobe_refused_readings_",
    ]
    return metric.kind != .counter || !counted.contains(where: name.hasPrefix)
  }
}
