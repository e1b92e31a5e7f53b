internal import NodeModel

/// Everything that a report says, in whatever format: statistics, all findings in their order, what was refused.
///
/// It depends on nothing but its inputs, and carries no time of its own: the same inputs give the same bytes.
public struct FleetReport: Sendable {
  /// The sums.
  public let statistics: FleetStatistics
  /// All findings, those that matter most first.
  public let findings: [ReportFinding]
  /// Findings that are counted and not kept.
  public let omittedFindings: Int
  /// What was read.
  public let intake: FleetIntake
  /// How much of its performance was compared; nil where nobody compared any.
  public let judgement: Judgement?
  /// Whether sums agree.
  public let conservation: Conservation
  /// From the first covered slot to the end of the last one, in seconds since 1970; nil where nobody saw any.
  public let interval: Range<Int64>?
  /// How each node is, in the order of their ids.
  public let statuses: [NodeStatus]

  /// A node that was not seen for so long before the end is silent, in seconds.
  public static let silence: Int64 = 3600

  /// Joins what was counted with what comparisons of nodes found.
  ///
  /// - Parameters:
  ///   - comparisons: what whoever compared nodes says of them, with more than their agents know: of one kind and
  ///     node it stands in the place of what was counted.
  ///   - judgement: how much was compared.
  public init(
    _ statistics: FleetStatistics, comparisons: [ReportFinding] = [],
    judgement: Judgement? = nil, intake: FleetIntake = FleetIntake()
  ) {
    self.statistics = statistics
    self.judgement = judgement
    self.intake = intake
    conservation = Conservation(statistics)
    let interval = statistics.interval
    self.interval = interval
    let places = statistics.places
    var statuses = places.places.map(\.status)
    let told = Set(comparisons.compactMap(Subject.init))
    var all = statistics.findings.without { Subject($0).map(told.contains) ?? false }
    for finding in comparisons {
      all.add(finding)
      guard let node = finding.node, let place = places.index(of: node) else { continue }
      statuses[place] = max(statuses[place], finding.status)
    }
    if let interval {
      for place in places.places.indices where places.isSilent(place, before: interval.upperBound) {
        statuses[place] = max(statuses[place], .silent)
        all.add(places.silence(place, before: interval.upperBound))
      }
    }
    self.statuses = statuses
    findings = all.kept.sorted(by: ReportFinding.precedes)
    omittedFindings = all.omitted
  }

  /// Joins what was counted with what a check found.
  public init(_ statistics: FleetStatistics, check: CheckOutcome, intake: FleetIntake) {
    self.init(
      statistics, comparisons: check.findings.map { ReportFinding($0) },
      judgement: Judgement(check), intake: intake)
  }

  /// How many nodes are in a state.
  public func nodes(_ status: NodeStatus) -> Int { statuses.count { $0 == status } }
}

/// What a finding is about.
private struct Subject: Hashable {
  let node: NodeID
  let kind: String

  init?(_ finding: ReportFinding) {
    guard let node = finding.node else { return nil }
    self.node = node
    kind = finding.kind
  }
}

extension NodePlaces {
  fileprivate func isSilent(_ place: Int, before end: Int64) -> Bool {
    Int64(places[place].lastSlot) * HourSlots.seconds + FleetReport.silence <= end
  }

  fileprivate func silence(_ place: Int, before end: Int64) -> ReportFinding {
    let last = Int64(places[place].lastSlot) * HourSlots.seconds
    let rack = racks[Int(places[place].rack)]
    return ReportFinding(
      .warning, origin: .records, kind: "silent", node: places[place].id, label: names[place],
      site: rack.site, rack: rack.name, subject: "",
      text: last == 0
        ? "covers no time at all"
        : "seen last \(Clock.minute(last)), \(Figure.duration(end - last)) before the end",
      advice: "probe doctor on the node; then fetch its report again")
  }
}
