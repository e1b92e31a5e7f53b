/// Scaphandre: the host's power times a process' share of all CPUs' time.
///
/// Source: hubblo-org/scaphandre, `src/sensors/mod.rs`. The host is psys where it exists, else the
/// sum of packages and DRAM. A process gets the host's power times its CPU percentage over the
/// number of logical processors, so that the idle processors' share reaches nobody. A counter that
/// is lower than before gives no record: the interval is lost. A process' CPU percentage needs two
/// looks at it, so its first interval is 0. No accelerators.
public struct Scaphandre: AttributionMethod {
  /// As in tables.
  public static let name = "Scaphandre"

  /// Keeps nothing between intervals.
  public init(on facts: NodeFacts) {}

  /// A process' part of the host's energy.
  static func share(
    of host: Double, cpuSeconds: Double, seconds: Double, processors: Int
  ) -> Double {
    host * cpuSeconds / seconds / Double(processors)
  }

  /// Shares one interval as the source does.
  public mutating func attribute(_ interval: Interval) -> [Attribution] {
    guard let host = host(interval) else { return [] }
    let known = interval.later.jobs.filter { !$0.hasEnded && interval.before($0) != nil }
    return (known + [interval.later.system]).map { reading in
      let joules = Self.share(
        of: host, cpuSeconds: interval.cpuSeconds(reading), seconds: interval.seconds,
        processors: interval.facts.processors)
      return Attribution(reading.owner, full: joules, dynamic: joules)
    }
  }

  private func host(_ interval: Interval) -> Double? {
    if interval.facts.domains.contains(where: { $0.kind == .platform }) {
      return interval.joules(of: .platform, wraps: .dropped)
    }
    guard let package = interval.joules(of: .package, wraps: .dropped) else { return nil }
    guard interval.facts.domains.contains(where: { $0.kind == .memory }) else { return package }
    return interval.joules(of: .memory, wraps: .dropped).map { package + $0 }
  }
}
