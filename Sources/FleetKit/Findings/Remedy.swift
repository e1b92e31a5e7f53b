/// What to do about a finding, in one sentence.
enum Remedy {
  static let wrongResult =
    "take the node out of service: run probe bench --full --suite gemm on it several times, then the vendor's diagnosis of CPU and memory"
  static let checksum =
    "compare what they have in common that others have not: microcode, firmware, caches as the hypervisor shows them; then run probe bench --full --suite gemm on each"
  static let again = "run probe bench on it again, and read what it says of the case"
  static let clonedID =
    "give each machine an identity of its own: remove machine-id and the state directory from the image, and start the agents anew"
  static let conflict =
    "look for two agents with one state directory, one that was copied back, or an image that was cloned with its identity"
  static let missingRows =
    "fetch them from the node: probe-fleet pull --hours N into a new file, N far enough back; what it no longer has is missing in the totals"
  static let factors =
    "correct site.pue, intensity and cost in its configuration, and see with probe config check that it takes them"
  static let books =
    "leave its energy out; compare with its own ledger: probe jobs, and probe explain JOB --verify on the node"
  static let silent =
    "see whether it runs: probe doctor on the node; then fetch its report again"
  static let absent =
    "see whether it runs and can be reached: probe doctor on the node, then probe-fleet pull; take it out of the file of targets if it is gone for good"
  static let notHere =
    "read what pull has written of it as well; if these are all reports, see whether it runs and can be reached: probe doctor on the node, then probe-fleet pull"
  static let clock = "synchronize its clock (chronyc tracking); its hours may belong to others"
  static let unit =
    "see which source is wrong: probe sensors and probe doctor on the node, beside a second meter; until it is mended or taken out of the configuration leave the node's reports out"
  static let memory =
    "look which module is missing, switched off or slower (dmidecode -t memory on the node): reseat it, then replace it"
  static let cores =
    "take it out of service and look which package or core is missing (lscpu on the node, the firmware's log): switched off in the firmware or by the kernel, or broken; then reseat and replace it"
  static let fewerParts =
    "see whether they were bought so; if not, look at what they have in common: settings of the firmware, the kernel's command line, a batch of parts"
  static let accelerators =
    "take it out of service and look which one is missing (probe pci on the node, the kernel's log, the BMC's): power it off and on, reseat it, then replace it"
  static let unexplained =
    "unexplained: run probe bench --full on it alone, then the vendor's level 2 diagnosis"
  static let disturbed = "it was disturbed: run probe bench again when nothing else runs on it"
  static let idle =
    "look at fans (probe sensors), power management (governor, idle states, the firmware's power profile), and at what is plugged in that others have not"
  static let configuration =
    "bring the slower machines to the other setting, or expect this of them"
  static let drift =
    "compare what changed between both periods: firmware, kernel, driver, limits, inlet temperature"
  static let cluster =
    "look at what they share: inlet temperature, power feed, switch, batch of parts"

  /// For findings of agents without an advice.
  static func look(_ kind: String) -> String {
    switch kind {
    case "temperature", "throttle":
      "look at fans, filters and the inlet; probe sensors on the node has the values and their limits"
    case "ecc":
      "see with edac-util or ras-mc-ctl which module it is; reseat it, then replace it; after errors beyond correction take the node out of service"
    case "power":
      "look at the power limits of the node, its rack and its supplies; probe sensors has the values"
    case "clock": clock
    case "alarm": "see with probe sensors on the node which limit it is, and look at what it guards"
    case "link":
      "reseat the card or the cable, then see with probe pci on the node whether it trains"
    default: "look at it with probe on the node"
    }
  }

  /// For a slow suite without a cause.
  static func slow(_ suite: String) -> String {
    switch suite {
    case "gemm", "peak":
      "look at clocks, power limit and cooling; " + unexplained
    case "bandwidth", "latency":
      "look at the memory's population, speed and corrected errors; " + unexplained
    case "accelerator", "network", "disk":
      "look at the link's width and speed, cable and slot; " + unexplained
    default: unexplained
    }
  }
}
