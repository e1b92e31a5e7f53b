internal import LinuxFiles
internal import NodeModel

/// One energy event of the kernel's `power` unit on one package or die.
///
/// Source: `/sys/bus/event_source/devices/power`: `type`, `cpumask`, `events/energy-*` with `.scale` and
/// `.unit`; Linux `arch/x86/events/rapl.c`.
struct PerfEnergyEvent {
  static let folder = "bus/event_source/devices/power"

  /// The unit's number and the event's.
  let type: UInt32
  let config: UInt64
  /// A CPU of the package or die.
  let cpu: Int32
  let domain: EnergyDomain
  /// As powercap's zones are called: "0", "0-die-1".
  let device: String
  /// Nil where the unit of its count is not known.
  let scale: CounterScale?
  /// "energy-pkg".
  let name: String

  /// All events of a machine; none where the kernel has no such unit.
  static func all(in sys: borrowing Directory) -> [PerfEnergyEvent] {
    guard let type = sys.text(of: folder + "/type").flatMap({ UInt32($0) }) else { return [] }
    let cpus = CPUList.numbers(sys.text(of: folder + "/cpumask") ?? "")
    let names = sys.names(in: folder + "/events")
    let devices = devices(of: cpus, in: sys)
    var events: [PerfEnergyEvent] = []
    for name in names {
      guard let domain = domains[name],
        let config = config(sys.text(of: "\(folder)/events/\(name)") ?? "")
      else { continue }
      let unit = sys.text(of: "\(folder)/events/\(name).unit")
      let factor = sys.text(of: "\(folder)/events/\(name).scale")
      for (cpu, device) in zip(cpus, devices) {
        events.append(
          PerfEnergyEvent(
            type: type, config: config, cpu: cpu, domain: domain,
            device: domain == .psys && device == "0" ? "" : device,
            scale: unit == "Joules" ? scale(factor ?? "") : nil, name: name))
      }
    }
    return events
  }

  private static let domains: [String: EnergyDomain] = [
    "energy-pkg": .package, "energy-cores": .core, "energy-gpu": .uncore, "energy-ram": .dram,
    "energy-psys": .psys,
  ]

  /// The number in "event=0x02".
  static func config(_ text: String) -> UInt64? {
    guard text.hasPrefix("event=0x") else { return nil }
    return UInt64(text.dropFirst("event=0x".count), radix: 16)
  }

  /// The exact scale of joules in a power of two, "2.3283064365386962890625e-10" for 2^-32; nil of
  /// anything else, since energy is booked in whole microjoules.
  static func scale(_ text: String) -> CounterScale? {
    guard let factor = Double(text), factor > 0, factor.significand == 1,
      (-63...0).contains(factor.exponent)
    else { return nil }
    var scale = CounterScale()
    // A million is 2^6 × 15,625.
    let shift = Int(-factor.exponent)
    scale.numerator = shift >= 6 ? 15_625 : 15_625 << UInt64(6 - shift)
    scale.denominator = shift >= 6 ? 1 << UInt64(shift - 6) : 1
    return scale
  }

  /// What each CPU stands for: its package, and its die where several CPUs stand for one package.
  private static func devices(of cpus: [Int32], in sys: borrowing Directory) -> [String] {
    var packages: [String] = []
    var dies: [String] = []
    for cpu in cpus {
      let topology = "devices/system/cpu/cpu\(cpu)/topology/"
      packages.append(sys.text(of: topology + "physical_package_id") ?? "cpu\(cpu)")
      dies.append(sys.text(of: topology + "die_id") ?? "\(cpu)")
    }
    return zip(packages, dies).map { package, die in
      packages.count { $0 == package } > 1 ? "\(package)-die-\(die)" : package
    }
  }
}
