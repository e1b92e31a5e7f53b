/// One job over all its nodes, as far as rows tell of it.
public struct JobStatistics: Sendable {
  /// `slurm:CLUSTER/123`, `k8s:UID`, `run:NODE/UUID` …; `other` are all jobs beyond the nodes' limits.
  public let id: String
  /// What its nodes say of it together; nil where none does.
  public internal(set) var facts: JobFacts?
  /// How many nodes have rows of it.
  public internal(set) var nodes = 0
  /// What it used within the reports.
  public internal(set) var tally = Tally()
  /// Its CPU time within the reports, in seconds; nil where not all of its nodes say it.
  public internal(set) var processorSeconds: Double?
  /// What of the cores that it kept from others it used.
  public internal(set) var reservedUse = ReservedUse()
  /// The earliest start, in nanoseconds since 1970.
  public internal(set) var start: UInt64?
  /// The latest end, in nanoseconds since 1970; nil while it runs anywhere.
  public internal(set) var end: UInt64?
  /// Whether any node says no end.
  var isRunning = false

  init(id: String) { self.id = id }

  /// Counts one node's part; `facts` are what the node says, one for each epoch in which it ran.
  mutating func count(_ tally: Tally, _ facts: [FleetJob], _ processorSeconds: Double?) {
    nodes += 1
    self.tally += tally
    let saysBoth = facts.allSatisfy { !$0.saysReservation || $0.processorSeconds != nil }
    reservedUse.count(tally, processorSeconds: saysBoth ? processorSeconds : nil)
    self.processorSeconds =
      nodes == 1 ? processorSeconds : self.processorSeconds.adding(processorSeconds)
    let jobs = facts.span
    for place in jobs.indices {
      if self.facts?.add(jobs[place]) == nil { self.facts = JobFacts(jobs[place]) }
      start = min(start ?? jobs[place].start, jobs[place].start)
      isRunning = isRunning || jobs[place].end == nil
      end = isRunning ? nil : max(end ?? 0, jobs[place].end ?? 0)
    }
  }
}
