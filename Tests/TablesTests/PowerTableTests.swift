import NodeModel
import Tables
import Testing

/// Figures by `wc -l`, `cut | sort | uniq -d` and by eye over the files themselves.
@Suite("The tables of power")
struct PowerTableTests {
  @Test("have as many rows as their list of sources says")
  func counts() {
    #expect(EmbeddedTable.microarchitectures.rows().count == 18)
    #expect(EmbeddedTable.designPowers.rows().count == 1636)
    #expect(EmbeddedTable.loadCurve.rows().count == 4)
    #expect(EmbeddedTable.boards.rows().count == 5)
    #expect(EmbeddedTable.methodErrors.rows().count == 19)
  }

  @Test("have percentiles in their order, and more power at full load than at idle")
  func order() throws {
    for row in EmbeddedTable.microarchitectures.rows() {
      let idle = try ["idle_p10", "idle_w_per_thread_median", "idle_p90"].map {
        try #require(row.decimal($0))
      }
      let full = try ["max_p10", "max_w_per_thread_median", "max_p90"].map {
        try #require(row.decimal($0))
      }
      #expect(idle == idle.sorted() && full == full.sorted())
      #expect(zip(idle, full).allSatisfy { $0 < $1 })
      #expect(idle[0] > .zero)
    }
    for row in EmbeddedTable.boards.rows() {
      let powers = try ["idle_w", "typical_w", "max_w"].map { try #require(row.decimal($0)) }
      #expect(powers == powers.sorted() && powers[0] > .zero)
    }
    for row in EmbeddedTable.designPowers.rows() {
      let power = try #require(row.decimal("tdp_w"))
      #expect((2...500).contains(power.double))
    }
  }

  @Test("have a version that changes with any byte of them and with their order")
  func version() {
    let tables: [EmbeddedTable] = [
      .microarchitectures, .designPowers, .loadCurve, .boards, .methodErrors,
    ]
    // FNV-1a, 64 bits, by a program in another language.
    #expect(TablesVersion.of(tables) == "476a3d10dabf7102")
    #expect(TablesVersion.of(tables.reversed()) != TablesVersion.of(tables))
    #expect(TablesVersion.of([]) == "cbf29ce484222325")
  }
}
