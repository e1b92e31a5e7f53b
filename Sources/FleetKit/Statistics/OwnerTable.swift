/// Energy of jobs by one property of theirs: team, project, user, account. Buckets stand beside it.
public struct OwnerTable: Sendable {
  /// One value of the property.
  public struct Line: Sendable {
    /// What it used.
    public internal(set) var tally = Tally()
    /// CPU time of its jobs within the reports, in seconds; nil where not all of them say it.
    public internal(set) var processorSeconds: Double?
    /// How many jobs on how many nodes: a job counts once on each of its nodes.
    public internal(set) var parts = 0

    mutating func count(_ job: JobStatistics) {
      tally += job.tally
      processorSeconds =
        parts == 0 ? job.processorSeconds : processorSeconds.adding(job.processorSeconds)
      parts += job.nodes
    }
  }

  /// The property: `team`.
  public let property: String
  /// By value; nil are jobs without one.
  public private(set) var lines: [String?: Line] = [:]

  /// No jobs.
  private init(_ property: String) { self.property = property }

  /// Adds up jobs by team, project, user and account, as their nodes say it; each job is looked at once.
  static func all(of jobs: JobTable) -> [OwnerTable] {
    var tables = ["team", "project", "user", "account"].map { OwnerTable($0) }
    for number in 0..<jobs.count {
      let job = jobs[number]
      let facts = job.facts
      for (place, value) in [facts?.team, facts?.project, facts?.user, facts?.account].enumerated()
      {
        tables[place].lines[value?.isEmpty == true ? nil : value, default: Line()].count(job)
      }
    }
    return tables
  }
}
