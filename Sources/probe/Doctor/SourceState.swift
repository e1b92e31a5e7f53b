import NodeModel

/// How one source of readings is on this machine.
struct SourceState {
  /// What becomes of it.
  enum Verdict: String {
    /// It has values, and nothing of it fails.
    case works
    /// It has values, and some of it fails.
    case partly
    /// Its hardware or kernel interface is not here: nothing is broken.
    case absent
    /// It is here and has no value now, as a battery while a charger feeds the node: nothing is broken.
    case resting
    /// The configuration switched it off.
    case off
    /// It is here and brings nothing.
    case fails
  }

  let probe: String
  let verdict: Verdict
  /// Why readings are missing, as the `reason` label says.
  let reasons: [String]
  /// Values that were read and not believed.
  let refused: UInt64

  /// Every source that the page speaks of, in its order.
  static func all(in rows: [SnapshotRow]) -> [SourceState] {
    rows.filter { $0.family == "nodeprobe_probe_up" }.compactMap { row in
      guard let probe = row["probe"] else { return nil }
      let own = rows.filter { $0["probe"] == probe }
      let reasons = own.filter { $0.family == "nodeprobe_probe_failure_info" && $0.value == 1 }
        .compactMap { $0["reason"] }
      let refused = own.filter { $0.family == "nodeprobe_refused_readings_total" }
        .reduce(0) { $0 + $1.value }
      return SourceState(
        probe: probe, verdict: verdict(isUp: row.value == 1, reasons), reasons: reasons,
        refused: UInt64(refused))
    }
  }

  private static func verdict(isUp: Bool, _ reasons: [String]) -> Verdict {
    if isUp { return reasons.isEmpty ? .works : .partly }
    if reasons.contains("disabled") { return .off }
    if reasons == ["unavailable"] { return .resting }
    return reasons.isEmpty || reasons == ["absent"] ? .absent : .fails
  }
}
