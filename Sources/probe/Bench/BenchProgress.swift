import BenchKit
import LinuxFiles
import Terminal

/// One line on standard error that says how far a run is; nothing where that is no terminal.
struct BenchProgress {
  private let width: Int?

  init() {
    let isTerminal = StandardStream.error.isTerminal
    width = isTerminal ? TerminalSize(of: 2)?.columns ?? 80 : nil
  }

  /// Draws the line anew.
  func show(_ progress: Progress) {
    guard let width else { return }
    var words = [
      progress.block == 0 ? "warming up" : "round \(progress.block) of \(progress.blocks)"
    ]
    words.append(progress.subject.title)
    words.append("\(Quantity.duration(progress.remainingSeconds.rounded(.up))) left")
    write("\r" + words.joined(separator: "  ").fitted(to: width - 1) + "\u{1B}[K")
  }

  /// Takes the line away.
  func end() {
    if width != nil { write("\r\u{1B}[K") }
  }

  private func write(_ text: String) { StandardStream.error.write(text) }
}
