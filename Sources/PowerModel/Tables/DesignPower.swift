internal import NodeModel
internal import Tables

/// The thermal design power of a CPU model, by `cpu_tdp.csv`.
struct DesignPower: Hashable {
  /// As the table spells it.
  let model: String
  /// In microwatts.
  let microwatts: UInt64
  /// In watts, for people.
  let watts: String

  /// Looks a CPU up by the name that it gives itself. Names must be equal but for what makers put around
  /// them: a similar model is another model.
  init?(ofCPU name: String) {
    let name = CPUName(name).canonical
    guard !name.isEmpty else { return nil }
    let row = EmbeddedTable.designPowers.row { row in
      row["cpu_model"].map { CPUName($0).canonical == name } ?? false
    }
    guard let row, let model = row["cpu_model"], let power = row.decimal("tdp_w"), power > .zero
    else { return nil }
    self.model = model
    microwatts = power.count
    let text = row["tdp_w"] ?? ""
    watts = text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
