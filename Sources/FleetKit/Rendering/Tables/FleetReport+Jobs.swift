internal import NodeModel

extension FleetReport {
  /// Jobs, those with the most energy first.
  func jobTable(limit: Int = .max) -> ReportTable {
    let jobs = statistics.jobs.values.sorted {
      ($1.tally.energy.full, $0.id) < ($0.tally.energy.full, $1.id)
    }
    let shown = jobs.prefix(limit)
    let figures = LineFigures(jobs.map { Balance($0.tally) })
    let reserved = ReservedFigures(jobs.map { Balance($0.tally) }, in: statistics)
    typealias Column = ReportTable.Column
    var table = ReportTable(
      "jobs", "Jobs",
      [
        Column(key: "job_id", title: "Job", measure: .text),
        Column(key: "name", title: "Name", measure: .text),
        Column(key: "manager", title: "Manager", measure: .text, isDetail: true),
        Column(key: "user", title: "User", measure: .text),
        Column(key: "account", title: "Account", measure: .text, isDetail: true),
        Column(key: "team", title: "Team", measure: .text),
        Column(key: "project", title: "Project", measure: .text, isDetail: true),
        Column(key: "nodes", title: "Nodes", measure: .count),
        Column(key: "start", title: "Start", measure: .time),
        Column(key: "end", title: "End", measure: .time),
      ] + figures.columns + [
        Column(key: "cpu_seconds", title: "CPU time", measure: .processorTime)
      ] + reserved.columns + [
        Column(key: "tier", title: "Tier", measure: .text, isDetail: true)
      ])
    for (line, job) in shown.enumerated() {
      table.add(
        [
          .text(job.id), .word(job.facts?.name), .word(job.facts?.manager), .word(job.facts?.user),
          .word(job.facts?.account), .word(job.facts?.tag("team")),
          .word(job.facts?.tag("project")),
          .count(job.nodes), .seconds(job.start), .seconds(job.end),
        ] + figures.cells(line) + [
          .number(job.processorSeconds)
        ] + reserved.cells(line) + [
          .word(job.tally.energy.worstTier.map { String($0.letter) })
        ])
    }
    if jobs.count > limit {
      table.notes.append(
        "The first \(limit) of \(Figure.whole(jobs.count)) jobs; all are in jobs.csv.")
    }
    return table
  }
}

extension ReportTable.Cell {
  /// Nanoseconds since 1970 as seconds.
  fileprivate static func seconds(_ nanoseconds: UInt64?) -> Self {
    nanoseconds.map { .whole(Int128($0 / 1_000_000_000)) } ?? .absent
  }
}
