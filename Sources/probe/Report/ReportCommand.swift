import Agent
import ArgumentParser
import CLinux
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
    try output?.check()
    let source = ReportSource(directories: options.directories)
    let (bytes, position) = try source.report(page())
    guard let file = output?.file else { return try Output.write(bytes: bytes) }
    do throws(SystemError) {
      try Self.put(bytes, at: file)
    } catch {
      throw Output.Failure(error)
    }
    guard let position else { return }
    StandardStream.error.write("probe: the next report is that after \(position)\n")
  }

  /// Puts a report in its place, and its digest beside it: never one beside another's digest, whenever that ends.
  private static func put(_ bytes: [UInt8], at path: String) throws(SystemError) {
    let sidecar = path + ".sha256"
    // As sha256sum writes it: the name is that beside which the file lies.
    let name = path.split(separator: "/").last.map(String.init) ?? path
    var report = try ReplacedFile(path)
    try report.write(bytes)
    if unsafe unlink(sidecar) != 0, clinux_errno() != ENOENT {
      throw SystemError(code: clinux_errno(), operation: "remove", path: sidecar)
    }
    var digest = try ReplacedFile(sidecar)
    try digest.write(Array((SHA256.hexadecimal(bytes) + "  " + name + "\n").utf8))
    try report.finish()
    try digest.finish()
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
