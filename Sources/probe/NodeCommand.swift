import ArgumentParser
import Commands
import LinuxFiles
import Terminal

/// `probe` without a word: the node on one screen.
struct NodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "node",
    abstract: "Show this node on one screen.",
    discussion: """
      Examples:
        probe            what the node is, how it is, how busy it is, what it draws
        probe --json     the same as JSON (docs/schema/node.json)
      """)

  @OptionGroup var options: NodeOptions

  @Flag(help: "Print the document as JSON.")
  var json = false

  func run() throws {
    let answer = try options.source.answer()
    let bytes = answer.document
    if let notice = answer.notice { StandardStream.error.write("probe: \(notice)\n") }
    if json {
      try Output.write(bytes: bytes + [0x0A])
      return
    }
    let report = try NodeReport(json: bytes)
    // On a terminal the picture keeps to its height, so that nothing scrolls out of sight.
    let size = TerminalSize(of: 1)
    let frame = NodeFrame(style: .standardOutput)
    try frame.print(frame.lines(report, size, height: size.map { $0.rows - 1 }))
  }
}
