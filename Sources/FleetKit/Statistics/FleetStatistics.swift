public import LinuxFiles
internal import NodeModel

/// What a fleet used, who used it, how good it is and how much of it is known: a fold over merged nodes.
///
/// Nodes are counted one at a time in the order of their ids. Memory grows with sites, hours, owners, models, benchmarks,
/// by some 130 bytes a node and 20 bytes a job, and not with rows. Of copies only one may go on counting.
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
  /// Jobs by id.
  public internal(set) var jobs: JobTable
  /// Nodes by hardware model.
  public internal(set) var models: [String: ModelStatistics] = [:]
  /// The fleet by hours.
  public internal(set) var hours = FleetHours()
  /// Slots in which an agent ran, over all nodes.
  public internal(set) var coveredSlots = 0
  /// Those of them outside of `interval`: wrong clocks'. Known only once `settle` was called.
  public internal(set) var straySlots = 0
  /// Where nodes stand.
  public internal(set) var places = NodePlaces()
  /// How warm they are.
  public internal(set) var heat = FleetHeat()
  /// Rows that no report carried.
  public internal(set) var missingRows: UInt64 = 0
  /// Rows that came in two forms.
  public internal(set) var conflicts = 0
  /// Nodes whose energy lacks a part, so that nobody knows how much it is at most.
  public internal(set) var openNodes = 0
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
  var factorTable = NodeFactorsTable()

  /// No nodes. Jobs that do not fit in memory are kept in a temporary file without a name.
  ///
  /// - Parameter folder: for that file; nil is that of the environment.
  public init(folder: String? = nil) {
    jobs = JobTable(in: folder)
  }

  /// Why the temporary file could not be used: then no figure of jobs is right. Nil where nothing went wrong.
  public var failure: SystemError? { jobs.failure }

  /// Jobs by team, project, user and account, in the order of the report. Each time they are added up anew.
  public func owners() -> [OwnerTable] { OwnerTable.all(of: jobs) }

  /// From the first slot that is covered to the end of the last one, in seconds since 1970.
  public var interval: Range<Int64>? { hours.interval(of: nodes) }

  /// How many slots a node would cover that was seen all the time.
  public var slotsPerNode: Int {
    interval.map { Int(($0.upperBound - $0.lowerBound) / HourSlots.seconds) } ?? 0
  }

  /// Finds the slots that are not within the interval, when all nodes are counted.
  mutating func settle() {
    guard let interval else { return }
    for (node, stray) in hours.strays(outside: interval) {
      straySlots += stray.slots
      let site = places.racks[Int(places.places[node].rack)].site
      sites[site?.isEmpty == true ? nil : site]?.straySlots += stray.slots
    }
  }

  /// The share of `nodes` × interval that `slots` are, those within it; nil where there is no interval.
  public func coverage(_ slots: Int, of nodes: Int) -> Double? {
    let expected = slotsPerNode * nodes
    return expected > 0 ? min(1, Double(slots) / Double(expected)) : nil
  }
}
