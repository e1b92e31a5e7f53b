import NodeModel
import Terminal

/// Under what conditions benchmarks ran, in two lines for people.
struct ConditionLines {
  let style: Style

  /// What hypervisors are called; CPUID has only twelve letters for it.
  private static let names = [
    "KVMKVMKVM": "KVM", "Microsoft Hv": "Hyper-V", "VMwareVMware": "VMware", "XenVMMXenVMM": "Xen",
    "TCGTCGTCGTCG": "QEMU", "bhyve bhyve ": "bhyve",
  ]

  func lines(of conditions: BenchConditions) -> [String] {
    var first = [style(.strong, conditions.processor.model ?? "unknown CPU")]
    first.append(
      "\(conditions.cpus.count) of \(conditions.onlineCPUs ?? conditions.cpus.count) CPUs")
    if let instructions = conditions.processor.instructions { first.append(instructions) }
    if let hypervisor = conditions.hypervisor, hypervisor != "none" {
      first.append("under \(Self.names[hypervisor] ?? hypervisor)")
    }
    var second: [String] = []
    if let hertz = conditions.before.measuredHertz {
      second.append("clock \(Quantity.scaled(hertz, in: .hertz))")
    }
    if let celsius = conditions.after.temperatureCelsius {
      second.append("\(Quantity.short(celsius)) °C")
    }
    if let pages = conditions.memory.transparentHugePages { second.append("huge pages \(pages)") }
    if let governor = conditions.scaling.governor { second.append("governor \(governor)") }
    if let steal = conditions.load.stealRatio { second.append("steal \(Quantity.percent(steal))") }
    if let kernel = conditions.kernel { second.append("Linux \(kernel)") }
    return [first.joined(separator: ", "), style(.quiet, second.joined(separator: ", "))]
  }
}
