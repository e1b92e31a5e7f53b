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
      needed: use it for node_exporter's textfile collector, or to see what this node has.

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
    MetricsPage(snapshot.catalogue, as: openMetrics ? .openMetrics : .prometheus)
      .render(snapshot, into: &page)
    try Output.write(bytes: page.bytes)
  }
}
