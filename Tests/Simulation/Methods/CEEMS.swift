/// CEEMS: fixed shares of the node's power by CPU time, by resident memory, and by head.
///
/// Source: ceems-dev/ceems, `cmd/ceems_tool/rules/cpu-ipmi-redfish-hwmon.rules`, `cpu-rapl.rules`,
/// `gpu-nvidia.rules`. With a meter of the whole node, nine tenths of its power are cut into
/// processor and memory as RAPL's packages to its DRAM, and one tenth is shared equally by units;
/// without one, packages are shared by CPU time over the node's busy time and DRAM by used memory
/// over the node's. Rates need two samples of a unit, and see a wrap as a counter that began at 0.
/// An accelerator's power goes to the units that hold it, in equal parts where it is not
/// partitioned; a host meter does not see accelerators.
public struct CEEMS: AttributionMethod {
  /// As in tables.
  public static let name = "CEEMS"

  /// Keeps nothing between intervals.
  public init(on facts: NodeFacts) {}

  /// The three parts of what a unit gets where the whole node is metered, in joules.
  static func metered(
    node: Double, package: Double, memory: Double, cpuShare: Double, memoryShare: Double,
    units: Int
  ) -> Double {
    let isSplit = package + memory > 0
    let processorPart = isSplit ? package / (package + memory) : 1
    let memoryPart = isSplit ? memory / (package + memory) : 0
    return 0.9 * node * processorPart * cpuShare + 0.9 * node * memoryPart * memoryShare
      + 0.1 * node / Double(units)
  }

  /// Shares one interval as the source does.
  public mutating func attribute(_ interval: Interval) -> [Attribution] {
    let package = interval.joules(of: .package, wraps: .reset) ?? 0
    let memory = interval.joules(of: .memory, wraps: .reset) ?? 0
    let busy = interval.busySeconds
    let units = interval.later.jobs.filter { !$0.hasEnded && interval.before($0) != nil }
    return units.map { unit in
      let cpuShare = busy > 0 ? interval.cpuSeconds(unit) / busy : 0
      let memoryShare = unit.residentBytes / interval.later.usedMemory
      var joules: Double
      if let watts = interval.later.wallWatts {
        joules = Self.metered(
          node: Double(watts) * interval.seconds, package: package, memory: memory,
          cpuShare: cpuShare, memoryShare: memoryShare, units: units.count)
      } else {
        joules = package * cpuShare + memory * memoryShare
      }
      for device in unit.reservation.accelerators {
        let holders = units.count { $0.reservation.accelerators.contains(device) }
        joules += interval.acceleratorJoules(device) / Double(holders)
      }
      return Attribution(unit.owner, full: joules, dynamic: joules)
    }
  }
}
