import Terminal

/// What the words of the document mean, for people.
enum Wording {
  /// A reason of `nodeprobe_probe_failure_info`.
  static func reason(_ word: String) -> String {
    switch word {
    case "absent": "not on this machine"
    case "in_vm": "hidden by the hypervisor"
    case "eacces": "permission denied"
    case "stale": "only an old value"
    case "stuck": "stands still"
    case "implausible": "values not believed"
    case "hung": "did not answer in time"
    case "crashed": "its reader crashed"
    case "io": "read error"
    case "garbled": "could not be understood"
    case "unavailable": "no value now"
    case "fault": "the sensor reports a fault"
    case "duplicate": "declared twice"
    case "disabled": "switched off"
    case "not_calibrated": "not calibrated"
    case "other_machine": "made on another machine"
    default: word.printable
    }
  }

  /// Why there are no watts.
  static func noPower(_ word: String?) -> String {
    switch word {
    case nil, "absent": "no power meter on this machine"
    case "in_vm": "no power meter: the hypervisor hides it"
    case "eacces": "a power meter, but no permission to read it: see probe doctor"
    case let word?: "no power reading: " + reason(word)
    }
  }

  /// How well the watts are known.
  static func tier(_ tier: String) -> String {
    switch tier {
    case "A": "tier A, wall meter"
    case "B": "tier B, hardware counters"
    case "C": "tier C, calibrated model"
    case "D": "tier D, from a table"
    case "E": "tier E, rough estimate"
    default: "tier " + tier.printable
    }
  }

  /// Whether the reason is no fault of anybody.
  static func isHarmless(_ reason: String) -> Bool {
    ["absent", "in_vm", "disabled", "unavailable", "not_calibrated"].contains(reason)
  }
}
