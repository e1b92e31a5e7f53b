/// How busy jobs kept processors, by the CPU time that they report.
public struct Utilization: Sendable, Hashable {
  /// CPU seconds of jobs within the reports.
  public private(set) var busySeconds = 0.0
  /// Seconds × hardware threads of the nodes whose jobs all say their CPU time.
  public private(set) var threadSeconds = 0.0
  /// How many nodes those are.
  public private(set) var nodes = 0

  /// Nobody has said anything.
  public init() {}

  /// From 0 to 1; nil where nobody says.
  public var ratio: Double? { threadSeconds > 0 ? min(1, busySeconds / threadSeconds) : nil }

  /// Counts a node, but for one that says more than there was: then what it says cannot be.
  ///
  /// - Parameter isTold: whether each job with rows says its CPU time; else nobody knows what all of them used.
  mutating func count(
    _ node: MergedNode, covered: CoveredTime, coveredSeconds: Double, isTold: Bool
  ) {
    guard isTold, let threads = node.facts.threads, threads > 0, coveredSeconds > 0 else { return }
    var busy: Double?
    for job in node.jobs {
      guard let seconds = Self.busySeconds(of: job, in: node, covered) else { continue }
      busy = (busy ?? 0) + seconds
    }
    guard let busy, busy <= Self.most * Double(threads) * coveredSeconds else { return }
    busySeconds += busy
    threadSeconds += Double(threads) * coveredSeconds
    nodes += 1
  }

  /// Rounding makes no more of a node's time.
  private static let most = 1.02

  /// CPU seconds of a job between the node's start and end, in proportion to time, and to that which rows cover where some
  /// are missing; nil where it does not say any.
  static func busySeconds(
    of job: FleetJob, in node: MergedNode, _ covered: CoveredTime
  ) -> Double? {
    // More is no time that a node has had.
    guard let seconds = job.processorSeconds, (0...1e13).contains(seconds) else { return nil }
    let (start, end) = (job.start, max(job.end ?? node.end, job.start))
    let (from, until) = (max(start, node.start), min(end, node.end))
    guard until > from else { return start == end && from == until ? seconds : 0 }
    let missing = covered.missing(in: Int64(from / 1_000_000)..<Int64(until / 1_000_000))
    let seen = max(0, Double(until - from) - Double(missing) * 1e6)
    return seconds * (seen / Double(end - start))
  }

  /// Both together.
  public static func += (left: inout Utilization, right: Utilization) {
    left.busySeconds += right.busySeconds
    left.threadSeconds += right.threadSeconds
    left.nodes += right.nodes
  }
}
