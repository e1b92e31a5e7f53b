internal import Footprint
internal import NodeModel

extension FleetReport {
  /// What one team kept from others and did not use.
  private struct UnusedLine {
    let name: String
    var jobs = 0
    var lowJobs = 0
    var reserved = 0.0
    var used = 0.0
    var unused = 0.0
    var energy = 0.0
    var costs: [String: Double] = [:]

    mutating func count(_ job: JobStatistics) {
      let use = job.reservedUse
      guard let ratio = use.ratio else { return }
      jobs += 1
      if ratio < FleetReport.lowUse { lowJobs += 1 }
      reserved += use.reservedSeconds
      used += use.usedSeconds
      unused += use.unusedSeconds
      energy += use.unusedEnergy
      for (currency, amount) in job.unusedCosts { costs[currency, default: 0] += amount }
    }

    mutating func count(_ other: UnusedLine) {
      jobs += other.jobs
      lowJobs += other.lowJobs
      reserved += other.reserved
      used += other.used
      unused += other.unused
      energy += other.energy
      for (currency, amount) in other.costs { costs[currency, default: 0] += amount }
    }
  }

  /// Jobs that use less than this share of their cores are counted.
  private static let lowUse = 0.2

  /// What teams reserved and did not use, those with most of it first; no rows where no job says both, or none leaves
  /// anything.
  func unusedTable(limit: Int = .max) -> ReportTable {
    let all = unusedLines
    let currencies = Set(all.flatMap(\.costs.keys)).sorted()
    typealias Column = ReportTable.Column
    var table = ReportTable(
      "unused", "Reserved and not used",
      [
        Column(key: "team", title: "Team", measure: .text),
        Column(key: "jobs", title: "Jobs", measure: .count),
        Column(key: "low_jobs", title: "Below 20\(Figure.space)%", measure: .count),
        Column(key: "reserved_core_seconds", title: "Reserved cores", measure: .processorTime),
        Column(key: "cpu_seconds", title: "CPU time", measure: .processorTime),
        Column(key: "used_ratio", title: "Used", measure: .share, hasBar: true),
        Column(key: "unused_core_seconds", title: "Not used", measure: .processorTime),
        Column(key: "unused_uj", title: "~ Its energy", measure: .energy),
      ]
        + currencies.map {
          Column(
            key: "unused_\($0.lowercased())_millionths", title: "~ Its cost", measure: .money($0))
        })
    var sum = UnusedLine(name: "All")
    for (place, line) in all.enumerated() {
      sum.count(line)
      if place < limit { table.add(Self.cells(line, currencies), quiet: line.name == "untagged") }
    }
    guard !all.isEmpty else { return table }
    table.total = Self.cells(sum, currencies)
    if all.count > limit {
      table.notes.append("\(Figure.whole(all.count - limit)) more in unused.csv.")
    }
    table.notes.append(
      "Of jobs that say both what they reserved and their CPU time. Energy is the part of what packages and the rest of "
        + "their nodes drew regardless of activity that goes with unused cores, and cost that of this energy and of these "
        + "cores: both are formed, not metered. No report says how much of their memory jobs used, or who had reserved accelerators."
    )
    return table
  }

  private var unusedLines: [UnusedLine] {
    var lines: [String: UnusedLine] = [:]
    let jobs = statistics.jobs
    for job in (0..<jobs.count).lazy.map({ jobs[$0] }) where job.reservedUse.ratio != nil {
      let team = job.facts?.team ?? ""
      let name = team.isEmpty ? "untagged" : team
      lines[name, default: UnusedLine(name: name)].count(job)
    }
    guard lines.values.contains(where: { $0.unused > 0 }) else { return [] }
    return lines.values.sorted { ($1.unused, $0.name) < ($0.unused, $1.name) }
  }

  private static func cells(_ line: UnusedLine, _ currencies: [String]) -> [ReportTable.Cell] {
    [
      .text(line.name), .count(line.jobs), .count(line.lowJobs), .real(line.reserved),
      .real(line.used), .real(line.used / line.reserved), .real(line.unused),
      .whole(Int128(line.energy.rounded())),
    ] + currencies.map { line.costs[$0].map { .whole(Int128($0.rounded())) } ?? .absent }
  }
}

extension JobStatistics {
  /// What its unused cores and their energy cost, in millionths of each currency; nothing where neither has a price.
  fileprivate var unusedCosts: [String: Double] {
    guard reservedUse.reservedSeconds > 0 else { return [:] }
    var costs: [String: Double] = [:]
    let energy = Double(nearest: tally.energy.full)
    for currency in tally.currencies {
      var cost = 0.0
      let ofEnergy = tally.footprint.cost(currency)
      if energy > 0 {
        cost += ofEnergy.inUnits * 1e6 * reservedUse.unusedEnergy / energy
      }
      let cores = Double(nearest: tally.reservations.coreMilliseconds) / 1000
      if cores > 0 {
        cost += tally.reservations.cost(currency).inUnits * 1e6 * reservedUse.unusedSeconds / cores
      }
      costs[currency.code] = cost
    }
    return costs
  }
}
