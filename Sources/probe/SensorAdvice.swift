import LinuxFiles

/// What to say where there is no sensor: why, and what would bring one.
struct SensorAdvice {
  /// The lines to print.
  let lines: [String]

  /// Looks at what the machine says of itself.
  init(below root: borrowing Root) {
    let model = root.sys.text(of: "class/dmi/id/product_name")
    let maker = root.sys.text(of: "class/dmi/id/sys_vendor")
    let machine = [maker, model].compactMap { $0 }.joined(separator: " ")
    var lines = ["No sensor chip: \(root.sys.path(of: "class/hwmon")) lists none."]
    if Self.isVirtual(root) {
      lines += [
        "This is a virtual machine\(machine.isEmpty ? "" : " (\(machine))"): the hypervisor keeps"
          + " sensors to itself.",
        "Run probe on the host; utilization, pressure and devices are measured here all the same.",
      ]
    } else {
      lines += [
        "On \(machine.isEmpty ? "a real machine" : machine) the kernel module for its chips is"
          + " probably not loaded. Try, as root:",
        "  modprobe coretemp      processors by Intel",
        "  modprobe k10temp       processors by AMD",
        "  modprobe drivetemp     disks (NVMe drives need no module)",
        "  modprobe nct6775       many boards' fans and voltages; sensors-detect finds others",
      ]
    }
    self.lines = lines
  }

  /// The processor's `hypervisor` flag, which every hypervisor sets for its guests on x86.
  private static func isVirtual(_ root: borrowing Root) -> Bool {
    if root.sys.contains("hypervisor/type") { return true }
    guard let text = root.proc.text(of: "cpuinfo") else { return false }
    let flags = text.split(separator: "\n").first { $0.hasPrefix("flags") }
    return flags?.split(separator: " ").contains("hypervisor") == true
  }
}
