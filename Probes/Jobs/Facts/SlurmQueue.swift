internal import LinuxFiles

/// What Slurm's controller says of jobs, asked one by one.
///
/// Source: squeue(1), which speaks Slurm's protocol in whatever version its cluster has. A job by its own number is the one
/// question that does not make the controller send all jobs. Columns of fixed width, in bytes: a user may write
/// whatever he wants into a name or a comment, and it stays in its column.
///
/// Not for a thread on which somebody waits.
public struct SlurmQueue {
  /// How the controller took its questions.
  public enum Outcome: Sendable, Equatable {
    /// It has answered one at least.
    case answered
    /// None, and why not the first.
    case failed(String)
  }

  /// All that is asked for together takes no longer.
  private static let patience = Duration.seconds(3)
  /// `%A` is the number of one job of an array; the others are user, account, partition, name and comment.
  private static let columns = [
    ("A", 20), ("u", 64), ("a", 64), ("P", 64), ("j", 128), ("k", 512),
  ]
  private static let format = columns.map { "%\($1)\($0)" }.joined()
  private static let lineBytes = columns.reduce(1) { $0 + $1.1 }
  /// Asked by an array's number it tells all of its jobs.
  private static let mostBytes = 8 << 20

  private let program: String
  private let end: ContinuousClock.Instant
  /// Nil as long as nothing was asked.
  private(set) var outcome: Outcome?

  /// Asks `program`, the path of squeue, until a little while from now.
  init(_ program: String) {
    self.program = program
    end = .now + Self.patience
  }

  /// What is known of the job of that number; nil where nothing is, or nobody answers.
  mutating func facts(of job: String) -> JobFacts? {
    let left = end - .now
    guard left > .zero, !job.isEmpty,
      job.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") })
    else { return nil }
    do throws(ProgramOutput.Failure) {
      let text = try ProgramOutput.of(
        program, ["--noheader", "--states=all", "--jobs=\(job)", "--format=\(Self.format)"],
        limit: Self.mostBytes, patience: left)
      guard let facts = Self.facts(of: job, in: text) else {
        return fail("\(program) did not print job \(job) in the columns \(Self.format)")
      }
      outcome = .answered
      return facts
    } catch {
      return fail("\(error), asked for job \(job)")
    }
  }

  private mutating func fail(_ reason: String) -> JobFacts? {
    if outcome == nil { outcome = .failed(reason) }
    return nil
  }

  /// Of the line with that number.
  static func facts(of job: String, in text: [UInt8]) -> JobFacts? {
    guard text.count % lineBytes == 0 else { return nil }
    for start in stride(from: 0, to: text.count, by: lineBytes) {
      guard text[start + lineBytes - 1] == UInt8(ascii: "\n") else { return nil }
      var values: [String?] = []
      var position = start
      for (_, width) in columns {
        values.append(value(text[position..<position + width]))
        position += width
      }
      guard values[0] == job else { continue }
      var facts = JobFacts()
      facts.user = values[1]
      facts.account = values[2]
      facts.partition = values[3]
      facts.name = values[4]
      facts.comment = values[5]
      facts.isComplete = true
      return facts
    }
    return nil
  }

  /// Without the blanks that fill the column; nothing is "(null)".
  private static func value(_ column: ArraySlice<UInt8>) -> String? {
    guard let last = column.lastIndex(where: { $0 != UInt8(ascii: " ") }) else { return nil }
    let bytes = column[...last]
    return bytes.elementsEqual("(null)".utf8) ? nil : JobFacts.value(bytes, atMost: column.count)
  }
}
