import ArgumentParser
import BenchKit
import Commands
import LinuxFiles

/// How a run ended, and so with which exit status.
struct BenchOutcome {
  /// Whether every computation came out right.
  let isVerified: Bool
  /// Whether somebody stopped it.
  let isInterrupted: Bool
  /// The run beside its baseline; nil where there is none.
  var comparison: BaselineComparison?
  /// Whether no case has a result.
  var isEmpty = false
  /// Whether a picture that somebody asked for could be drawn.
  var isDrawn = true
  /// Whether something could not be written.
  private(set) var hasFailed = false
  /// Nobody reads standard output any more; nil where somebody does.
  private(set) var unread: Output.Failure?

  init(isVerified: Bool, isInterrupted: Bool) {
    self.isVerified = isVerified
    self.isInterrupted = isInterrupted
  }

  /// Writes something; where that fails it is said in a line, and the rest goes on.
  mutating func attempt(_ write: () throws -> Void) {
    do {
      try write()
    } catch let failure as Output.Failure where failure.isSilent {
      unread = failure
    } catch {
      hasFailed = true
      StandardStream.error.write("probe: \(error)\n")
    }
  }

  /// 1 where something is wrong, worse or missing; 130 where the run was stopped before it could be; 2 where a
  /// baseline said nothing at all, if nothing else is to be said.
  var status: Int32 {
    if !isVerified || hasFailed { return 1 }
    if let comparison, !comparison.regressions.isEmpty || !comparison.otherBits.isEmpty {
      return 1
    }
    if isInterrupted { return 130 }
    if isEmpty || !isDrawn { return 1 }
    guard let comparison else { return 0 }
    if !comparison.unrepeated.isEmpty { return 1 }
    return comparison.judged > 0 ? 0 : 2
  }

  /// What ends the command; nil where all is well. What is wrong is said also where nobody reads any more.
  var ending: (any Error)? {
    if let unread, status != 1 { return unread }
    return status == 0 ? nil : ExitCode(status)
  }
}
