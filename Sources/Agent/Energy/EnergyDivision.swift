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

  /// The labels of every way, best first.
  var labels: [[Label]] {
    let counters = countsLines ? "counters" : "cycles"
    guard let reason else {
      return [Self.labels(counters, "source"), Self.labels("cpu_time", "spare")]
    }
    return [
      Self.labels(counters, "unavailable") + [Label("reason", reason.word)],
      Self.labels("cpu_time", "source"),
    ]
  }

  private static func labels(_ weight: String, _ state: String) -> [Label] {
    [Label("weight", weight), Label("state", state)]
  }
}
