internal import NodeModel

extension FleetReport {
  /// Jobs, those with the most energy first.
  func jobTable(limit: Int = .max) -> ReportTable {
    let jobs = JobLines(statistics)
    var table = jobs.lines.table("Jobs", limit: limit)
    if jobs.count > limit {
      table.notes.append(
        "The first \(limit) of \(Figure.whole(jobs.count)) jobs; all are in jobs.csv.")
    }
    if let words = unnamedJobWords { table.notes.append(words) }
    return table
  }

  /// The lines of the table of jobs, which are made one at a time: there may be more jobs than nodes.
  struct JobLines {
    private let jobs: JobTable
    /// Numbers in `jobs`.
    private let order: [Int32]
    private let figures: JobFigures

    init(_ statistics: FleetStatistics) {
      let jobs = statistics.jobs
      self.jobs = jobs
      let energies = jobs.energies
      order = (0..<Int32(jobs.count)).sorted {
        let (one, other) = (energies[Int($0)], energies[Int($1)])
        return one == other ? jobs.id(Int($0)) < jobs.id(Int($1)) : one > other
      }
      figures = JobFigures(order.lazy.map { jobs.tally(Int($0)) }, in: statistics)
    }

    /// How many lines.
    var count: Int { order.count }

    /// The columns of `cells`.
    var columns: [ReportTable.Column] {
      typealias Column = ReportTable.Column
      return [
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
      ] + figures.reservedColumns + [
        Column(key: "tier", title: "Tier", measure: .text, isDetail: true)
      ]
    }

    /// For printing.
    var lines: TableLines { TableLines("jobs", columns, count: count) { cells($0) } }

    /// The values of a line.
    func cells(_ line: Int) -> [ReportTable.Cell] {
      let job = jobs[Int(order[line])]
      return [
        .text(job.id), .word(job.facts?.name), .word(job.facts?.manager), .word(job.facts?.user),
        .word(job.facts?.account), .word(job.facts?.team), .word(job.facts?.project),
        .count(job.nodes), .seconds(job.start), .seconds(job.end),
      ] + figures.cells(line, of: job.tally) + [
        .number(job.processorSeconds)
      ] + figures.reservedCells(line, of: job.tally) + [
        .word(job.tally.energy.worstTier.map { String($0.letter) })
      ]
    }
  }
}

extension ReportTable.Cell {
  /// Nanoseconds since 1970 as seconds.
  fileprivate static func seconds(_ nanoseconds: UInt64?) -> Self {
    nanoseconds.map { .whole(Int128($0 / 1_000_000_000)) } ?? .absent
  }
}
