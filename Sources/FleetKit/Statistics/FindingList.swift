public import NodeModel

/// Findings of a whole fleet: all are counted, and so many kept as memory is meant for.
public struct FindingList: Sendable {
  /// What is counted.
  public struct Kind: Hashable, Sendable {
    /// How much it matters.
    public let severity: Finding.Severity
    /// One word.
    public let kind: String
  }

  /// More than these are counted only.
  public static let limit = 100_000

  /// In the order in which they came.
  public private(set) var kept: [ReportFinding] = []
  /// All, by kind.
  public private(set) var counts: [Kind: Int] = [:]

  /// No findings.
  public init() {}

  /// Findings that came from elsewhere.
  public init(_ findings: [ReportFinding]) {
    for finding in findings { add(finding) }
  }

  /// How many there are.
  public var count: Int { counts.values.reduce(0, +) }

  /// How many were counted only.
  public var omitted: Int { count - kept.count }

  mutating func add(_ finding: ReportFinding) {
    counts[Kind(severity: finding.severity, kind: finding.kind), default: 0] += 1
    if kept.count < Self.limit { kept.append(finding) }
  }

  /// The others than those that somebody tells as well.
  func without(_ isTold: (ReportFinding) -> Bool) -> FindingList {
    var others = self
    others.kept.removeAll(where: isTold)
    for finding in kept where isTold(finding) {
      others.counts[Kind(severity: finding.severity, kind: finding.kind), default: 1] -= 1
    }
    return others
  }
}
