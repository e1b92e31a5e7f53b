/// One way to know the node's power, as `probe doctor` lists it.
struct LadderState {
  /// The word of the page: "wall", "psys", "components", "calibrated", "table", "fallback".
  let rung: String
  /// "source", "spare" or "unavailable".
  let state: String
  /// Why it is unavailable, or what a source lacks; nil where there is nothing to say.
  let reason: String?
  /// What a source lacks, "package", "accelerator" or "rest".
  let lacks: [String]
  /// The tier of the figure, and whether it is measured, where this is the source.
  let figure: (tier: String, quality: String)?
  /// When the model of this node was fitted, in seconds since 1970; nil where there is none.
  var calibrated: Double?

  /// Every rung, best first.
  static func all(in rows: [SnapshotRow]) -> [LadderState] {
    let calibrated = rows.first { $0.family == "nodeprobe_calibration_timestamp_seconds" }?.value
    let info = rows.first { $0.family == "nodeprobe_node_power_info" }
    return rows.filter { $0.family == "nodeprobe_power_ladder_info" }.compactMap { row in
      guard let rung = row["rung"], let state = row["state"] else { return nil }
      let isSource = state == "source" && info?["source"] == rung
      return LadderState(
        rung: rung, state: state, reason: row["reason"],
        lacks: row["lacks"]?.split(separator: ",").map(String.init) ?? [],
        figure: isSource ? (info?["tier"] ?? "", info?["quality"] ?? "") : nil,
        calibrated: rung == "calibrated" ? calibrated : nil)
    }
  }
}
