import Agent
import EnergyLedger
import Exporters
import Footprint
import Foundation
import NodeModel
import Terminal
import TestSupport
import Testing

@testable import probe

/// What `probe explain` says.
extension JobListTests {
  @Test("rows may be of a worse tier than the ledger has it for the job, and of a better one never")
  func verifiedTiers() throws {
    var account = JobRows()
    account.add([row(.package, slots: [0: (5_000_000, 4_000_000)])])
    var totals = JobTotals()
    (totals.energy, totals.dynamic, totals.low) = (5_000_000, 4_000_000, 1)
    (totals.high, totals.tier) = (20_000_000, .wall)
    account.totals[epoch] = totals
    let worse = JobExplanation(id: "slurm:a/1", lives: [], account: account)
    #expect(worse.isBalanced)
    #expect(
      worse.lines(verify: true).contains(
        "verified: the lines are the ledger's totals, to the microjoule"))
    account.totals[epoch]?.tier = .table
    let better = JobExplanation(id: "slurm:a/1", lives: [], account: account)
    #expect(!better.isBalanced)
    #expect(
      better.lines(verify: true).contains(
        "DIFFERENT: tier of the lines is B, better than D of the ledger"))
  }

  @Test("by what a job's energy was divided is said for its time, and where nobody kept it")
  func divisions() throws {
    let hour: Int64 = 1_772_460_000
    // From 14:05 to 14:40.
    let rows = [row(.package, slots: [1: (5, 4), 7: (5, 4)])]
    func division(
      _ start: Int64, _ weight: String, _ reason: String? = nil, _ other: Epoch? = nil
    ) -> StoredDivision {
      StoredDivision(epoch: other ?? epoch, start: start, weight: weight, reason: reason)
    }
    func line(_ divisions: [StoredDivision]) -> String? {
      DivisionExplanation(rows, divisions, in: epoch)?.line
    }
    #expect(
      line([
        division(hour - 7200, "cpu_time", "limit"), division(hour - 3600, "counters"),
        division(hour - 1800, "cpu_time", "disabled", Epoch(high: 9, low: 9)),
        division(hour + 1200, "cpu_time", "eacces"), division(hour + 2700, "cycles"),
      ])
        == "Divided by: counters (cycles + ½ instructions + 32 × lines) since 2026-03-02 13:00 UTC; "
        + "CPU time (eacces) since 2026-03-02 14:20 UTC")
    #expect(
      line([division(hour + 1200, "cycles")])
        == "Divided by: not kept before; counters (cycles) since 2026-03-02 14:20 UTC")
    // The agent has begun within the job's first five minutes.
    #expect(
      line([division(hour + 420, "cycles")])
        == "Divided by: counters (cycles) since 2026-03-02 14:07 UTC")
    #expect(line([]) == "Divided by: not kept")
    #expect(DivisionExplanation([row(.package, slots: [:])], [], in: epoch) == nil)
    var account = JobRows()
    account.add(rows)
    let text = JobExplanation(id: "slurm:a/1", lives: [], account: account).lines(verify: false)
    #expect(text.contains("Divided by: not kept"))
  }

  @Test("factors of a later time stand in where none of its own were kept, and that is said")
  func lateFactors() throws {
    var account = JobRows()
    account.add([row(.package, slots: [0: (3_600_000_000_000, 0), 6: (3_600_000_000_000, 0)])])
    account.factors.add(try factors(), from: 1_772_460_000 + 1800)
    let late = try #require(
      FootprintExplanation(account.rows(in: epoch), account.factors, counted: nil))
    #expect(
      late.text.suffix(1) == [
        "No factors were kept before 2026-03-02 14:30 UTC: these stand in for them."
      ])
    var writer = JSONWriter()
    late.write(to: &writer)
    #expect(
      String(decoding: writer.text.bytes, as: UTF8.self).contains(#""before_factors":true"#))
    account.factors.add(try factors(effectiveness: 2), from: 0)
    let known = try #require(
      FootprintExplanation(account.rows(in: epoch), account.factors, counted: nil))
    #expect(!known.text.contains { $0.hasPrefix("No factors were kept") })
  }

  private func row(
    _ component: EnergyComponent, revision: UInt64 = 1, slots: [Int: (UInt64, UInt64)]
  ) -> EnergyRow {
    var row = EnergyRow(
      owner: .job("slurm:a/1"), component: component, hour: 1_772_460_000, epoch: epoch,
      sequence: 1, revision: revision, isFinal: true, known: 0xFFF,
      tiers: Array(repeating: .components, count: 12), full: HourSlots(), dynamic: HourSlots(),
      low: Microjoules(1), high: Microjoules(20_000_000))
    for (slot, amounts) in slots {
      row.full[slot] = amounts.0
      row.dynamic[slot] = amounts.1
    }
    return row
  }

  @Test("an explanation adds rows up, and one microjoule that is missing is a difference")
  func verification() throws {
    var account = JobRows()
    account.add([row(.package, slots: [0: (5_000_000, 4_000_000), 11: (1_000_001, 0)])])
    account.add([row(.dram, slots: [3: (7, 7)])])
    // A lower revision of a row that is known changes nothing.
    account.add([row(.dram, revision: 0, slots: [3: (99, 99)])])
    var totals = JobTotals()
    (totals.energy, totals.dynamic, totals.low) = (6_000_008, 4_000_007, 2)
    (totals.high, totals.tier) = (40_000_000, .components)
    account.totals[epoch] = totals
    let whole = JobExplanation(id: "slurm:a/1", lives: [], account: account)
    #expect(whole.isBalanced)
    let text = whole.lines(verify: true)
    // No factors are known here, so nothing is said of grams.
    let unknown = "Carbon: no factors of its time are kept, so none can be formed."
    #expect(
      text.suffix(3) == [
        "verified: the lines are the ledger's totals, to the microjoule", "", unknown,
      ])
    #expect(
      text.contains {
        $0.split(separator: " ") == [
          "2026-03-02", "14:55", "package", "1.000001", "0.000000", "1.000001", "B",
        ]
      })
    #expect(
      text.contains {
        $0.split(separator: " ") == [
          "sum", "6.000008", "4.000007", "2.000001", "B", "0.000002", "40.000000",
        ]
      })
    account.totals[epoch]?.energy += 1
    let broken = JobExplanation(id: "slurm:a/1", lives: [], account: account)
    #expect(!broken.isBalanced)
    #expect(
      broken.lines(verify: true).suffix(3) == [
        "DIFFERENT: energy of the lines is 6.000008 J, of the ledger 6.000009 J", "", unknown,
      ])
  }

  /// Germany's grid, PUE 1.2, 0.30 EUR a kWh and 0.05 a core hour; a node of one core and 1000 kg.
  private func factors(
    effectiveness: Double = 1.2, coreHour: Double = 0.05, currency: String = "EUR"
  ) throws -> FactorSet {
    let ratio = try #require(Millionths(effectiveness))
    let part = EmbodiedPart(
      name: "server", count: 1, kilograms: Factor(Millionths(count: 1_000_000_000)),
      resource: .cores, source: "its maker")
    let capacity = NodeCapacity(cores: 1, accelerators: 0, memoryMebibytes: 0)
    return FootprintModel(
      effectiveness: ConfiguredPUE(
        try PowerUsageEffectiveness(
          ratio, status: .configured, category: nil, year: 2026, source: "operator")),
      grid: try IntensityChain(GridPlace("DE"), basis: .lifecycle), market: .none,
      embodied: EmbodiedRates([part], of: capacity),
      tariff: Tariff(
        currency: try #require(Currency(currency)), perKilowattHour: Millionths(0.3),
        perCoreHour: Millionths(coreHour))
    ).factorSet(at: 0)
  }

  @Test("grams and money are formed from rows, with every factor, and verified to the millionth")
  func footprint() throws {
    var account = JobRows()
    account.add([row(.package, slots: [0: (25_200_000_000_000, 0)])])
    account.factors.add(try factors(), from: 0)
    // 7 kWh are 8.4 at the entrance: 2873.304 g by 342.06 g/kWh and 2.52 EUR. Ten hours of a core of one cost
    // 0.50 EUR, and of 1000 kg over 35,040 h they are 285.388128 g.
    let counted = JobFootprint(
      location: 2_873_304_000, market: 2_873_304_000, embodied: 285_388_128, cost: 3_020_000,
      currency: "EUR", coreMilliseconds: 36_000_000)
    account.footprints[epoch] = counted
    let whole = try #require(
      FootprintExplanation(account.rows(in: epoch), account.factors, counted: counted))
    #expect(
      whole.verdict == [
        "verified: carbon, market-based carbon, embodied carbon and cost of the lines are what was counted, to the "
          + "millionth"
      ])
    #expect(whole.total.location.millionths == 2_873_304_000)
    #expect(whole.total.embodied.millionths == 285_388_128)
    #expect(whole.total.cost.millionths == 3_020_000)
    let text = whole.text
    let cells = text.map { $0.split(separator: " ").map(String.init) }
    #expect(
      cells.contains([
        "2026-03-02", "14:00", "25200000.000000", "1.2", "342.06", "2873.304000", "342.06",
        "2873.304000", "0.300000", "2.520000",
      ]))
    for words in ["embodied carbon: 285.388128 g", "cost in all: 3.020000 EUR", "its maker"] {
      #expect(text.contains { $0.contains(words) }, "\(words)")
    }
    for name in ["pue", "intensity", "market_intensity", "price"] {
      #expect(cells.contains { $0.first == name }, "\(name)")
    }
    #expect(text.contains { $0.hasPrefix("Reserved: 10") && $0.hasSuffix(" core h") })
    // Of memory nobody knows anything, and of this job nothing at all.
    let bare = JobFootprint(location: 2_873_304_000, market: 2_873_304_000)
    let unknown = try #require(
      FootprintExplanation(account.rows(in: epoch), account.factors, counted: bare))
    #expect(unknown.text.contains("Reserved: not known, for it had no limit of its own"))
    #expect(!unknown.text.contains { $0.contains("embodied carbon: ") || $0.contains("core h ×") })
    var wrong = counted
    wrong.location += 2
    let other = try #require(
      FootprintExplanation(account.rows(in: epoch), account.factors, counted: wrong))
    #expect(
      other.verdict == [
        "DIFFERENT: carbon of the lines is 2873.304000 g, 2873.304002 g was counted"
      ])
  }

  @Test("each slot is multiplied with the factors of its own time")
  func changedFactors() throws {
    var account = JobRows()
    account.add([row(.package, slots: [0: (3_600_000_000_000, 0), 6: (3_600_000_000_000, 0)])])
    account.factors.add(try factors(), from: 0)
    // From 14:30 on the site has a PUE of 2.
    account.factors.add(try factors(effectiveness: 2), from: 1_772_460_000 + 1800)
    account.factors.add(try factors(effectiveness: 2), from: 1_772_460_000 + 3600)
    #expect(account.factors.entries.count == 2)
    let whole = try #require(
      FootprintExplanation(account.rows(in: epoch), account.factors, counted: nil))
    // 1 kWh × 1.2 and 1 kWh × 2, both × 342.06.
    #expect(whole.lines.map(\.sums.location.millionths) == [410_472_000, 684_120_000])
    #expect(whole.verdict == ["No carbon or cost was counted: nothing to compare."])
  }

  @Test("a slot within which factors changed has those of its beginning, to the millionth")
  func changedWithinSlot() throws {
    var account = JobRows()
    account.add([row(.package, slots: [0: (3_600_000_000_000, 0)])])
    account.factors.add(try factors(), from: 0)
    account.factors.add(try factors(effectiveness: 2), from: 1_772_460_000 + 300)
    func differences(_ micrograms: UInt64) throws -> [String] {
      let counted = JobFootprint(location: micrograms, market: 410_472_000)
      return try #require(
        FootprintExplanation(account.rows(in: epoch), account.factors, counted: counted)
      ).differences.map(\.name)
    }
    #expect(try differences(410_472_000).isEmpty)
    #expect(try differences(410_472_002) == ["carbon"])
    #expect(try differences(411_000_000) == ["carbon"])
  }

  @Test("what was reserved while its price changed costs something between both, and that is said")
  func changedPrice() throws {
    var account = JobRows()
    account.add([row(.package, slots: [0: (3_600_000_000_000, 0), 6: (3_600_000_000_000, 0)])])
    account.factors.add(try factors(), from: 0)
    account.factors.add(try factors(coreHour: 0.1), from: 1_772_460_000 + 1800)
    func explain(cost: UInt64) throws -> FootprintExplanation {
      // 2 kWh are 2.4 at the entrance: 820.944 g and 0.72 EUR. Ten core hours cost 0.50 or 1 EUR.
      let counted = JobFootprint(
        location: 820_944_000, market: 820_944_000, embodied: 285_388_128, cost: cost,
        currency: "EUR", coreMilliseconds: 36_000_000)
      return try #require(
        FootprintExplanation(account.rows(in: epoch), account.factors, counted: counted))
    }
    #expect(
      try explain(cost: 1_500_000).verdict == [
        "verified: carbon, market-based carbon and embodied carbon of the lines are what was counted, to the millionth",
        "verified: cost lies between 1.220000 and 1.720000 EUR; the factors of what was reserved changed meanwhile",
      ])
    #expect(
      try explain(cost: 1_100_000).verdict == [
        "DIFFERENT: cost of the lines is 1.220000 EUR, 1.100000 EUR was counted"
      ])
    #expect(try explain(cost: 1_720_002).differences.map(\.name) == ["cost"])
  }

  @Test("money of another currency is not in the sum")
  func changedCurrency() throws {
    var account = JobRows()
    account.add([row(.package, slots: [0: (3_600_000_000_000, 0), 6: (3_600_000_000_000, 0)])])
    account.factors.add(try factors(), from: 0)
    account.factors.add(try factors(currency: "USD"), from: 1_772_460_000 + 1800)
    // The second kilowatt hour costs 0.36 USD at the entrance.
    let counted = JobFootprint(
      location: 820_944_000, market: 820_944_000, cost: 360_000, currency: "USD")
    let whole = try #require(
      FootprintExplanation(account.rows(in: epoch), account.factors, counted: counted))
    #expect(whole.differences.isEmpty, "\(whole.verdict)")
    #expect(whole.total.cost.millionths == 360_000)
  }

  @Test("factors are read as they were written")
  func factorDocument() throws {
    let set = try factors()
    var writer = JSONWriter()
    writer.factors(set)
    let text = String(decoding: writer.text.bytes, as: UTF8.self)
    #expect(FactorDocument(text)?.set == set)
    #expect(FactorDocument("{}") == nil)
    #expect(FactorDocument("nothing") == nil)
  }
}
