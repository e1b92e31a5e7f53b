import ArgumentParser
import CLinux
import Terminal

/// `probe` without a word: the node on one screen.
struct NodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "node",
    abstract: "Show this node on one screen.",
    discussion: """
      EXAMPLES
        probe            what the node is, how it is, how busy it is and what it draws
        probe --json     the same as JSON (docs/schema/node.json)
      """)

  @OptionGroup var state: StateOptions

  @Flag(help: "Print the document as JSON.")
  var json = false

  func run() throws {
    let bytes = try NodeFrame.source(state).document()
    if json {
      print(String(decoding: bytes, as: UTF8.self))
      return
    }
    let report = try NodeReport(json: bytes)
    // On a terminal the picture keeps to its height, so that nothing scrolls out of sight.
    let size = TerminalSize(of: 1)
    let frame = NodeFrame(style: .standardOutput)
    for line in frame.lines(report, size, height: size.map { $0.rows - 1 }) { print(line) }
  }
}
