internal import NodeModel
internal import Tables

/// Look-ups in the embedded tables of annual intensities.
enum GridTables {
  /// One row, in the words that both tables share.
  struct Row {
    let code: String
    let alpha2: String?
    let gramsPerKilowattHour: Millionths?
    let basis: EmissionBasis
    let gas: EmissionGas
    let year: Int?
    let source: String
  }

  /// A country by its ISO 3166-1 code of two or three capitals; nil where the table has none.
  static func country(_ code: String) -> Row? {
    EmbeddedTable.gridCountry.row {
      $0["kind"] == "country" && ($0["iso2"] == code || $0["code"] == code)
    }.map(ember)
  }

  /// All countries together.
  static func world() -> Row? {
    EmbeddedTable.gridCountry.row { $0["kind"] == "aggregate" && $0["code"] == "WORLD" }.map(ember)
  }

  /// A state, province or bidding zone by its code in capitals; nil where the table has none.
  static func subnational(_ code: String) -> Row? {
    EmbeddedTable.gridSubnational.row { $0["code"] == code }.map(subnational)
  }

  /// A country that stands among its states: eGRID has one row for the United States.
  static func nationwide(_ alpha2: String) -> Row? {
    guard alpha2 == "US" else { return nil }
    return EmbeddedTable.gridSubnational.row { $0["code"] == "US-usa" }.map(subnational)
  }

  private static func ember(_ row: CSVRow) -> Row {
    Row(
      code: row["code"] ?? "", alpha2: row["iso2"],
      gramsPerKilowattHour: row.decimal("gco2e_per_kwh"), basis: .lifecycle, gas: .equivalent,
      year: row.integer("year"), source: "Ember, yearly electricity data")
  }

  private static func subnational(_ row: CSVRow) -> Row {
    Row(
      code: row["code"] ?? "", alpha2: nil, gramsPerKilowattHour: row.decimal("g_per_kwh"),
      basis: row["factor_basis"] == "lifecycle" ? .lifecycle : .direct,
      gas: row["gas"] == "CO2" ? .dioxide : .equivalent, year: row.integer("year"),
      source: row["source"] ?? "")
  }
}
