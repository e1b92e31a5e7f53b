internal import NodeModel

/// What a fleet used, who used it, how good it is and how much of it is known: a fold over merged nodes.
///
/// Nodes are counted one at a time in the order of their ids. Memory grows with sites, hours, owners, jobs, models,
/// benchmarks and by some 100 bytes a node, and not with rows.
public struct FleetStatistics: Sendable {
  /// How many nodes.
  public internal(set) var nodes = 0
  /// What they used.
  public internal(set) var balance = Balance()
  /// The same by component, in microjoules.
  public internal(set) var components = InlineArray<6, Int128>(repeating: 0)
  /// By name; nil are nodes without a site.
  public internal(set) var sites: [String?: SiteStatistics] = [:]
  /// Energy without a job, by the number of the bucket.
  public internal(set) var buckets = Bucket.allCases.map { _ in Tally() }
  /// Jobs by the tag `team`.
  public internal(set) var teams = OwnerTable("team")
  /// Jobs by the tag `project`.
  public internal(set) var projects = OwnerTable("project")
  /// Jobs by user.
  public internal(set) var users = OwnerTable("user")
  /// Jobs by account.
  public internal(set) var accounts = OwnerTable("account")
  /// Jobs by id.
  public internal(set) var jobs = JobTable()
  /// Nodes by hardware model.
  public internal(set) var models: [String: ModelStatistics] = [:]
  /// The fleet by hours.
  public internal(set) var hours = FleetHours()
  /// Slots in which an agent ran, over all nodes.
  public internal(set) var coveredSlots = 0
  /// Where nodes stand.
  public internal(set) var places = NodePlaces()
  /// What agents found, and what is wrong with records.
  public internal(set) var findings = FindingList()
  /// Rows that no report carried.
  public internal(set) var missingRows: UInt64 = 0
  /// Rows that came in two forms.
  public internal(set) var conflicts = 0
  /// Models of carbon and cost with their tables.
  public internal(set) var versions: Set<String> = []
  /// What intensities come from: zone, source, year.
  public internal(set) var intensitySources: Set<String> = []
  /// Jobs, each on each of its nodes.
  public internal(set) var jobParts = 0
  /// How many of these say what they had reserved.
  public internal(set) var reservingJobParts = 0
  /// Nodes whose books contradict themselves.
  public internal(set) var contradictions = 0

  /// No nodes.
  public init() {}

  /// The tables by owners' properties, in the order of the report.
  public var owners: [OwnerTable] { [teams, projects, users, accounts] }

  /// From the first slot that is covered to the end of the last one, in seconds since 1970.
  public var interval: Range<Int64>? { hours.interval(of: nodes) }

  /// How many slots a node would cover that was seen all the time.
  public var slotsPerNode: Int {
    interval.map { Int(($0.upperBound - $0.lowerBound) / HourSlots.seconds) } ?? 0
  }

  /// The share of `nodes` × interval that is covered; nil where there is no interval.
  public func coverage(_ slots: Int, of nodes: Int) -> Double? {
    let expected = slotsPerNode * nodes
    return expected > 0 ? min(1, Double(slots) / Double(expected)) : nil
  }
}
