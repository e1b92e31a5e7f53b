public import NodeModel

/// Something about a node, or about what it reported, as the report for people lists it: a finding of the check.
public struct ReportFinding: Sendable, Equatable {
  /// What findings are counted by.
  struct Kind: Hashable {
    let severity: Finding.Severity
    let word: String
  }

  /// How much it matters.
  public let severity: Finding.Severity
  /// Who found it.
  public let origin: FleetFinding.Origin
  /// One word that stays the same: "link", "temperature", "gemm".
  public let kind: String
  /// Which node; nil where it is about a rack, a site or all, and of a node that did not report.
  public let node: NodeID?
  /// The target that did not report; nil of everything else.
  public let target: String?
  /// What people call the node or the place.
  public let label: String
  /// Where it stands; nil where it is not said.
  public let site: String?
  /// The rack; nil where it is not said.
  public let rack: String?
  /// What it is about: a device, a sensor, a benchmark.
  public let subject: String
  /// What was seen, with numbers and units, in one line.
  public let text: String
  /// What to do about it; nil where there is no general answer.
  public let advice: String?
  /// How sure it is, in a word; nil for what was read off.
  public var confidence: String?
  /// What supports it, a line each.
  public var evidence: [String] = []
  /// The share of the node's capacity that it costs, 0 to 1; nil where nobody can say.
  public var loss: Double?
  /// Hours of whole nodes that it costs over the time of the reports; nil where nobody can say.
  public var nodeHours: Double?
  /// When the result or report ended that showed it first, in nanoseconds since 1970; nil where nobody says.
  public var firstSeen: UInt64?
  /// When the one ended that shows it now.
  public var lastSeen: UInt64?

  /// Puts a finding together.
  public init(
    _ severity: Finding.Severity, origin: FleetFinding.Origin, kind: String, node: NodeID?,
    target: String? = nil, label: String, site: String?, rack: String?, subject: String,
    text: String,
    advice: String? = nil
  ) {
    self.severity = severity
    self.origin = origin
    self.kind = kind
    self.node = node
    self.target = target
    self.label = label
    self.site = site
    self.rack = rack
    self.subject = subject
    self.text = text
    self.advice = advice
  }

  /// With which it is counted.
  var group: Kind { Kind(severity: severity, word: kind) }

  /// What it says of its node.
  public var status: NodeStatus {
    if severity == .critical { return .critical }
    return kind == "silent" ? .silent : .warning
  }

  /// Whether it comes before another one in a list: what matters most first, then by node hours, kind and place.
  public static func precedes(_ left: ReportFinding, _ right: ReportFinding) -> Bool {
    if left.severity != right.severity { return left.severity == .critical }
    let (first, second) = (left.nodeHours ?? -1, right.nodeHours ?? -1)
    if first != second { return first > second }
    if left.kind != right.kind { return left.kind < right.kind }
    if left.site != right.site { return (left.site ?? "~") < (right.site ?? "~") }
    if left.label != right.label { return NaturalOrder.precedes(left.label, right.label) }
    return (left.subject, left.text) < (right.subject, right.text)
  }
}
