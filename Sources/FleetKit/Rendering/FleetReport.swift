/// Everything that a report says, in whatever format: statistics, all findings in their order, what was refused.
///
/// It depends on nothing but its inputs, and carries no time of its own: the same inputs give the same bytes.
public struct FleetReport: Sendable {
  /// The sums.
  public let statistics: FleetStatistics
  /// Jobs by team, project, user and account.
  public let owners: [OwnerTable]
  /// All findings, those that matter most first.
  public let findings: [ReportFinding]
  /// The same and those beyond, by severity and kind.
  let findingGroups: [FindingGroup]
  /// Findings beyond so many as a report lists.
  public let omittedFindings: Int
  /// What was read.
  public let intake: FleetIntake
  /// How much of its performance was compared; nil where nobody compared any.
  public let judgement: Judgement?
  /// Whether sums agree.
  public let conservation: Conservation
  /// From the first covered slot to the end of the last one, in seconds since 1970; nil where nobody saw any.
  public let interval: Range<Int64>?
  /// The files of which it was made; nil where nobody says.
  public var provenance: Provenance?
  /// What nodes in doubt tell; nil where there are none, and where nobody looked.
  let doubt: Doubt?
  /// An earlier period, if it is compared with one.
  var before: PeriodFigures?
  /// How each node is, in the order of their ids.
  public let statuses: [NodeStatus]
  /// Which nodes there should be, and which did not report; nil where nobody says.
  public let expected: ExpectedNodes?
  /// Sites with the most energy first, those of nodes that did not report among them.
  let sites: [ExpectedSite]

  /// The most findings that are listed.
  private static let mostFindings = 100_000

  /// Joins what was counted with what was found.
  ///
  /// - Parameters:
  ///   - findings: of nodes, racks, sites and all.
  ///   - judgement: how much performance was compared.
  ///   - doubted: what nodes tell whose unit, identity or books are in doubt (`FleetCheck.doubtedNodes`).
  ///   - targets: what should have reported; nil where nobody says.
  public init(
    _ statistics: FleetStatistics, findings: [ReportFinding] = [], judgement: Judgement? = nil,
    intake: FleetIntake = FleetIntake(), doubted: FleetStatistics? = nil,
    expecting targets: ExpectedTargets? = nil
  ) {
    var statistics = statistics
    statistics.settle()
    self.statistics = statistics
    self.judgement = judgement
    self.intake = intake
    expected = targets.map { ExpectedNodes($0, among: statistics.places.reported) }
    sites = ExpectedSite.all(of: statistics, expected)
    owners = statistics.owners()
    doubt = Doubt(doubted, in: statistics)
    conservation = Conservation(statistics, owners: owners)
    interval = statistics.interval
    var statuses = [NodeStatus](repeating: .good, count: statistics.places.places.count)
    for finding in findings {
      guard let node = finding.node, let place = statistics.places.index(of: node) else { continue }
      statuses[place] = max(statuses[place], finding.status)
    }
    self.statuses = statuses
    let sorted = findings.sorted(by: ReportFinding.precedes)
    self.findings = Array(sorted.prefix(Self.mostFindings))
    findingGroups = FindingGroup.groups(sorted)
    omittedFindings = sorted.count - self.findings.count
  }

  /// Joins what was counted with what a check found.
  ///
  /// - Parameters:
  ///   - doubted: what nodes tell whose unit, identity or books are in doubt.
  ///   - before: the figures of an earlier period, with which its own are compared.
  ///   - targets: what should have reported; nil where nobody says.
  ///   - provenance: the files of which it was made.
  public init(
    _ statistics: FleetStatistics, check: CheckOutcome, intake: FleetIntake,
    doubted: FleetStatistics? = nil, before: PeriodFigures? = nil,
    expecting targets: ExpectedTargets? = nil, provenance: Provenance? = nil
  ) {
    self.init(
      statistics, findings: check.findings.map { ReportFinding($0) },
      judgement: Judgement(check), intake: intake, doubted: doubted, expecting: targets)
    self.before = before
    self.provenance = provenance
  }

  /// How many nodes are in a state.
  public func nodes(_ status: NodeStatus) -> Int { statuses.count { $0 == status } }
}
