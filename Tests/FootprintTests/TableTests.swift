import NodeModel
import Tables
import Testing

@testable import Footprint

/// Figures by `wc -l`, `cut | sort | uniq -d` and by eye over the files themselves.
@Suite("The embedded tables")
struct TableTests {
  @Test("have as many rows as their list of sources says")
  func counts() {
    #expect(EmbeddedTable.gridCountry.rows().count == 222)
    #expect(EmbeddedTable.gridSubnational.rows().count == 104)
    #expect(EmbeddedTable.cloudRegions.rows().count == 136)
    #expect(EmbeddedTable.embodied.rows().count == 16)
    #expect(EmbeddedTable.effectiveness.rows().count == 10)
    let kinds = EmbeddedTable.gridCountry.rows().map { $0["kind"] }
    #expect(kinds.count { $0 == "country" } == 209 && kinds.count { $0 == "aggregate" } == 13)
    let years = EmbeddedTable.gridCountry.rows().map { $0.integer("year") }
    #expect(years.count { $0 == 2024 } == 102)
    #expect(years.count { $0 == 2023 } == 81)
    #expect(years.count { $0 == 2022 } == 39)
    let providers = EmbeddedTable.cloudRegions.rows().map { $0["provider"] }
    #expect(providers.count { $0 == "aws" } == 37)
    #expect(providers.count { $0 == "azure" } == 55)
    #expect(providers.count { $0 == "gcp" } == 44)
  }

  @Test("name nothing twice")
  func unique() {
    func names(_ table: EmbeddedTable, _ columns: String...) -> [String] {
      table.rows().map { row in columns.map { row[$0] ?? "" }.joined(separator: ":") }
    }
    let keys = [
      names(.gridCountry, "code"), names(.gridSubnational, "code"),
      names(.cloudRegions, "provider", "region"), names(.embodied, "key"),
      names(.effectiveness, "key"),
      EmbeddedTable.gridCountry.rows().compactMap { $0["iso2"] },
    ]
    for keys in keys {
      #expect(Set(keys).count == keys.count)
      #expect(!keys.contains(""))
    }
  }

  @Test("have only figures that can be")
  func plausible() throws {
    for row in EmbeddedTable.gridCountry.rows() {
      let value = try #require(row.decimal("gco2e_per_kwh")).double
      // No lifecycle is nothing: that row is known, and taken for unknown.
      #expect((10...1500).contains(value) || (row["code"] == "CAF" && value == 0))
      #expect(row["kind"] == "aggregate" || row["iso2"]?.utf8.count == 2)
    }
    for row in EmbeddedTable.gridSubnational.rows() {
      let value = try #require(row.decimal("g_per_kwh"))
      #expect((10...1000).contains(value.double))
      #expect(["direct", "lifecycle"].contains(row["factor_basis"]))
      #expect(["CO2", "CO2e"].contains(row["gas"]))
    }
    for row in EmbeddedTable.cloudRegions.rows() {
      if let ratio = row.decimal("pue") { #expect((1.07...1.46).contains(ratio.double)) }
      if let share = row.decimal("provider_cfe_share") { #expect(share <= .one) }
      let value = try #require(row.decimal("grid_gco2e_per_kwh"))
      #expect((2...1000).contains(value.double))
    }
    for row in EmbeddedTable.effectiveness.rows() {
      let ratio = try #require(row.decimal("pue"))
      #expect((1...1.6).contains(ratio.double))
    }
    for row in EmbeddedTable.embodied.rows() {
      let key = try #require(row["key"])
      #expect(EmbodiedCoefficient(key) != nil)
    }
  }

  @Test("agree with each other about the grids under cloud regions")
  func agreement() throws {
    for row in EmbeddedTable.cloudRegions.rows() {
      let code = try #require(row["iso2"])
      let country = try #require(GridTables.country(code))
      #expect(row.decimal("country_lifecycle_gco2e_per_kwh") == country.gramsPerKilowattHour)
      switch row["grid_basis"] {
      case "country": #expect(row.decimal("grid_gco2e_per_kwh") == country.gramsPerKilowattHour)
      case "subnational":
        let subdivision = try #require(row["subdivision"])
        let state = try #require(GridTables.subnational(subdivision))
        #expect(row.decimal("grid_gco2e_per_kwh") == state.gramsPerKilowattHour)
      default: #expect(row["grid_basis"] == "google" && row["provider"] == "gcp")
      }
    }
  }

  @Test(
    "hold what is written in them",
    arguments: [
      ("DE", "342.06", 2024), ("DEU", "342.06", 2024), ("FR", "44.18", 2024),
      ("IND", "708.96", 2024), ("US", "383.55", 2024), ("TR", "469.7", 2024), ("CAF", "0", 2022),
    ])
  func countries(code: String, value: String, year: Int) throws {
    let row = try #require(GridTables.country(code))
    #expect(row.gramsPerKilowattHour == Millionths(decimal: value) && row.year == year)
    #expect(row.basis == .lifecycle && row.gas == .equivalent)
  }

  @Test(
    "tell basis and gas of every state",
    arguments: [
      ("US-CA", "179.06", EmissionBasis.direct, EmissionGas.equivalent),
      ("CN-BJ", "555.4", .direct, .dioxide), ("SE-SE3", "27", .lifecycle, .equivalent),
      ("CA-AB", "434.4", .lifecycle, .equivalent), ("US-VT", "23.7", .direct, .equivalent),
    ])
  func states(code: String, value: String, basis: EmissionBasis, gas: EmissionGas) throws {
    let row = try #require(GridTables.subnational(code))
    #expect(row.gramsPerKilowattHour == Millionths(decimal: value))
    #expect(row.basis == basis && row.gas == gas)
  }

  @Test("have a version of their own, which is the checksum of their bytes")
  func version() {
    // FNV-1a, 64 bits, over the files in the order country, subnational, regions, embodied, PUE, by a
    // program in another language; a table that is replaced changes it here as well.
    #expect(FootprintTables.version() == "20c73ebff839538f")
  }
}
