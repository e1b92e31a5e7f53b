/// One way to divide energy among jobs, as `probe doctor` lists it.
struct DivisionState {
  /// The word of the page: "counters", "cycles", "cpu_time".
  let weight: String
  /// "source", "spare" or "unavailable".
  let state: String
  /// Why it is unavailable.
  let reason: String?

  /// Every way, best first.
  static func all(in rows: [SnapshotRow]) -> [DivisionState] {
    rows.filter { $0.family == "nodeprobe_energy_division_info" }.compactMap { row in
      guard let weight = row["weight"], let state = row["state"] else { return nil }
      return DivisionState(weight: weight, state: state, reason: row["reason"])
    }
  }

  /// Whether the agent's unit could be allowed it.
  var isDenied: Bool { reason == "eacces" }

  /// What it means, or why it is not used and what helps.
  var advice: String {
    switch (state, reason) {
    case (_, "eacces"?): "the agent may not count what jobs do; see below"
    case (_, "in_vm"?): "the hypervisor shows no counters of the processor"
    case (_, "absent"?): "the kernel has no such counters"
    case (_, "limit"?): "jobs times CPUs are more than jobs.counters allows, or files may be open"
    case (_, "disabled"?): "jobs.counters is 0"
    case (_, "stuck"?): "the counters stand still: a hypervisor hides them"
    case (_, let reason?): Wording.reason(reason)
    case ("spare", _): "could be used; another one is"
    case (_, nil): Self.meaning(weight)
    }
  }

  private static func meaning(_ weight: String) -> String {
    switch weight {
    case "counters": "by cycles, instructions and lines from memory of each job"
    case "cycles": "by cycles of each job"
    default: "by CPU time of each job"
    }
  }
}
