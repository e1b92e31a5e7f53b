internal import NodeModel
internal import Probes

/// By what energy above idle is divided among those who were on the CPUs.
struct EnergyDivision: Equatable {
  /// Why processors' counters are not what divides; nil where they are.
  let reason: FailureReason?
  /// Whether they count instructions and lines from memory beside cycles.
  let countsLines: Bool

  /// Nil where jobs are not looked for.
  init?(_ activity: JobActivity?) {
    guard let activity else { return nil }
    reason = activity.uncountedReason
    countsLines = activity.countsLines
  }

  private static let time = StoredDivision.time
  private var counters: String { countsLines ? "counters" : "cycles" }

  /// The labels of every way, best first.
  var labels: [[Label]] {
    guard let reason else {
      return [Self.labels(counters, "source"), Self.labels(Self.time, "spare")]
    }
    return [
      Self.labels(counters, "unavailable") + [Label("reason", reason.word)],
      Self.labels(Self.time, "source"),
    ]
  }

  /// As it is kept, from a time on, in seconds since 1970.
  func stored(in epoch: Epoch, from start: Int64) -> StoredDivision {
    StoredDivision(
      epoch: epoch, start: start, weight: reason == nil ? counters : Self.time,
      reason: reason?.word)
  }

  private static func labels(_ weight: String, _ state: String) -> [Label] {
    [Label("weight", weight), Label("state", state)]
  }
}
