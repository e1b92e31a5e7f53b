import NodeModel

/// What the page says of energy that a model is to tell, since some beginning.
struct NodeEnergy {
  /// Of the node without accelerators, or of the mean package.
  let joules: Double
  /// What no instrument has told, in joules: it must not grow.
  let modelled: Double

  init(in rows: [SnapshotRow], _ scope: Calibration.Scope, packages: Int) {
    let components = rows.filter { $0.family == "nodeprobe_energy_joules_total" }
    switch scope {
    case .node:
      joules = components.filter { $0["domain"] != "accelerator" }.reduce(0) { $0 + $1.value }
    case .package:
      let sum = components.filter { $0["domain"] == "package" }.reduce(0) { $0 + $1.value }
      joules = sum / Double(max(packages, 1))
    }
    modelled = rows.filter {
      $0.family == "nodeprobe_node_energy_joules_total" && !["A", "B"].contains($0["tier"])
    }.reduce(0) { $0 + $1.value }
  }

  /// The packages that have energy, dies counted with theirs.
  static func packages(in rows: [SnapshotRow]) -> [String] {
    rows.filter { $0.family == "nodeprobe_energy_joules_total" && $0["domain"] == "package" }
      .compactMap { row in row["device"].map { String($0.prefix { $0 != "-" }) } }
  }
}
