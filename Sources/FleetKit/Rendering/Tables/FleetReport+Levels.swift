extension FleetReport {
  /// Sites by how good their figure of energy can be; those of one result in one line.
  var levelTable: ReportTable {
    typealias Column = ReportTable.Column
    var table = ReportTable(
      "levels", "Level of measurement (EE HPC WG)",
      [
        Column(key: "level", title: "At most", measure: .text),
        Column(key: "machine_fraction", title: "Machine fraction", measure: .text),
        Column(key: "sites", title: "Sites", measure: .count),
        Column(key: "energy_uj", title: "Energy", measure: .energy),
        Column(key: "wall_ratio", title: "Behind wall meters", measure: .share),
        Column(key: "names", title: "Which", measure: .text),
      ])
    let sites = statistics.sites.values.filter { $0.machineFraction != nil }
      .sorted { NaturalOrder.precedes($0.name ?? "~", $1.name ?? "~") }
    for level in [MeasurementLevel.three, .two, .one, .none] {
      let alike = sites.filter { $0.machineFraction == level }
      guard !alike.isEmpty else { continue }
      let energy = alike.reduce(Int128(0)) { $0 + $1.balance.energy.full }
      let walled = alike.reduce(Int128(0)) { $0 + $1.equipment.whole }
      let names = alike.prefix(6).map { PlainText.shortened($0.name ?? "(no site)", to: 16) }
      let more = alike.count - names.count
      table.add([
        .text(min(level, .one).word), .text(level.word), .count(alike.count), .whole(energy),
        .real(max(0, min(1, Double(walled) / Double(energy)))),
        .text(names.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")),
      ])
    }
    table.notes = [
      "By the Power Measurement Methodology of the EE HPC WG, 2.0 RC 1.0, in which the lowest of four aspects decides. "
        + "Reports show the fraction of the machine that is behind wall meters. They know nodes, not switches and storage, "
        + "which allows level 1 at most, and neither how often meters sample nor how exact they are: who states a level has to add that."
    ]
    return table
  }
}

extension MeasurementLevel {
  /// "L1"; "none" below it.
  var word: String { self == .none ? "none" : "L\(rawValue)" }
}
