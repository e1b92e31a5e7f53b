import Simulation

/// What is left to be wrong when only the weight is: it is told what each component draws
/// when idle, who has to pay for that, and all dynamic energy, from the truth. Only the division of
/// what is above idle is left to it, by one weight an owner, on each socket by itself.
///
/// Its error is that of the weight alone. It judges packages and DRAM; accelerators are no part.
struct Oracle {
  /// By what a socket's energy above idle is divided.
  enum Weight: CaseIterable {
    /// CPU time on any socket: all that the kernel counts for a control group.
    case time
    /// CPU time on this socket, as `perf` could count it.
    case socketTime
    /// Cycles on this socket, those beside a busy sibling as 0.575 of one; bytes where DRAM is
    /// divided and resctrl counts them.
    case cycles
  }

  let weight: Weight

  /// The scores of a run: of activity and of what stands idle, then of activity alone.
  func scores(_ scenario: Scenario) -> (full: Score, dynamic: Score) {
    var intervals: [Interval] = []
    var simulator = Simulator(scenario)
    let facts = simulator.facts
    let truth = simulator.run { intervals.append($0) }
    let parts = facts.boundary.filter { $0 != .accelerator }
    let dynamic = truth.owners.mapValues { $0.dynamic(of: parts) }
    let full = truth.owners.mapValues { $0.full(of: parts) }
    let given = divide(intervals, truth, facts, all: truth.node.dynamic(of: parts))
    var charged: [Simulation.Owner: Int64] = [:]
    for (owner, energy) in full {
      charged[owner] = energy - dynamic[owner, default: 0] + given[owner, default: 0]
    }
    return (
      Score(given: charged, truth: full, node: truth.node.full(of: parts)),
      Score(given: given, truth: dynamic, node: truth.node.dynamic(of: parts))
    )
  }

  /// Packages and DRAM by the weight; what has no counter in proportion to those.
  private func divide(
    _ intervals: [Interval], _ truth: Truth, _ facts: NodeFacts, all: Int64
  ) -> [Simulation.Owner: Int64] {
    var joules: [Simulation.Owner: Double] = [:]
    let seconds = intervals.reduce(0) { $0 + $1.seconds }
    for (index, domain) in facts.domains.enumerated()
    where domain.kind == .package || domain.kind == .memory {
      let part: Component = domain.kind == .package ? .package : .memory
      let standing = truth.node.full(of: [part]) - truth.node.dynamic(of: [part])
      let idle = Double(standing) / 1e6 / seconds / Double(facts.sockets)
      for interval in intervals {
        let raised = Self.joules(index, domain, interval) - idle * interval.seconds
        let users = interval.later.jobs + [interval.later.system]
        let weights = users.map { weight(of: $0, in: interval, domain) }
        let sum = weights.reduce(0, +)
        guard sum > 0 else { continue }
        for (user, weight) in zip(users, weights) {
          joules[user.owner, default: 0] += raised * weight / sum
        }
      }
    }
    let sum = joules.values.reduce(0, +)
    return joules.mapValues { Int64(($0 * Double(all) / sum).rounded()) }
  }

  private static func joules(
    _ index: Int, _ domain: Simulation.EnergyDomain, _ interval: Interval
  ) -> Double {
    let (before, after) = (interval.earlier.energy[index], interval.later.energy[index])
    return Double(after < before ? domain.range - before + after : after - before) / 1e6
  }

  private func weight(
    of reading: JobReading, in interval: Interval, _ domain: Simulation.EnergyDomain
  ) -> Double {
    let before = interval.before(reading)
    func since(_ counter: KeyPath<JobReading, SIMD2<UInt64>?>) -> Double? {
      guard let now = reading[keyPath: counter]?[domain.socket] else { return nil }
      return Double(now - (before?[keyPath: counter]?[domain.socket] ?? 0))
    }
    switch weight {
    case .time:
      return interval.cpuSeconds(reading)
    case .socketTime:
      return Double(reading.onSocket[domain.socket] - (before?.onSocket[domain.socket] ?? 0))
    case .cycles:
      if domain.kind == .memory, let bytes = since(\.trafficBytes) { return bytes }
      let cycles = since(\.cycles) ?? 0
      let alone = since(\.cyclesAlone) ?? cycles
      return alone + (cycles - alone) * 0.575
    }
  }
}
