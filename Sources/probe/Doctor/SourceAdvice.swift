/// What would mend a source, as a command or a line of a unit file where there is one.
enum SourceAdvice {
  /// One line for a source that does not work as a whole; nil where there is nothing to do.
  static func line(_ state: SourceState, isVirtual: Bool) -> String? {
    switch state.verdict {
    case .works: return nil
    case .off: return "switched off: probes.\(state.probe).enabled in the configuration"
    case .absent: return absent(state.probe, isVirtual: isVirtual)
    case .partly, .resting, .fails: return state.reasons.compactMap { mend($0, state.probe) }.first
    }
  }

  private static func absent(_ probe: String, isVirtual: Bool) -> String? {
    switch probe {
    case "sensors":
      return isVirtual
        ? "the hypervisor keeps sensors to itself; run it on the host"
        : "modprobe coretemp (Intel) or k10temp (AMD); sensors-detect finds board chips"
    case "cpufreq":
      return isVirtual
        ? "the hypervisor sets the frequency"
        : "no cpufreq driver: see the firmware's power settings"
    case "throttle", "thermal":
      return isVirtual ? "a virtual machine is not told" : "no driver for this processor or board"
    case "edac":
      return isVirtual
        ? "the host watches the memory"
        : "needs ECC memory and its driver, such as modprobe ie31200_edac"
    case "pressure": return "boot with psi=1 (the kernel has it switched off)"
    case "schedstat": return "the kernel was built without CONFIG_SCHEDSTATS"
    case "conntrack": return "no connection tracking: the module nf_conntrack is not loaded"
    case "cgroup": return "not inside a control group with limits"
    case "inventory", "pci": return "no PCI bus here"
    default: return "not on this machine"
    }
  }

  private static func mend(_ reason: String, _ probe: String) -> String? {
    switch reason {
    case "eacces":
      // Both lines: the bounding set of the packaged unit is empty, and nothing outside it is ambient.
      return "only root may read it; systemctl edit nodeprobe, with three lines: [Service],"
        + " AmbientCapabilities=CAP_DAC_READ_SEARCH, CapabilityBoundingSet=CAP_DAC_READ_SEARCH"
    case "hung": return "a read did not come back; see the driver: dmesg | tail"
    case "crashed": return "its reader crashed and is tried again: journalctl -u nodeprobe"
    case "io": return "the driver reports an input/output error: dmesg | tail"
    case "garbled": return "a file is not in the form that the kernel documents; please report it"
    case "unavailable": return "the driver has no value now"
    case "absent": return "a part of it is not on this machine"
    case "stale", "stuck": return "the source repeats an old value"
    default: return nil
    }
  }
}
