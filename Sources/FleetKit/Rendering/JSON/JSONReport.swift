internal import Exporters
internal import NodeModel

/// The report as one JSON document, `nodeprobe.fleet/1` (docs/schema/fleet.json).
///
/// Sums are decimal strings: they are larger than what doubles hold exactly.
public enum JSONReport {
  /// As many bytes are handed out at once.
  private static let block = 1 << 18

  /// All of it, ending with a newline.
  public static func bytes(_ report: FleetReport) -> [UInt8] {
    var bytes: [UInt8] = []
    write(report) { bytes += $0 }
    return bytes
  }

  /// Hands out all of it, or some of its tables, in blocks, ending with a newline.
  public static func write<Failure: Error>(
    _ report: FleetReport, _ tables: ReportTables = ReportTables(),
    _ write: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    var json = JSONWriter(capacity: 2 * block)
    json.beginObject()
    json.member("schema", "nodeprobe.fleet/1")
    if !tables.areAll {
      json.key("tables")
      json.array { json in
        for name in tables.names { json.string(name) }
      }
    }
    if let interval = report.interval {
      json.member("start", Clock.stamp(interval.lowerBound))
      json.member("end", Clock.stamp(interval.upperBound))
    }
    if tables.contains("totals") {
      json.key("totals")
      json.totals(report)
      if let before = report.before {
        json.key("before")
        json.object { $0.period(before) }
      }
      if let expected = report.expected { json.absent(expected) }
    }
    if tables.contains("sites") { json.rows("sites", report.siteTable()) }
    for table in report.owners where tables.contains(table.property + "s") {
      json.rows(table.property + "s", report.ownerTable(table))
    }
    if tables.contains("jobs") {
      json.key("jobs")
      json.beginArray()
      let jobs = FleetReport.JobLines(report.statistics)
      let columns = jobs.columns.map { JSONColumn($0) }
      for line in 0..<jobs.count {
        json.row(columns, jobs.cells(line))
        if json.text.bytes.count > block { try write(json.drain()) }
      }
      json.endArray()
    }
    if tables.contains("unused") { json.rows("unused", report.unusedTable()) }
    if tables.contains("models") { json.rows("models", report.modelTable()) }
    if tables.contains("benchmarks") { json.rows("benchmarks", report.benchmarkTable) }
    if tables.contains("temperatures") {
      // All of them are in the table.
      json.rows("temperatures", report.heatTable(limit: 100))
    }
    if tables.contains("defects") { json.rows("defects", report.findingTable()) }
    if tables.contains("refused") { json.rows("refused", report.refusalTable()) }
    if tables.contains("provenance"), let provenance = report.provenance {
      json.key("provenance")
      json.object { $0.provenance(provenance, report.inputTable()) }
    }
    json.endObject()
    json.newline()
    try write(json.drain())
  }
}

extension JSONWriter {
  fileprivate mutating func provenance(_ provenance: Provenance, _ inputs: ReportTable) {
    member("program", provenance.program)
    member("command", provenance.commandLine)
    member("inputs_sha256", InputDigest.digest(of: provenance.files(for: .reports)))
    rows("inputs", inputs)
  }

  fileprivate mutating func period(_ before: PeriodFigures) {
    if let interval = before.interval {
      member("start", Clock.stamp(interval.lowerBound))
      member("end", Clock.stamp(interval.upperBound))
    }
    member("nodes", count: before.nodes)
    key("energy_uj")
    string(String(before.energy))
    member("mean_watts", before.power.known)
    member("seen_nodes", count: before.power.nodes)
    member("pue_ratio", before.effectiveness)
    member("measured_ratio", before.measured)
    member("coverage_ratio", before.coverage)
    member("unfit_nodes", count: before.unfit)
  }

  fileprivate mutating func absent(_ expected: ExpectedNodes) {
    key("absent")
    array { json in
      for one in expected.absent {
        json.object { json in
          json.member("target", one.target)
          json.member("site", one.site)
          json.member("rack", one.rack)
          json.member("node_id", one.id?.description)
        }
      }
    }
  }

  private mutating func doubted(_ doubt: Doubt) {
    member("nodes", count: doubt.nodes)
    let figures = LineFigures([doubt.balance])
    for (column, cell) in zip(figures.columns, figures.cells(0)) {
      member(JSONColumn(column), cell)
    }
  }

  fileprivate mutating func totals(_ report: FleetReport) {
    let statistics = report.statistics
    let table = report.siteTable(limit: 0)
    object { json in
      json.member("nodes", count: statistics.nodes)
      json.member("documents", count: report.intake.counts?.documents)
      json.member("duplicates", count: report.intake.counts?.duplicates)
      json.member("refused_documents", count: report.intake.refused)
      json.member("judged_results", count: report.judgement?.results)
      json.member("unjudged_results", count: report.judgement?.unjudged)
      json.member("multimodal_results", count: report.judgement?.jumping)
      for (column, cell) in zip(table.columns, table.total ?? [])
        .drop(while: { $0.0.key != "nodes" }).dropFirst()
      where !column.key.hasPrefix("tier_") {
        json.member(JSONColumn(column), cell)
      }
      json.member("unexpected_nodes", count: report.expected?.unexpected)
      json.member("unmatched_targets", count: report.expected?.unmatched.count)
      json.member("expected_slots", count: statistics.slotsPerNode * report.coverableNodes)
      json.key("tiers_uj")
      json.object { json in
        for tier in Tier.allCases {
          json.key(text: String(tier.letter))
          json.string(String(statistics.balance.energy.energy(of: tier)))
        }
      }
      json.key("components_uj")
      json.object { json in
        for component in EnergyComponent.allCases {
          json.key(text: component.word)
          json.string(String(statistics.components[Int(component.rawValue)]))
        }
      }
      json.key("buckets_uj")
      json.object { json in
        for bucket in Bucket.allCases {
          json.key(text: bucket.word)
          json.string(String(statistics.buckets[Int(bucket.rawValue)].energy.full))
        }
      }
      json.key("nodes_by_status")
      json.object { json in
        for status in NodeStatus.allCases {
          json.key(text: status.word)
          json.unsigned(UInt64(report.nodes(status)))
        }
      }
      if let doubt = report.doubt {
        json.key("doubted")
        json.object { $0.doubted(doubt) }
      }
      let unnamed = statistics.jobs.unnamed
      json.member("unnamed_jobs", count: unnamed.count)
      json.key("unnamed_jobs_uj")
      json.string(String(unnamed.energy))
      json.member("stray_slots", count: statistics.straySlots)
      json.member("missing_rows", count: statistics.missingRows)
      json.member("conflicts", count: statistics.conflicts)
      json.member("open_nodes", count: statistics.openNodes)
      json.member("omitted_defects", count: report.omittedFindings)
      json.member("conserved", flag: report.conservation.holds)
      json.key("versions")
      json.array { json in
        for version in statistics.versions.sorted() { json.string(version) }
      }
      json.key("intensities")
      json.array { json in
        for source in statistics.intensitySources.sorted() { json.string(source) }
      }
    }
  }

  /// A table as an array of objects; what nobody knows is left out.
  fileprivate mutating func rows(_ name: String, _ table: ReportTable) {
    key(text: name)
    let columns = table.columns.map { JSONColumn($0) }
    array { json in
      for row in table.rows { json.row(columns, row) }
    }
  }

  fileprivate mutating func row(_ columns: [JSONColumn], _ row: [ReportTable.Cell]) {
    beginObject()
    for place in 0..<min(columns.count, row.count) { member(columns[place], row[place]) }
    endObject()
  }

  fileprivate mutating func member(_ column: borrowing JSONColumn, _ cell: ReportTable.Cell) {
    switch cell {
    case .absent: return
    case .text(let words):
      key(json: column.key.span)
      string(words)
    case .real(let value):
      key(json: column.key.span)
      real(value)
    case .whole(let value):
      key(json: column.key.span)
      switch column.form {
      case .time: string(Clock.stamp(Int64(clamping: value)))
      case .count: signed(Int64(clamping: value))
      case .sum: string(of: value)
      }
    }
  }

  /// Sums that fit are written without a string in between.
  private mutating func string(of value: Int128) {
    guard let value = Int64(exactly: value) else { return string(String(value)) }
    string(decimal: value)
  }
}

/// A column as JSON has it, made once for all rows.
private struct JSONColumn {
  enum Form { case time, count, sum }

  /// Its name in quotes.
  let key: [UInt8]
  let form: Form

  init(_ column: ReportTable.Column) {
    var json = JSONWriter(capacity: 32)
    json.string(column.key)
    key = json.take()
    form =
      switch column.measure {
      case .time: .time
      case .count: .count
      default: .sum
      }
  }
}
