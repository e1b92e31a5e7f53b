/// Green Metrics Tool: what a run draws above a baseline, shared by containers' CPU use.
///
/// Source: green-coding-solutions/green-metrics-tool at 86d47334, as read for the project's notes:
/// (P of the phase − P of the baseline) times a container's utilization over that of all
/// containers, and the same with the whole P. Its phases are whole runs; here each interval is one.
/// The machine is the wall meter where there is one, else packages and DRAM. The baseline is the
/// mean while no container ran.
public struct GreenMetricsTool: AttributionMethod {
  /// As in tables.
  public static let name = "GMT"
  private var baselineJoules = 0.0
  private var baselineSeconds = 0.0

  /// Learns the baseline as it goes.
  public init(on facts: NodeFacts) {}

  /// Shares one interval as the source does.
  public mutating func attribute(_ interval: Interval) -> [Attribution] {
    let rapl =
      (interval.joules(of: .package, wraps: .corrected) ?? 0)
      + (interval.joules(of: .memory, wraps: .corrected) ?? 0)
    let machine = interval.later.wallWatts.map { Double($0) * interval.seconds } ?? rapl
    let running = interval.later.jobs.filter { !$0.hasEnded && interval.before($0) != nil }
    guard !running.isEmpty else {
      baselineJoules += machine
      baselineSeconds += interval.seconds
      return []
    }
    let baseline = baselineSeconds > 0 ? baselineJoules / baselineSeconds : 0
    let seconds = running.map { interval.cpuSeconds($0) }
    let all = seconds.reduce(0, +)
    guard all > 0 else { return [] }
    let surplus = max(machine - baseline * interval.seconds, 0)
    return zip(running, seconds).map {
      Attribution($0.owner, full: machine * $1 / all, dynamic: surplus * $1 / all)
    }
  }
}
