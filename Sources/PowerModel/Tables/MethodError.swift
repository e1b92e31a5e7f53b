internal import NodeModel
internal import Tables

/// The published error of a way to know power, by `method_uncertainty.csv`.
struct MethodError: Hashable {
  /// How far off it was found to be at most, in millionths.
  let most: UInt64
  /// Where that was found.
  let evidence: String

  /// Of estimates by utilization or by thermal design power.
  static var ofUtilization: MethodError {
    let row = EmbeddedTable.methodErrors.row { $0["method"] == "tdp_or_utilization" }
    guard let row, let percent = row.decimal("rel_error_high_percent"),
      let evidence = row["evidence"]
    else { fatalError("the embedded table of errors has no row tdp_or_utilization") }
    return MethodError(most: percent.count / 100, evidence: evidence)
  }

  /// A power in microwatts, with that error on both sides.
  func around(_ power: UInt64) -> PowerBand {
    let distance = (power * most + 999_999) / 1_000_000
    return PowerBand(
      low: power > distance ? power - distance : 0, value: power, high: power + distance)
  }

  /// "40 % to both sides (Fischer 2025: up to 40 %)".
  var words: String { "\(most / 10_000) % to both sides (\(evidence))" }
}
