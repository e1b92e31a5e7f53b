import Agent
import ArgumentParser
import Exporters
import LinuxFiles
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

  @Option(help: ArgumentHelp("Time between the two samples, 0 to 1m.", valueName: "time"))
  var interval = "1s"

  @Flag(help: "Print OpenMetrics 1.0 instead of the Prometheus text format 0.0.4.")
  var openMetrics = false

  @OptionGroup var options: SnapshotOptions

  func run() throws {
    guard let time = TimeSpan.nanoseconds(interval), time <= 60_000_000_000 else {
      throw ValidationError("--interval \(interval) is no time from 0 to 1m, such as 500ms or 1s")
    }
    let snapshot = try options.take(interval: time)
    var page = ByteText()
    MetricsPage(snapshot.catalogue, as: openMetrics ? .openMetrics : .prometheus)
      .render(snapshot, into: &page)
    StandardStream.output.write(bytes: page.bytes)
  }
}
