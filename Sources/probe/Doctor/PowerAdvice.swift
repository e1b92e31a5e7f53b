import Agent

/// What would bring a better figure of the node's power, as a command or lines of a unit file where there
/// is one.
enum PowerAdvice {
  /// What to say of the meters of a source: what they measure where they work, else what mends them.
  static func line(_ meters: MeterState) -> String {
    let places = meters.places.joined(separator: ", ")
    guard meters.verdict != .works, let reason = meters.reasons.first else { return places }
    return "\(places): \(why(reason))"
  }

  /// What to say of a rung of the ladder.
  static func line(_ step: LadderState) -> String {
    line(ofState: step) + (step.calibrated.map { "; fitted \(age(of: $0)) ago" } ?? "")
  }

  private static func age(of time: Double) -> String {
    Quantity.duration(Double(NodeClock().wallTime()) / 1e9 - time)
  }

  private static func line(ofState step: LadderState) -> String {
    switch (step.state, step.reason) {
    case ("source", let reason):
      let figure =
        step.figure.map { "the node's power comes from here: tier \($0.tier), \($0.quality)" }
        ?? "a part of the node's power comes from here"
      return figure + step.lacks.map { lack($0, reason, of: step.rung) }.joined()
    case ("spare", _): return "could be used; another one is"
    case (_, "not_calibrated"?): return "no model was fitted on this node: probe calibrate"
    case (_, "other_machine"?):
      return "fitted on another machine, or before this one was changed: probe calibrate"
    case (_, "absent"?): return absent(step.rung)
    case (_, "implausible"?):
      return "it shows less than its own parts, 0, or more than can be: not believed until it stops"
    case (_, "in_vm"?): return "the hypervisor shows no such meter; measure on the host"
    case (_, let reason?): return why(reason)
    case (_, nil): return ""
    }
  }

  private static func lack(_ component: String, _ reason: String?, of rung: String) -> String {
    switch component {
    case "accelerator":
      "; \(rung == "components" ? "components lack" : "\(rung) lacks") accelerator: the energy of one that is here"
        + " is not in it, so the node draws more, and nobody knows how much"
    case "rest":
      "; fans, drives, the board and losses of the power supply have no meter here, so the node draws more: a meter at the"
        + " power supply would tell it"
    default: "; a processor's counter is missing: \(why(reason ?? "absent"))"
    }
  }

  /// The lines that let the agent's unit read counters which are root's alone, and count what jobs do; none where
  /// nothing is denied.
  static func lines(_ meters: [MeterState], canCount: Bool) -> [String] {
    let canRead = !meters.contains { $0.reasons.contains("eacces") }
    guard !canRead || !canCount else { return [] }
    let reading = [
      "To let the agent read them: sudo systemctl edit nodeprobe, with these lines,",
      "  [Service]",
      "  CapabilityBoundingSet=CAP_DAC_READ_SEARCH",
      "  AmbientCapabilities=CAP_DAC_READ_SEARCH",
      "or, on hardware, with these, which let it count, jobs' work as well, and read no other file:",
    ]
    let counting = [
      "  [Service]",
      "  CapabilityBoundingSet=CAP_PERFMON",
      "  AmbientCapabilities=CAP_PERFMON",
      "  SystemCallFilter=perf_event_open",
      "then: sudo systemctl restart nodeprobe",
    ]
    let onlyCounting = [
      "To let the agent count what jobs do: sudo systemctl edit nodeprobe, with these lines,"
    ]
    return (canRead ? onlyCounting : reading) + counting
  }

  private static func why(_ reason: String) -> String {
    switch reason {
    case "eacces": "only root may read it; see below"
    case "absent": "it is gone; its driver was unloaded or its device taken away"
    case "io": "the driver reports an input/output error: dmesg | tail"
    case "stuck": "the counter stands still: it is not wired on this machine"
    case "stale": "it repeats an old value"
    case "unavailable": "it has no value now, as a battery while a charger feeds the node"
    case "hung": "a read did not come back; see the driver: dmesg | tail"
    case "garbled": "the file is not in the form that the kernel documents; please report it"
    default: Wording.reason(reason)
    }
  }

  private static func absent(_ rung: String) -> String {
    switch rung {
    case "wall": "no meter at the power supply: modprobe acpi_power_meter, or its PMBus driver"
    case "psys": "no meter of the whole board, and no battery in use; few boards have one"
    case "components":
      "no counter of a processor: modprobe intel_rapl_msr (Intel, AMD), or the board's power monitor"
    case "calibrated": "there is a model of this node, and nothing here that it could tell"
    case "table": "the tables do not know this processor"
    case "fallback": "not needed"
    default: Wording.reason("absent")
    }
  }
}
