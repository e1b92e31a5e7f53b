import Exporters
import FleetKit
import Footprint
import Foundation
import NodeModel
import TestSupport
import Testing

/// Every format, read by programs that are not ours.
@Suite("Formats of the fleet's report")
struct FormatTests {
  @Test("the same nodes give the same bytes in every format")
  func repeatable() {
    let (one, other) = (Self.files(seed: 3), Self.files(seed: 3))
    #expect(one.map(\.name) == other.map(\.name))
    for (left, right) in zip(one, other) {
      #expect(left.bytes == right.bytes, "\(left.name)")
      #expect(!left.bytes.isEmpty)
    }
    #expect(zip(one, Self.files(seed: 4)).contains { $0.bytes != $1.bytes })
  }

  @Test("tables add up to the total, microjoule by microjoule and microgram by microgram")
  func sums() throws {
    let folder = try TemporaryDirectory()
    for file in Self.files(seed: 5) { try folder.write(bytes: file.bytes, to: file.name) }
    let script = """
      import csv, json, sys
      from fractions import Fraction
      def rows(name): return list(csv.DictReader(open(sys.argv[1] + "/" + name, newline="")))
      fleet = json.load(open(sys.argv[1] + "/fleet.json"))
      total = fleet["totals"]
      columns = [key for key in total if key.endswith(("_uj", "_ug", "_millionths"))
                 and not isinstance(total[key], dict) and key not in ("embodied_ug", "unnamed_jobs_uj")]
      assert len(columns) >= 7, columns
      for name in ["sites", "teams", "projects", "users", "accounts", "models"]:
        for key in columns:
          sign = {"residual_under": 1}
          found = sum(int(row[key] or 0) for row in rows(name + ".csv"))
          if key in ("low_uj", "high_uj"): continue
          assert found == int(total[key]), (name, key, found, total[key])
      # What jobs and buckets have is the fleet, and what components, tiers and hours have as well.
      for name in ["components", "tiers", "hours", "nodes"]:
        assert sum(int(row["energy_uj"]) for row in rows(name + ".csv")) == int(total["energy_uj"]), name
      buckets = {key: int(value) for key, value in total["buckets_uj"].items()}
      jobs = sum(int(row["energy_uj"]) for row in rows("jobs.csv"))
      under = buckets.pop("residual_under")
      assert jobs + sum(buckets.values()) - under == int(total["energy_uj"])
      focus = rows("focus.csv")
      assert len(focus[0]) == 48, len(focus[0])
      for key in ["BilledCost", "BillingAccountId", "BillingCurrency", "BillingPeriodEnd",
                  "BillingPeriodStart", "ChargeCategory", "ChargeDescription", "ChargePeriodEnd",
                  "ChargePeriodStart", "ContractedCost", "EffectiveCost", "InvoiceIssuerName",
                  "ListCost", "PricingQuantity", "PricingUnit", "ProviderName", "PublisherName",
                  "ServiceCategory", "ServiceName"]:
        assert all(row[key] != "" for row in focus), key
      for currency in ["EUR", "USD"]:
        charged = sum(Fraction(row["EffectiveCost"]) for row in focus if row["BillingCurrency"] == currency)
        told = Fraction(int(total["cost_%s_millionths" % currency.lower()]), 10**6)
        assert abs(charged - told) <= Fraction(2, 10**6), (currency, float(charged), float(told))
      assert all(Fraction(row["BilledCost"]) == 0 for row in focus if row["BillingCurrency"] == "XXX")
      energy = sum(Fraction(row["x_EnergyKWh"]) for row in focus)
      assert abs(energy - Fraction(int(total["energy_uj"]), 3600000000000)) < Fraction(len(focus), 10**9)
      assert {row["BillingPeriodStart"] for row in focus} == {"2026-11-01T00:00:00Z"}
      assert all(isinstance(json.loads(row["Tags"]), dict) for row in focus)
      print("sums agree")
      """
    let found = try Program.run("/usr/bin/env", ["python3", "-c", script, folder.path])
    if found.status == 127 { return print("skipped: no python3") }
    #expect(found.output == "sums agree\n")
  }

  @Test("energy, carbon and cost are what another program forms from the rows")
  func witness() throws {
    var fleet = SyntheticFleet(count: 60, hours: 5, seed: 11)
    var statistics = FleetStatistics()
    var json = JSONWriter()
    json.array { json in
      while let node = fleet.next() {
        statistics.count(node)
        json.witness(node)
      }
    }
    let report = FleetReport(statistics)
    let folder = try TemporaryDirectory()
    try folder.write(bytes: json.text.bytes, to: "nodes.json")
    try folder.write(bytes: JSONReport.bytes(report), to: "fleet.json")
    let script = """
      import json, sys, collections
      from fractions import Fraction
      nodes = json.load(open(sys.argv[1] + "/nodes.json"), parse_float=Fraction)
      fleet = json.load(open(sys.argv[1] + "/fleet.json"))
      zero = lambda: collections.defaultdict(Fraction)
      sites, teams = collections.defaultdict(zero), collections.defaultdict(zero)
      # A job on several nodes has one team: that which the first of them tells.
      told = {}
      for node in nodes:
        for job, team in node["teams"].items(): told.setdefault(job, team)
      for node in nodes:
        for row in node["rows"]:
          sign = -1 if row["owner"] == "residual_under" else 1
          parts = {"energy_uj": sum(row["full"]) * sign}
          if node["factors"]:
            f = node["factors"]
            kwh = Fraction(sum(row["full"]), 3600000000000) * f["pue"] * sign
            parts["location_lifecycle_ug"] = kwh * f["intensity"] * 10**6
            parts["market_lifecycle_ug"] = kwh * f["market_intensity"] * 10**6
            parts["cost_%s_millionths" % f["currency"].lower()] = kwh * f["price"] * 10**6
          team = told.get(row["owner"], "untagged") if ":" in row["owner"] else row["owner"]
          for key, value in parts.items():
            sites[node["site"]][key] += value
            teams["idle" if team == "unallocated" else team][key] += value
      for name, key, truth in [("sites", "site", sites), ("teams", "team", teams)]:
        assert {row[key] for row in fleet[name]} == set(truth), (name, set(truth))
        for row in fleet[name]:
          for column, value in truth[row[key]].items():
            if column == "energy_uj": assert int(row[column]) == value, (row, value)
            # Rounded so that lines add up: less than one away, twice where something is withdrawn.
            else: assert abs(int(row[column]) - value) < 2, (name, row[key], column, float(value))
      print("agreed on", len(fleet["sites"]), "sites and", len(fleet["teams"]), "teams")
      """
    let found = try Program.run("/usr/bin/env", ["python3", "-c", script, folder.path])
    if found.status == 127 { return print("skipped: no python3") }
    #expect(found.output.hasPrefix("agreed on"))
  }

  @Test("the document is what docs/schema says")
  func schema() throws {
    for report in [FleetReport.synthetic(200, hours: 2), FleetReport(FleetStatistics())] {
      let document = Data(JSONReport.bytes(report))
      let errors = try SchemaCheck.errors(in: document, schema: "fleet.json") ?? ""
      #expect(errors == "")
    }
  }

  @Test("tables that were chosen are those of the whole document, and no other is there")
  func chosen() throws {
    let report = FleetReport.synthetic(200, hours: 2)
    let tables = try #require(ReportTables("benchmarks,sites,totals"))
    var bytes: [UInt8] = []
    JSONReport.write(report, tables) { bytes += $0 }
    let whole = try JSONSerialization.jsonObject(with: Data(JSONReport.bytes(report)))
    let found = try JSONSerialization.jsonObject(with: Data(bytes))
    let names = ["schema", "start", "end", "totals", "sites", "benchmarks"]
    let all = try #require(whole as? NSDictionary)
    let some = try #require(found as? NSDictionary)
    #expect(Set(some.allKeys.compactMap { $0 as? String }) == Set(names + ["tables"]))
    #expect(some["tables"] as? [String] == ["totals", "sites", "benchmarks"])
    for name in names { #expect(all[name] as? NSObject == some[name] as? NSObject, "\(name)") }
    #expect(try SchemaCheck.errors(in: Data(bytes), schema: "fleet.json") ?? "" == "")
    #expect(ReportTables("") == nil && ReportTables("sites,") == nil && ReportTables("x") == nil)
  }

  @Test(
    "what each site has of each tier adds up to its energy, and that of instruments is its measured part"
  )
  func tiersOfSites() throws {
    let bytes = JSONReport.bytes(.synthetic(200, hours: 2))
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    let sites = try #require(document["sites"] as? [[String: Any]])
    func amount(_ key: String, of site: [String: Any]) throws -> Double {
      try #require((site[key] as? String).flatMap(Double.init))
    }
    var measured: Set<Double> = []
    for site in sites {
      let tiers = try "abcde".map { try amount("tier_\($0)_uj", of: site) }
      let energy = try amount("energy_uj", of: site)
      // Whole numbers below 2^53: sums of doubles are exact.
      #expect(tiers.reduce(0, +) == energy && energy < 0x1p53)
      let share = try #require(site["measured_ratio"] as? Double)
      #expect(abs(share - (tiers[0] + tiers[1]) / energy) < 1e-9)
      measured.insert(share)
    }
    #expect(sites.count > 1 && measured.count > 1)
    let totals = try #require(document["totals"] as? [String: Any])
    #expect(totals["tier_a_uj"] == nil && totals["tiers_uj"] != nil)
  }

  @Test("promtool has nothing to say of the page of gauges")
  func prometheus() throws {
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/promtool") else {
      return print("skipped: no promtool")
    }
    let folder = try TemporaryDirectory()
    let page = PrometheusReport.bytes(.synthetic(300, hours: 2))
    try folder.write(bytes: page, to: "fleet.prom")
    let found = try Program.run(
      "/bin/sh", "-c", "promtool check metrics < \(folder.path)/fleet.prom 2>&1")
    #expect(found.status == 0 && found.output == "")
    let lines = page.split(separator: 0x0A).count { $0.first != 0x23 }
    #expect(lines > 50 && lines < 600)
  }

  @Test("what spreadsheets would run is text")
  func formula() {
    let report = FleetReport(
      statistics([
        Make.node(1, site: "=cmd|' /C calc'!A0") { $0.add(.job("@SUM(A1)"), [5]) },
        Make.node(2, site: "a,\"b\"\nc") { $0.add(.bucket(.system), [6]) },
      ]))
    let files = Dictionary(
      Self.tables(report).map { ($0.name, String(decoding: $0.bytes, as: UTF8.self)) },
      uniquingKeysWith: { one, _ in one })
    #expect(files["sites.csv"]?.contains("\r\n'=cmd|' /C calc'!A0,") == true)
    #expect(files["sites.csv"]?.contains("\r\n\"a,\"\"b\"\" c\",") == true)
    #expect(files["jobs.csv"]?.contains("\r\n'@SUM(A1),") == true)
  }

  @Test("names of others are no markup in Markdown")
  func markdown() {
    let report = FleetReport(
      statistics([Make.node(1, site: "<b>|x|</b> [a](http://e.x)") { $0.add(.bucket(.gap), [5]) }]))
    let text = String(decoding: MarkdownReport.bytes(report), as: UTF8.self)
    #expect(text.contains("| &lt;b&gt;\\|x\\|&lt;/b&gt; `[a](http://e.x)` |"))
  }

  @Test(
    "what GitHub links by itself stands as code, and a mark with an accent is a mark",
    arguments: [
      ("www.evil.example", "`www.evil.example`"), ("see WWW.e.x", "see `WWW.e.x`"),
      ("a@b.c", "`a@b.c`"), ("@octocat", "`@octocat`"), ("fixes #7", "fixes `#7`"),
      ("``@x`", "``` ``@x` ```"), ("|\u{301}", "\\|\u{301}"), ("*\u{301}a*", "\\*\u{301}a\\*"),
      ("a|b@c", "`a\\|b@c`"), ("a\\|b@c", "`a\\\\\\|b@c`"),
    ])
  func links(name: String, expected: String) {
    let report = FleetReport(
      statistics([Make.node(1, site: name) { $0.add(.bucket(.gap), [5]) }]))
    let text = String(decoding: MarkdownReport.bytes(report), as: UTF8.self)
    #expect(text.unicodeScalars.contains("| \(expected) |".unicodeScalars))
  }

  @Test("series of names that look alike once they are cleaned are one, with the sum of both")
  func alike() {
    let report = FleetReport(
      statistics([
        Make.node(1, site: "hall\u{7}1") { $0.add(.job("a"), [4_000_000]) },
        Make.node(2, site: "hall\u{8}1") { $0.add(.job("b"), [5_000_000]) },
        Make.node(3, site: "a\"\u{301}b") { $0.add(.job("c"), [6_000_000]) },
      ]))
    let page = String(decoding: PrometheusReport.bytes(report), as: UTF8.self)
    let lines = page.split(separator: "\n").map { Array($0.unicodeScalars) }
    for line in [
      "nodeprobe_fleet_nodes{site=\"hall\u{FFFD}1\"} 2",
      "nodeprobe_fleet_energy_joules{site=\"hall\u{FFFD}1\",tier=\"B\"} 9",
      "nodeprobe_fleet_nodes{site=\"a\\\"\u{301}b\"} 1",
    ] {
      #expect(lines.contains(Array(line.unicodeScalars)), "\(line)")
    }
    #expect(Set(lines).count == lines.count)
  }

  @Test("a finding says since when it is known, and nothing where nobody says a time")
  func since() throws {
    let nodes = (UInt64(1)...2).map { number in
      Make.node(number) { node in
        node.add(.bucket(.system), [5])
        node.findings = [Finding(.warning, kind: "link", subject: "eth0", text: "slow")]
        if number == 2 { node.end = 0 }
      }
    }
    let json = try JSONSerialization.jsonObject(with: Data(JSONReport.bytes(report(nodes))))
    let defects = try #require((json as? [String: Any])?["defects"] as? [[String: Any]])
    let links = defects.filter { $0["kind"] as? String == "link" }
    // An hour after midnight.
    #expect(links.map { $0["first_seen"] as? String } == ["2026-11-21T01:00:00Z", nil])
    #expect(
      String(decoding: HTMLReport.bytes(report(nodes)), as: UTF8.self).contains(
        "seen 2026-11-21 01:00"))
  }

  @Test("of what was handed out too much the least that it may be is not above the most")
  func withdrawn() throws {
    var charges = FleetCharges()
    charges.count(
      Make.node(1) {
        $0.add(.bucket(.system), [36_000_000_000], low: 18_000_000_000, high: 54_000_000_000)
        $0.add(.bucket(.residualUnder), [3_600_000_000], low: 1_800_000_000, high: 7_200_000_000)
      })
    let lines = String(decoding: FocusReport.bytes(charges), as: UTF8.self)
      .split(separator: "\r\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let names = try #require(lines.first)
    let places = try ["x_EnergyKWh", "x_EnergyLowKWh", "x_EnergyHighKWh"].map { name in
      try #require(names.firstIndex { $0 == name })
    }
    // Before them are words with commas.
    let figures = lines.dropFirst().map { line in
      places.map { String(line[line.count - (names.count - $0)]) }
    }
    #expect(
      Set(figures) == [
        ["0.010000000", "0.005000000", "0.015000000"],
        ["-0.001000000", "-0.002000000", "-0.000500000"],
      ])
  }

  @Test("what nodes in doubt are charged stands on the rows, and all rows are the fleet's energy")
  func doubtedCharges() throws {
    let nodes = [
      Make.node(1) {
        $0.factors = [Make.factors(price: 0.2)]
        $0.add(.job("slurm:a/1"), [3_600_000_000_001])
        $0.add(.bucket(.residualUnder), [360_000_000_000])
      },
      Make.node(2) {
        $0.factors = [Make.factors(price: 0.2)]
        $0.add(.job("slurm:a/1"), [7_200_000_000_000])
        $0.add(.job("slurm:a/2"), [7_200_000_000_000])
        $0.addJob("slurm:a/2")
        $0.jobs[0].name = "slurm:a/2"
      },
    ]
    var (all, doubted) = (FleetCharges(), FleetCharges())
    for node in nodes { all.count(node) }
    doubted.count(nodes[0])
    #expect(all.energy == 17_640_000_000_001)
    #expect(all.energy == statistics(nodes).balance.energy.full)
    let folder = try TemporaryDirectory()
    try folder.write(bytes: FocusReport.bytes(all, doubted: doubted), to: "focus.csv")
    let script = """
      import csv, sys
      for row in sorted(csv.DictReader(open(sys.argv[1] + "/focus.csv", newline="")), key=lambda row: row["ResourceId"]):
        print(row["ResourceId"], row["ResourceName"], row["x_EnergyKWh"], row["x_DoubtedEnergyKWh"], row["PricingQuantity"], sep="|")
      """
    let found = try Program.run("/usr/bin/env", ["python3", "-c", script, folder.path])
    if found.status == 127 { return print("skipped: no python3") }
    // PUE 1.5; a millionth of a microjoule more than a kilowatt hour is nothing, and a name that is the id is none.
    #expect(
      found.output == """
        alpha/residual_under|residual_under|-0.100000000|-0.100000000|-0.150000000
        slurm:a/1||3.000000000|1.000000000|4.500000000
        slurm:a/2||2.000000000||3.000000000

        """)
  }

  private static func tables(_ report: FleetReport) -> [RenderedFile] {
    CSVReport.files(report).map { file in
      var bytes: [UInt8] = []
      file.write { bytes += $0 }
      return RenderedFile(name: file.name, bytes: bytes)
    }
  }

  private static func files(seed: UInt64) -> [RenderedFile] {
    let report = FleetReport.synthetic(150, hours: 3, seed: seed)
    var fleet = SyntheticFleet(count: 150, hours: 3, seed: seed)
    var charges = FleetCharges()
    while let node = fleet.next() { charges.count(node) }
    return tables(report) + [
      RenderedFile(name: "fleet.html", bytes: HTMLReport.bytes(report)),
      RenderedFile(name: "fleet.md", bytes: MarkdownReport.bytes(report)),
      RenderedFile(name: "fleet.json", bytes: JSONReport.bytes(report)),
      RenderedFile(name: "fleet.prom", bytes: PrometheusReport.bytes(report)),
      RenderedFile(name: "focus.csv", bytes: FocusReport.bytes(charges)),
    ]
  }
}

extension JSONWriter {
  /// What another program needs to form the figures by itself.
  fileprivate mutating func witness(_ node: MergedNode) {
    object { json in
      json.member("site", node.facts.site)
      json.key("teams")
      json.object { json in
        for job in node.jobs {
          guard let team = job.tag("team") else { continue }
          json.key(text: job.id)
          json.string(team)
        }
      }
      json.key("factors")
      json.object { json in
        guard let set = node.factors.first?.set else { return }
        json.member("currency", set.currency?.code)
        for note in set.notes {
          json.key(text: note.name)
          json.real(note.value)
        }
      }
      json.key("rows")
      json.array { json in
        for row in node.rows {
          json.object { json in
            json.member("owner", node.owners[row.owner].name)
            json.key("full")
            json.array { json in for slot in 0..<12 { json.unsigned(row.full[slot]) } }
          }
        }
      }
    }
  }
}
