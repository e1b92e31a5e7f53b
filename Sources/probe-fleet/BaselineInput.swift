import ArgumentParser
import FleetKit
import LinuxFiles
import NodeModel
import Terminal

/// An accepted period with which another one is compared: what `check --json` printed of it, or its reports.
struct BaselineInput {
  /// How groups of nodes performed, and what was found then.
  let baseline: Baseline
  /// Its figures; nil of a document, which has none.
  let figures: PeriodFigures?
  /// The files that were read; of reports only where somebody wants to know.
  let inputs: [InputDigest]

  /// Reads a document of `check --json`; anything else is reports.
  init(_ path: String, isDigesting: Bool = false, threads: Int?) throws {
    if path != "-", let start = try? BoundedFile.beginning(of: path, count: 512),
      CheckOutcome.isDocument(start)
    {
      do {
        let bytes = try BoundedFile.contents(of: path, limit: JSONReader.byteLimit)
        baseline = try Baseline(reading: bytes)
        figures = nil
        inputs = [InputDigest(path: path, bytes)]
        return
      } catch let error as JSONError {
        throw ValidationError("\(path.printable): \(error.description)")
      }
    }
    var statistics = FleetStatistics()
    var check = FleetCheck()
    let reader = try InputOptions.read(
      [path], wanting: isDigesting ? [.samples, .digests] : .samples, threads: threads)
    try reader.forEachNode { node in
      statistics.count(node)
      check.add(node)
      if let failure = statistics.failure ?? check.failure { throw failure }
    }
    let doubted = try reader.statistics(of: check.doubtedNodes)
    let outcome = check.outcome()
    if let failure = statistics.failure ?? check.failure { throw failure }
    inputs = reader.inputs
    baseline = Baseline(outcome)
    figures = PeriodFigures(
      FleetReport(statistics, check: outcome, intake: FleetIntake(), doubted: doubted))
    if let failure = statistics.failure { throw failure }
  }
}
