internal import Footprint
internal import Exporters
internal import NodeModel

/// The report as a page of gauges for a textfile collector or a push gateway: sites, teams, models, and never nodes
/// or jobs.
public struct PrometheusReport {
  /// More values of one label than these are added up as `(more)`.
  static let limit = 100

  private var text = ByteText(capacity: 1024)

  private init() {}

  /// All of it, in the text format 0.0.4.
  public static func bytes(_ report: FleetReport) -> [UInt8] {
    var page = PrometheusReport()
    page.write(report)
    return page.text.bytes
  }

  private mutating func write(_ report: FleetReport) {
    if let interval = report.interval {
      family("interval_start_timestamp_seconds", "Beginning of the time that the figures are of") {
        $0.sample("interval_start_timestamp_seconds", [], "\(interval.lowerBound)")
      }
      family("interval_end_timestamp_seconds", "End of the time that the figures are of") {
        $0.sample("interval_end_timestamp_seconds", [], "\(interval.upperBound)")
      }
    }
    let sites = report.sitesForSeries
    write(sites.map(\.statistics), report)
    let those =
      report.expected == nil
      ? "nodes that reported" : "nodes that reported and of those expected that did not"
    family("coverage_ratio", "Node time in which an agent ran, of the interval, of \(those)") {
      for site in sites {
        guard let share = report.coverage(of: site) else { continue }
        $0.sample("coverage_ratio", [("site", site.label)], share)
      }
    }
    if report.expected != nil { write(expected: sites) }
    write(owners: report)
    write(findings: report)
    write(idle: report)
    write(benchmarks: report)
    family("conserved", "Whether the total is the same along every way of adding up") {
      $0.sample("conserved", [], report.conservation.holds ? "1" : "0")
    }
    family("refused_documents", "Documents that were not taken") {
      $0.sample("refused_documents", [], "\(report.intake.refused)")
    }
  }

  private mutating func write(expected sites: [ExpectedSite]) {
    family("expected_nodes", "Nodes that should have reported, by the file of targets") {
      for site in sites {
        $0.sample("expected_nodes", [("site", site.label)], "\(site.expected)")
      }
    }
    family("absent_nodes", "Nodes that should have reported and did not") {
      for site in sites { $0.sample("absent_nodes", [("site", site.label)], "\(site.absent)") }
    }
  }

  private mutating func write(_ sites: [SiteStatistics], _ report: FleetReport) {
    family("nodes", "Nodes that reported") {
      for site in sites { $0.sample("nodes", [("site", site.label)], "\(site.nodes)") }
    }
    family("energy_joules", "Energy of nodes, by the tier of its source") {
      for site in sites {
        for tier in Tier.allCases where site.balance.energy.energy(of: tier) != 0 {
          $0.sample(
            "energy_joules", [("site", site.label), ("tier", String(tier.letter))],
            millionths: site.balance.energy.energy(of: tier))
        }
      }
    }
    family("doubted_energy_joules", "Energy of nodes whose unit, identity or books are in doubt") {
      if let doubt = report.doubt {
        $0.sample("doubted_energy_joules", [], millionths: doubt.balance.energy.full)
      }
    }
    let balances = sites.map(\.balance)
    let figures = LineFigures(balances)
    for (name, help, path) in [
      ("carbon_grams", "Operational carbon by the grid's average", \LineFigures.Carbon.location),
      ("market_carbon_grams", "Operational carbon by contracts", \LineFigures.Carbon.market),
    ] {
      family(name, help) {
        for one in figures.carbon {
          for (site, amount) in zip(sites, one[keyPath: path]) {
            guard let amount else { continue }
            $0.sample(
              name, [("site", site.label), ("basis", one.basis?.rawValue ?? "unstated")],
              millionths: amount)
          }
        }
      }
    }
    family("embodied_carbon_grams", "Share of the nodes' making") {
      for site in sites where site.embodied.slots > 0 {
        $0.sample(
          "embodied_carbon_grams", [("site", site.label)],
          millionths: Int128(clamping: site.embodied.amount.millionths))
      }
    }
    for (name, help, costs) in [
      ("energy_cost", "Cost of energy at the site's entrance", LineFigures.energyCosts(balances)),
      (
        "core_cost", "Cost of reserved cores and of those that nobody had",
        LineFigures.reservedCosts(balances)
      ),
    ] {
      family(name, help) {
        for cost in costs {
          for (site, amount) in zip(sites, cost.amounts) {
            guard let amount else { continue }
            $0.sample(
              name, [("site", site.label), ("currency", cost.currency)], millionths: amount)
          }
        }
      }
    }
    family("pue_ratio", "Energy of the site over energy of its nodes") {
      for site in sites {
        guard let ratio = site.balance.effectiveness else { continue }
        $0.sample("pue_ratio", [("site", site.label)], ratio)
      }
    }
    family("pue_info", "What the PUE of a site is: table is assumed, dpue planned") {
      for site in sites {
        guard let status = site.effectivenessStatus else { continue }
        let words = PlainText.shortened(status, to: 128)
        $0.sample("pue_info", [("site", site.label), ("status", words)], "1")
      }
    }
    writeShares(sites)
  }

  /// Of how much the sums above are.
  private mutating func writeShares(_ sites: [SiteStatistics]) {
    let families: [(String, String, (SiteStatistics) -> Double?)] = [
      (
        "factored_ratio", "The part of the energy that has factors: of it is carbon",
        { SumShares($0.balance).carbon }
      ),
      (
        "priced_ratio", "The part of the energy that has a price: of it is cost",
        { SumShares($0.balance).cost }
      ),
      (
        "contracted_ratio", "The part of the energy with contracts: of it is carbon by contracts",
        { SumShares($0.balance).contracts }
      ),
      (
        "embodied_ratio", "The part of node time whose making is known",
        { $0.embodied.ratio(ofCovered: $0.coveredSlots) }
      ),
    ]
    for (name, help, share) in families {
      family(name, help) {
        for site in sites {
          guard let part = share(site) else { continue }
          $0.sample(name, [("site", site.label)], part)
        }
      }
    }
  }

  private mutating func write(owners report: FleetReport) {
    guard let teams = report.owners.first else { return }
    let lines = report.ownerLines(teams, limit: Self.limit)
      .joined(by: { [$0.kind, PlainText.cleaned($0.name)] }) { $0.balance += $1.balance }
    family("team_energy_joules", "Energy of jobs by the tag team, and of buckets") {
      for line in lines {
        $0.sample(
          "team_energy_joules", [("kind", line.kind), ("team", line.name)],
          millionths: line.balance.energy.full)
      }
    }
  }

  private mutating func write(findings report: FleetReport) {
    family("unfit_nodes", "Nodes by how they are") {
      for status in NodeStatus.allCases where status != .good {
        $0.sample("unfit_nodes", [("status", status.word)], "\(report.nodes(status))")
      }
    }
    var counts: [ReportFinding.Kind: Int] = [:]
    for group in report.findingGroups {
      let kind = group.first.group
      let cleaned = ReportFinding.Kind(
        severity: kind.severity, word: PlainText.cleaned(kind.word))
      counts[cleaned, default: 0] += group.count
    }
    let sorted = counts.sorted {
      ($1.value, $0.key.word, $0.key.severity.rawValue)
        < ($0.value, $1.key.word, $1.key.severity.rawValue)
    }
    family("findings", "Findings by kind") {
      for (kind, count) in sorted.prefix(Self.limit) {
        $0.sample(
          "findings", [("severity", kind.severity.rawValue), ("kind", kind.word)], "\(count)")
      }
    }
  }

  private mutating func write(idle report: FleetReport) {
    family("idle_power_watts", "What the middle node of a model draws without activity") {
      let series = report.models.prefix(Self.limit).compactMap { model in
        model.usualIdle.map {
          (values: [model.name, $0.domains].map(PlainText.cleaned), watts: $0.watts)
        }
      }
      .joined(by: { $0.values }) { $0.watts += $1.watts }
      for one in series {
        guard let median = Quantiles.quantile(0.5, of: one.watts.sorted()) else { continue }
        $0.sample("idle_power_watts", Array(zip(["model", "domains"], one.values)), median)
      }
    }
  }

  private mutating func write(benchmarks report: FleetReport) {
    family("bench_result", "Results of benchmarks over all samples of a model") {
      let names = ["model", "suite", "case", "parameters", "unit"]
      let series = report.benchmarkLines.prefix(10 * Self.limit).map { line in
        let key = line.key
        let values = [line.model.name, key.suite, key.name, key.parameters, key.unit]
        return (values: values.map(PlainText.cleaned), samples: line.statistics.samples)
      }
      .joined(by: { $0.values }) { $0.samples.merge($1.samples) }
      for one in series {
        for (word, share) in [("0.05", 0.05), ("0.5", 0.5), ("0.95", 0.95)] {
          guard let value = one.samples.quantile(share) else { continue }
          $0.sample("bench_result", Array(zip(names, one.values)) + [("share", word)], value)
        }
      }
    }
  }

  // MARK: Lines

  /// A header, and samples; nothing where there are none.
  private mutating func family(
    _ name: String, _ help: String, _ samples: (inout PrometheusReport) -> Void
  ) {
    var inner = PrometheusReport()
    samples(&inner)
    guard !inner.text.bytes.isEmpty else { return }
    let full = "nodeprobe_fleet_" + name
    text.append(text: "# HELP \(full) \(help)\n# TYPE \(full) gauge\n")
    text.append(bytes: inner.text.bytes.span)
  }

  private mutating func sample(_ name: String, _ labels: [(String, String)], _ value: Double) {
    guard value.isFinite else { return }
    sample(name, labels, "\(value)")
  }

  private mutating func sample(
    _ name: String, _ labels: [(String, String)], millionths: Int128
  ) {
    let (whole, rest) = millionths.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
    let digits = String(rest)
    let fraction = rest == 0 ? "" : "." + String(repeating: "0", count: 6 - digits.count) + digits
    sample(name, labels, (millionths < 0 ? "-" : "") + String(whole) + fraction)
  }

  private mutating func sample(_ name: String, _ labels: [(String, String)], _ value: String) {
    let pairs = labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
    let series = "nodeprobe_fleet_" + name + (pairs.isEmpty ? "" : "{" + pairs + "}")
    text.append(text: series + " " + value + "\n")
  }

  /// A quote with an accent is one `Character`, and no quote to it.
  private static func escaped(_ value: String) -> String {
    var escaped = String.UnicodeScalarView()
    for scalar in PlainText.cleaned(value).unicodeScalars {
      if scalar == "\\" || scalar == "\"" { escaped.append("\\") }
      escaped.append(scalar)
    }
    return String(escaped)
  }
}

extension FleetReport {
  /// Sites by energy; those beyond the limit are one.
  fileprivate var sitesForSeries: [ExpectedSite] {
    let sites = sites.joined(by: \.label) { $0.add($1) }.sorted {
      ($1.statistics.balance.energy.full, $0.label) < ($0.statistics.balance.energy.full, $1.label)
    }
    guard sites.count > PrometheusReport.limit else { return sites }
    let rest = sites.dropFirst(PrometheusReport.limit)
      .reduce(into: ExpectedSite(statistics: SiteStatistics(name: "(more)"))) { $0.add($1) }
    return (sites.prefix(PrometheusReport.limit) + [rest]).joined(by: \.label) { $0.add($1) }
  }
}

extension Sequence {
  /// Elements with the same key as one: names of others may look alike once they are cleaned, and a series stands once.
  fileprivate func joined<Key: Hashable>(
    by key: (Element) -> Key, _ join: (inout Element, Element) -> Void
  ) -> [Element] {
    var places: [Key: Int] = [:]
    var joined: [Element] = []
    for element in self {
      let key = key(element)
      if let place = places[key] {
        join(&joined[place], element)
      } else {
        places[key] = joined.count
        joined.append(element)
      }
    }
    return joined
  }
}

extension ExpectedSite {
  fileprivate var label: String { statistics.label }

  fileprivate mutating func add(_ other: ExpectedSite) {
    statistics.add(other.statistics)
    expected += other.expected
    absent += other.absent
  }
}

extension SiteStatistics {
  /// The value of the label; nodes without a site have an empty one.
  fileprivate var label: String { PlainText.cleaned(name ?? "") }

  fileprivate mutating func add(_ other: SiteStatistics) {
    nodes += other.nodes
    balance += other.balance
    coveredSlots += other.coveredSlots
    coveredMilliseconds += other.coveredMilliseconds
    straySlots += other.straySlots
    power += other.power
    embodied += other.embodied
    effectivenessWords.formUnion(other.effectivenessWords)
  }
}
