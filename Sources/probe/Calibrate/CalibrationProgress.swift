import LinuxFiles
import Terminal

/// One line on standard error that says how far a calibration is; nothing where that is no terminal.
struct CalibrationProgress {
  private let width: Int?
  private let plan: CalibrationPlan

  /// - Parameter isAsking: the meter speaks with a person on the same terminal.
  init(_ plan: CalibrationPlan, isAsking: Bool) {
    self.plan = plan
    let isTerminal = StandardStream.error.isTerminal && !isAsking
    width = isTerminal ? TerminalSize(of: 2)?.columns ?? 80 : nil
  }

  /// Draws the line anew.
  func show(step: Int, watts: Double?) {
    guard let width else { return }
    let left = Quantity.duration(plan.remainingSeconds(from: step).rounded(.up))
    let words = [
      "step \(step + 1) of \(plan.steps.count)", plan.steps[step].title,
      watts.map { Quantity.short($0) + " W" } ?? "waiting for the meter", "at most \(left) left",
    ]
    StandardStream.error.write(
      "\r" + words.joined(separator: "  ").fitted(to: width - 1) + "\u{1B}[K")
  }

  /// Takes the line away.
  func end() {
    if width != nil { StandardStream.error.write("\r\u{1B}[K") }
  }
}
