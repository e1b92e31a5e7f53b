/// Energy of jobs by one property of theirs: team, project, user, account. Buckets stand beside it.
public struct OwnerTable: Sendable {
  /// One value of the property.
  public struct Line: Sendable {
    /// What it used.
    public internal(set) var tally = Tally()
    /// CPU time of its jobs within the reports, in seconds; nil where no job says any.
    public internal(set) var processorSeconds: Double?
    /// How many jobs on how many nodes: a job counts once on each of its nodes.
    public internal(set) var parts = 0

    mutating func count(_ job: JobStatistics) {
      tally += job.tally
      if let seconds = job.processorSeconds {
        processorSeconds = (processorSeconds ?? 0) + seconds
      }
      parts += job.nodes
    }
  }

  /// The property: `team`.
  public let property: String
  /// By value; nil are jobs without one.
  public private(set) var lines: [String?: Line] = [:]

  /// Adds up jobs by what is said of each, on whichever of its nodes.
  init(_ property: String, of jobs: JobTable, by value: (JobFacts) -> String?) {
    self.property = property
    for job in jobs.entries {
      let value = job.facts.flatMap(value)
      lines[value?.isEmpty == true ? nil : value, default: Line()].count(job)
    }
  }
}
