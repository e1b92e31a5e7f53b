import Agent
import ArgumentParser

/// The option `--interval`: one grammar and the same words in every command that has it.
enum Interval {
  /// "Time between pictures: 200ms to 1h, written as 500ms, 1s or 2m; a bare number is seconds."
  static func help(_ what: String, _ range: String) -> ArgumentHelp {
    ArgumentHelp(
      "\(what): \(range), written as 500ms, 1s or 2m; a bare number is seconds.",
      valueName: "time")
  }

  /// The time in nanoseconds; what is none, or is out of `range`, is wrong use.
  static func nanoseconds(_ text: String, in range: ClosedRange<UInt64>) throws -> UInt64 {
    guard let time = TimeSpan.nanoseconds(text), range.contains(time) else {
      let (low, high) = (TimeSpan.text(range.lowerBound), TimeSpan.text(range.upperBound))
      throw ValidationError(
        "--interval \(text) is no time from \(low) to \(high), such as 500ms or 1s")
    }
    return time
  }
}
