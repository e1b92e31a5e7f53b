import Agent
import ArgumentParser
import Commands
import LinuxFiles

/// `probe report`: what this node knows of itself, for `probe-fleet`.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "One report of this node: energy, jobs, hardware, benchmarks, findings.",
    discussion: """
      The agent is asked; without one the report is made of what its state directory keeps. It is \
      one JSON document on one line (docs/schema/report.json): the last 24 hours that are over and \
      the one that runs. With -o FILE its digest is written beside it, as FILE.sha256, and where \
      the next report begins is said on standard error. probe-fleet merges any number of them, in \
      any order.

      Examples:
        probe report                             to standard output
        probe report -o node7.json               with node7.json.sha256 beside it
        probe report --after 5312 -o new.json    what was filed since
      """)

  @OptionGroup var options: StateOptions

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Write to FILE, whole or not at all; - is standard output.", valueName: "file"))
  var output: OutputPath?

  @Option(help: ArgumentHelp("Only rows after this position of the store.", valueName: "n"))
  var after: String?

  @Option(help: ArgumentHelp("So many hours that are over, instead of 24.", valueName: "n"))
  var hours: String?

  @Option(help: ArgumentHelp("End with the hour of this row.", valueName: "n"))
  var limit: String?

  func validate() throws {
    _ = try page()
  }

  func run() throws {
    let output = output?.file
    if let output { try BoundedFile.check(writable: output) }
    let source = ReportSource(directories: options.directories)
    let (bytes, position) = try source.report(page())
    guard let output else { return try Output.write(bytes: bytes) }
    try BoundedFile.replace(output, with: bytes)
    // As sha256sum writes it: the name is that beside which the file lies.
    let name = output.split(separator: "/").last.map(String.init) ?? output
    let line = SHA256.hexadecimal(bytes) + "  " + name + "\n"
    try BoundedFile.replace(output + ".sha256", with: Array(line.utf8))
    guard let position else { return }
    StandardStream.error.write("probe: the next report is that after \(position)\n")
  }

  private func page() throws -> ReportPage {
    let items = [("after", after), ("hours", hours), ("limit", limit)]
    let query = items.compactMap { name, value in value.map { "\(name)=\(Self.plain($0))" } }
    do {
      return try ReportPage(query: query.joined(separator: "&")[...])
    } catch {
      throw ValidationError("--\(error)")
    }
  }

  /// What could be taken for another part of a query is no number anyway.
  private static func plain(_ text: String) -> String { text.contains("&") ? "" : text }
}
