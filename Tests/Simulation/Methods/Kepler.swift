/// Kepler from release 0.10 on: energy times utilization is active, and CPU time shares it.
///
/// Source: sustainable-computing-io/kepler, `internal/monitor/node.go` and `process.go`, and
/// `internal/device/gpu/nvidia/collector.go`. Every RAPL zone alike is cut into active and idle by
/// the node's CPU usage ratio; a running process gets its part of the active energy by CPU time
/// over that of all processes that run. Zones are published apart; psys is the one that it prefers,
/// and what is read here where it exists, else packages and DRAM together. What ended between two
/// looks is in neither. A wrap is corrected by the range. Idle belongs to the node. On an
/// accelerator, power above idle is shared by the use of its units, equally where that is 0; idle
/// is the least power seen while no process computed, else 0.
public struct Kepler: AttributionMethod {
  /// As in tables.
  public static let name = "Kepler"
  private var idleWatts: [Double?]

  /// Learns the idle power of accelerators as it goes.
  public init(on facts: NodeFacts) {
    idleWatts = .init(repeating: nil, count: facts.accelerators.count)
  }

  /// The active part of a zone's energy.
  static func active(zone energy: Double, usage: Double) -> Double { energy * usage }

  /// A process' part of it.
  static func share(of active: Double, cpuSeconds: Double, allSeconds: Double) -> Double {
    allSeconds > 0 ? active * cpuSeconds / allSeconds : 0
  }

  /// Shares one interval as the source does.
  public mutating func attribute(_ interval: Interval) -> [Attribution] {
    let processors = Double(interval.facts.processors)
    let usage = interval.busySeconds / (interval.seconds * processors)
    let zones =
      interval.joules(of: .platform, wraps: .corrected)
      ?? (interval.joules(of: .package, wraps: .corrected) ?? 0)
      + (interval.joules(of: .memory, wraps: .corrected) ?? 0)
    let active = Self.active(zone: zones, usage: usage)

    let running = interval.later.jobs.filter { !$0.hasEnded } + [interval.later.system]
    let seconds = running.map { interval.cpuSeconds($0) }
    let all = seconds.reduce(0, +)
    var joules: [Owner: Double] = [:]
    for (reading, seconds) in zip(running, seconds) {
      joules[reading.owner] = Self.share(of: active, cpuSeconds: seconds, allSeconds: all)
    }
    let accelerator = shareAccelerators(interval, &joules)
    let idle = zones - (all > 0 ? active : 0) + accelerator
    return running.map { reading in
      let share = joules[reading.owner] ?? 0
      return Attribution(reading.owner, full: share, dynamic: share)
    } + [Attribution(.unallocated, full: idle, dynamic: 0)]
  }

  /// Adds each job's accelerator joules; the idle ones are the result.
  private mutating func shareAccelerators(
    _ interval: Interval, _ joules: inout [Owner: Double]
  ) -> Double {
    var idle = 0.0
    for (device, reading) in interval.later.accelerators.enumerated() {
      let energy = interval.acceleratorJoules(device)
      let watts = energy / interval.seconds
      if reading.utilization.isEmpty {
        idleWatts[device] = min(idleWatts[device] ?? watts, watts)
      }
      let active = max(energy - (idleWatts[device] ?? 0) * interval.seconds, 0)
      idle += energy - active
      let all = reading.utilization.reduce(0) { $0 + $1.percent }
      for user in reading.utilization {
        let part =
          all > 0 ? Double(user.percent) / Double(all) : 1 / Double(reading.utilization.count)
        joules[user.owner, default: 0] += active * part
      }
      if reading.utilization.isEmpty { idle += active }
    }
    return idle
  }
}
