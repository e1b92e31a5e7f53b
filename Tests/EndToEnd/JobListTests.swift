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

/// Parts of `probe jobs` and `probe explain`, without an agent.
@Suite("Lists of jobs")
struct JobListTests {
  private let epoch = Epoch(high: 1, low: 2)

  private func job(
    _ id: String, name: String = "cfd", user: String? = nil, tier: Tier = .components,
    microjoules: UInt64 = 1_500_000, start: String = "2026-03-02T14:00:00Z", end: String? = nil
  ) throws -> JobReport {
    var record = JobRecord(
      epoch: epoch, id: id, name: name, manager: .slurm, user: user,
      tags: ["team": "a;b"], start: try #require(Timestamp.nanoseconds(of: start)))
    record.end = try end.map { try #require(Timestamp.nanoseconds(of: $0)) }
    record.state = end == nil ? .running : .ended
    record.totals.full[0] = microjoules
    record.totals.low = microjoules / 2
    record.totals.high = microjoules * 2
    record.totals.tier = tier
    return JobReport(record)
  }

  @Test(
    "times are taken as people write them",
    arguments: [
      ("2026-03-02", "2026-03-02T00:00:00Z"), ("2026-03-02T14:30", "2026-03-02T14:30:00Z"),
      ("2026-03-02T14:30:05", "2026-03-02T14:30:05Z"),
      ("2026-03-02 14:30", "2026-03-02T14:30:00Z"),
      ("2026-03-02T14:30:05.250Z", "2026-03-02T14:30:05.250Z"),
      ("2026-03-02T14:30:05+01:00", "2026-03-02T13:30:05Z"),
      ("2026-03-02T14:30:05-05:30", "2026-03-02T20:00:05Z"),
      ("2h", "2026-03-02T12:00:00Z"), ("90m", "2026-03-02T12:30:00Z"),
      ("7d", "2026-02-23T14:00:00Z"),
    ])
  func moments(text: String, expected: String) throws {
    let now = try #require(Timestamp.nanoseconds(of: "2026-03-02T14:00:00Z"))
    #expect(
      try Moment.nanoseconds(text, option: "--since", now: now)
        == Timestamp.nanoseconds(of: expected))
  }

  @Test(
    "what is no time is refused",
    arguments: ["", "yesterday", "2026-13-01", "12", "2026-03-02T14:30:05+25:00"])
  func wrongMoments(text: String) {
    #expect(throws: (any Error).self) {
      try Moment.nanoseconds(text, option: "--since", now: 0)
    }
  }

  @Test(
    "patterns are a shell's",
    arguments: [
      ("cfd", "cfd", true), ("cfd-4", "cfd*", true), ("cfd-4", "*-?", true), ("cfd", "?fd", true),
      ("cfd", "fd", false), ("aXbXc", "a*X?", true), ("abc", "a*d", false), ("", "*", true),
      ("a[b", "a[b", true),
    ])
  func globs(text: String, pattern: String, fits: Bool) {
    #expect(text.matches(glob: pattern) == fits)
  }

  @Test("bounds are a share where they are the same to both sides, else from and to")
  func ranges() {
    var totals = JobTotals()
    (totals.energy, totals.low, totals.high) = (200_000_000, 190_000_000, 210_000_000)
    #expect(Quantity.range(totals) == "±5.0 %")
    (totals.low, totals.high) = (50_000_000, 1_200_000_000)
    #expect(Quantity.range(totals) == "0.05–1.20 kJ")
    #expect(Quantity.range(JobTotals()) == "")
    #expect(Quantity.wattHours(microjoules: 3_600_000_000) == "1.00 Wh")
    #expect(Quantity.energy(microjoules: 2_546_544) == "2.55 J")
    (totals.energy, totals.low, totals.high) = (2_237, 635, 11_474)
    #expect(Quantity.energy(microjoules: 2_237) == "2.24 mJ")
    #expect(Quantity.range(totals) == "0.64–11.5 mJ")
    #expect(Quantity.energy(microjoules: 0) == "0.00 J")
    #expect(Quantity.carbon(0.000_000_45) == "0.45 µg")
  }

  @Test("the sum says when tiers of different quality are in it")
  func mixed() throws {
    let jobs = [
      try job("slurm:a/1", microjoules: 3_600_000_000),
      try job("slurm:a/2", tier: .table, microjoules: 3_600_000_000),
    ]
    let text = JobList(jobs: jobs).lines(width: nil).joined(separator: "\n")
    #expect(
      text.contains(
        "2 jobs: 7.20 kJ (2.00 Wh), range of the sources 3.60–14.4 kJ, 0.00 J of it dynamic; mixed tiers B "
          + "(measured), D (estimated)"))
    let one = JobList(jobs: Array(jobs.prefix(1))).lines(width: nil).joined(separator: "\n")
    #expect(one.contains("; all of tier B, measured"))
  }

  @Test(
    "a table fits every terminal from 50 columns on, and keeps what matters",
    arguments: [50, 60, 80, 120, 200])
  func widths(width: Int) throws {
    let jobs = [
      try job("slurm:cluster/4711", name: "a-name-that-is-rather-long", user: "ada"),
      try job("slurm:cluster/4712", end: "2026-03-02T15:00:00Z"),
    ]
    let lines = JobList(jobs: jobs).lines(width: width)
    for line in lines { #expect(line.terminalWidth <= width, "\(line)") }
    #expect(lines[0].hasPrefix("JOB") && lines[0].contains("ENERGY") && lines[0].contains("TIER"))
  }

  @Test("a job of a moment has a time, and a list that a filter has emptied says so")
  func short() throws {
    let job = try job(
      "slurm:a/1", start: "2026-03-02T14:00:00.100Z", end: "2026-03-02T14:00:00.750Z")
    #expect(JobList(jobs: [job]).lines(width: nil)[1].contains(" 0.65 s "))
    #expect(JobList(jobs: []).lines(width: nil) == ["no jobs"])
    #expect(
      JobList(jobs: [], isFiltered: true).lines(width: nil)
        == ["no job fits; without filters probe jobs lists all"])
  }

  @Test(
    "jobs are selected by their tags, all of which must fit",
    arguments: [
      (["team=a;b"], true), (["team=a*"], true), (["team=?;b", "team=*b"], true),
      (["team=a"], false), (["team=a;b", "project=x"], false), (["te*=a;b"], true), ([], true),
    ])
  func tags(wanted: [String], fits: Bool) throws {
    var filter = JobFilter()
    filter.tags = wanted
    #expect(try job("slurm:a/1").isSelected(by: filter) == fits)
  }

  @Test("comma-separated values quote what must be, and energies are exact joules")
  func csv() throws {
    let job = try job("slurm:a/1", name: #"say "hi", twice"#, end: "2026-03-02T15:00:00Z")
    let lines = JobList(jobs: [job]).csv.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(
      lines[1] == #"slurm:a/1,"say ""hi"", twice",slurm,,,ended,2026-03-02T14:00:00.000Z,"#
        + "2026-03-02T15:00:00.000Z,1.5,0,0.75,3,B,,,,,,,team=a;b,,,,,")
  }

  @Test(
    "whatever a job is called, it is one cell that Python's csv reads and no spreadsheet runs",
    arguments: [
      ("a,\u{301}b", "a,\u{301}b"), ("\"\u{301}", "\"\u{301}"), ("a\r\nb", "a  b"),
      ("a\r\u{301}\nb", "a \u{301} b"), ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"),
      ("@x", "'@x"), ("=a,b", "'=a,b"), ("\u{1B}[31m", "\u{FFFD}[31m"),
    ])
  func cells(name: String, cell: String) throws {
    let folder = try TemporaryDirectory()
    let csv = JobList(jobs: [try job("slurm:a/1", name: name), try job("slurm:a/2")]).csv
    try folder.write(csv, to: "jobs.csv")
    let program = """
      import csv, json, sys
      with open(sys.argv[1], newline="", encoding="utf-8") as file:
          print(json.dumps([[row["job_id"], row["name"], row["tags"]] for row in csv.DictReader(file)]))
      """
    let output = try Program.run(
      "/usr/bin/env", "python3", "-c", program, folder.path + "/jobs.csv"
    ).output
    let rows = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [[String]]
    let expected = [["slurm:a/1", cell, "team=a;b"], ["slurm:a/2", "cfd", "team=a;b"]]
    // By scalars: as characters some of these are alike.
    #expect(
      rows?.map { $0.map { Array($0.unicodeScalars) } }
        == expected.map { $0.map { Array($0.unicodeScalars) } })
  }

  @Test("a job that is counted with others has no energy, and not 0 of it")
  func folded() throws {
    var record = JobRecord(
      epoch: epoch, id: "slurm:a/2", name: "cfd", manager: .slurm, start: 1_772_460_000_000_000_000)
    record.isFolded = true
    let jobs = [try job("slurm:a/1"), JobReport(record)]
    let list = JobList(jobs: jobs)
    let lines = list.lines(width: nil)
    #expect(!lines[2].contains("0.00") && !lines[2].contains(" J"))
    #expect(lines.contains { $0.hasPrefix("2 jobs: 1.50 J") })
    #expect(lines.contains { $0.hasPrefix("1 job has no energy of its own: ") })
    let cells = list.csv.split(separator: "\n")[2].split(
      separator: ",", omittingEmptySubsequences: false)
    #expect(cells[0] == "slurm:a/2" && cells[8...12].allSatisfy { $0.isEmpty })
    var writer = JSONWriter()
    writer.array { writer in for job in jobs { job.write(to: &writer) } }
    let bytes = Data(writer.text.bytes)
    #expect(try SchemaCheck.errors(in: bytes, schema: "jobs.json") ?? "" == "")
    let document = try #require(
      try JSONSerialization.jsonObject(with: bytes) as? [[String: Any]])
    #expect(document[0]["energy_uj"] as? Int == 1_500_000 && document[0]["folded"] == nil)
    #expect(document[1]["folded"] as? Bool == true)
    for name in ["energy_uj", "dynamic_energy_uj", "low_uj", "high_uj", "tier"] {
      #expect(document[1][name] == nil, "\(name)")
    }
    // What it had while it was counted by itself is known.
    record.totals.full[0] = 7
    #expect(JobReport(record).totals?.energy == 7)
    let alone = JobExplanation(id: "slurm:a/2", lives: [jobs[1]], account: JobRows())
    #expect(alone.lines(verify: true).last?.contains("counted together with others") == true)
  }

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
