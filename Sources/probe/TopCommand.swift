import ArgumentParser
import LinuxFiles
import Terminal

/// `probe top`: the node's screen, drawn anew until somebody presses q.
struct TopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "top",
    abstract: "Show this node live.",
    discussion: """
      Keys:
        q, Ctrl-C        leave
        Ctrl-Z           suspend; the shell's fg goes on
        s                sort temperatures by how near they are to their limit, or by chip
        up, down, page   go through the temperatures
        space            hold the picture

      Examples:
        probe top                 once a second
        probe top --interval 5s   every five seconds
        probe top | cat           one picture as plain text
      """)

  @OptionGroup var options: NodeOptions

  @Option(help: Interval.help("Time between pictures", "200ms to 1h"))
  var interval = "1s"

  func validate() throws {
    _ = try period()
  }

  private func period() throws -> Duration {
    .nanoseconds(try Interval.nanoseconds(interval, in: 200_000_000...3_600_000_000_000))
  }

  func run() throws {
    let period = try period()
    let source = options.source
    var frame = NodeFrame(style: .standardOutput)
    // What is wrong from the beginning is said on the terminal that the user sees.
    var answer = try source.answer()
    var report = try NodeReport(json: answer.document)
    guard let screen = LiveScreen() else {
      if let notice = answer.notice { StandardStream.error.write("probe: \(notice)\n") }
      try frame.print(frame.lines(report, TerminalSize(of: 1), height: nil))
      return
    }
    var isHeld = false
    var trouble: String?
    var freshness = Freshness(of: report.sequence, at: .now)
    var next = ContinuousClock.now + period
    while true {
      let notice = isHeld ? "held: space goes on" : freshness.notice(at: .now) ?? answer.notice
      draw(frame, report, on: screen, notice: trouble ?? notice)
      let left = max(.zero, next - ContinuousClock.now)
      switch screen.wait(milliseconds: milliseconds(left)) {
      case .ended, .key(.character("q")), .key(.character("\u{3}")): return
      case .key(.character(" ")): isHeld.toggle()
      case .key(.character("s")): frame.order = frame.order == .byChip ? .byHeat : .byChip
      case .key(let key): scroll(&frame, key, among: report.temperatures?.count ?? 0)
      case .resized: break
      case .timeout:
        guard ContinuousClock.now >= next else { continue }
        // Late pictures are left out, not drawn in a row.
        next = ContinuousClock.now + period
        guard !isHeld else { continue }
        do {
          answer = try source.answer()
          report = try NodeReport(json: answer.document)
          freshness.follow(report.sequence, at: .now)
          trouble = nil
        } catch {
          trouble = "\(error)"
        }
      }
    }
  }

  private func draw(
    _ frame: NodeFrame, _ report: NodeReport, on screen: borrowing LiveScreen, notice: String?
  ) {
    let size = screen.size
    var lines = frame.lines(report, size, height: size.rows - 1)
    while lines.count < size.rows - 1 { lines.append("") }
    lines = Array(lines.prefix(size.rows - 1))
    let style = frame.style
    let keys = "q leave  s sort  space hold"
    lines.append(
      notice.map { style(.critical, $0.printable.fitted(to: size.columns).trimmedEnd) }
        ?? style(.quiet, keys.fitted(to: size.columns).trimmedEnd))
    screen.show(lines)
  }

  private func scroll(_ frame: inout NodeFrame, _ key: LiveScreen.Key, among count: Int) {
    switch key {
    case .down: frame.skipped += 1
    case .up: frame.skipped -= 1
    case .pageDown: frame.skipped += 10
    case .pageUp: frame.skipped -= 10
    default: break
    }
    frame.skipped = max(0, min(frame.skipped, count - 1))
  }

  private func milliseconds(_ duration: Duration) -> Int32 {
    let (seconds, attoseconds) = duration.components
    return Int32(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1)
  }
}
