import Commands
import LinuxFiles
import Terminal

/// Fits the node's picture to where it is shown.
struct NodeFrame {
  let style: Style
  var order = NodeScreen.Order.byChip
  var skipped = 0

  /// The picture for a terminal of `size`, or for a file where there is none.
  func lines(_ report: NodeReport, _ size: TerminalSize?, height: Int?) -> [String] {
    let columns = size?.columns ?? ProcessImage.environment("COLUMNS").flatMap { Int($0) } ?? 80
    return NodeScreen(
      node: report, style: style, width: min(160, max(40, columns)), height: height, order: order,
      skipped: skipped
    ).lines
  }

  /// Writes a picture that stays.
  func print(_ lines: [String]) throws {
    try Output.write(lines: lines)
  }
}

extension Style {
  /// What the standard output can show.
  static var standardOutput: Style {
    Style(isTerminal: StandardStream.output.isTerminal, environment: ProcessImage.environment)
  }
}
