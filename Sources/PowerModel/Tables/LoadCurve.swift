internal import NodeModel
internal import Tables

/// Which share of its thermal design power a CPU draws at a load, by `tdp_load_curve.csv`.
enum LoadCurve {
  /// Power by utilization of a package with so many microwatts of design power; nil where the table is not
  /// a curve.
  static func power(of designPower: UInt64) -> PowerCurve? {
    let error = MethodError.ofUtilization
    var points: [PowerCurve.Point] = []
    for row in EmbeddedTable.loadCurve.rows() {
      guard let load = row.integer("load_percent"), (0...100).contains(load),
        let share = row.decimal("fraction_of_tdp")
      else { return nil }
      let power = (designPower * share.count + 500_000) / 1_000_000
      points.append(
        PowerCurve.Point(utilization: UInt32(load) * 10_000, power: error.around(power)))
    }
    return PowerCurve(points)
  }
}
