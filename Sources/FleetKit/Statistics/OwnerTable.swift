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

    mutating func count(_ tally: Tally, _ processorSeconds: Double?) {
      self.tally += tally
      if let processorSeconds {
        self.processorSeconds = (self.processorSeconds ?? 0) + processorSeconds
      }
      parts += 1
    }
  }

  /// The property: `team`.
  public let property: String
  /// By value; nil are jobs without one.
  public private(set) var lines: [String?: Line] = [:]

  init(_ property: String) { self.property = property }

  mutating func count(_ tally: Tally, _ processorSeconds: Double?, of value: String?) {
    let value = value?.isEmpty == true ? nil : value
    lines[value, default: Line()].count(tally, processorSeconds)
  }
}
