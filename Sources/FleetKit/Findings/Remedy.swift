/// What to do about a finding, in one sentence.
enum Remedy {
  static let wrongResult =
    "take the node out of service: run probe bench --full --suite gemm on it several times, then the vendor's diagnosis of CPU and memory"
  static let again = "run probe bench on it again, and read what it says of the case"
  static let clonedID =
    "give each machine an identity of its own: remove machine-id and the state directory from the image, and start the agents anew"
  static let conflict =
    "look for two agents with one state directory, or a state directory that was copied back"
  static let missingRows =
    "fetch them with /report?after=SEQ from the node; what it no longer has is lost from the totals"
  static let clock = "synchronize its clock (chronyc tracking); its hours may belong to others"
  static let unit =
    "compare its meter with a second one; until then leave its energy out, or state the scale in the configuration"
  static let unexplained =
    "unexplained: run probe bench --full on it alone, then the vendor's level 2 diagnosis"
  static let disturbed = "it was disturbed: run probe bench again when nothing else runs on it"
  static let configuration =
    "bring the slower machines to the other setting, or expect this of them"
  static let drift =
    "compare what changed between both periods: firmware, kernel, driver, limits, inlet temperature"
  static let cluster =
    "look at what they share: inlet temperature, power feed, switch, batch of parts"

  /// For findings of agents without an advice.
  static func look(_ kind: String) -> String { "look at it with probe on the node (\(kind))" }

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
