public import NodeModel

/// Something in a fleet that a person should look at: where, what, how sure, what it costs and what to do.
public struct FleetFinding: Sendable, Equatable {
  /// Where it is.
  public struct Place: Sendable, Equatable {
    /// The node; nil where it concerns several, and of one that did not report.
    public var node: NodeID?
    /// The target that did not report, as it stands in its file; nil of everything else.
    public var target: String?
    /// The name of its host.
    public var hostname: String?
    /// Its site.
    public var site: String?
    /// Its rack.
    public var rack: String?

    /// A place; what is nil is not known, or is not one.
    public init(
      node: NodeID? = nil, target: String? = nil, hostname: String? = nil, site: String? = nil,
      rack: String? = nil
    ) {
      self.node = node
      self.target = target
      self.hostname = hostname
      self.site = site
      self.rack = rack
    }
  }

  /// How sure it is.
  public enum Confidence: String, Sendable, CaseIterable {
    /// A fact that the node itself reports, or one that follows without statistics.
    case certain
    /// Statistics and a fact that explains them, seen in two runs, or in many nodes.
    case high
    /// Statistics of one run.
    case suspect
  }

  /// Who found it.
  public enum Origin: String, Sendable, CaseIterable {
    /// The node's agent.
    case agent
    /// A comparison with other nodes.
    case comparison
    /// Whoever read the reports: rows that are missing or contradict each other.
    case records
  }

  /// The figures behind a finding of statistics.
  public struct Measure: Sendable, Equatable {
    /// What was compared.
    public var benchmark: BenchmarkName
    /// Whether the spread within the run is meant, the ratio of p10 to p90, and not its median.
    public var isTail: Bool
    /// What was measured, in the benchmark's unit; of a tail the ratio.
    public var value: Double
    /// What was to be expected.
    public var expected: Double
    /// The capacity that is missing, from 0 to 1; of idle power the part of it that is too much.
    public var loss: Double
    /// How many scales of the group it is away.
    public var deviations: Double
    /// How probable that is by chance.
    public var probability: Double
    /// How many nodes it was compared with, itself among them.
    public var count: Int
    /// With which.
    public var group: String
    /// Whether they differ in settings, because too few agree in all of them.
    public var isWidened: Bool
  }

  /// What it costs over the time of the reports.
  public struct Cost: Sendable, Equatable {
    /// Hours of whole nodes.
    public var nodeHours: Double
    /// Energy that brought nothing.
    public var kilowattHours: Double
    /// Its carbon by the grid, PUE included; nil where no factors are known.
    public var grams: Double?
  }

  /// How much it matters.
  public var severity: Finding.Severity
  /// Who found it.
  public var origin: Origin
  /// One word that stays the same: those of nodes ("link", "temperature"), and `wrong_result`, `checksum`,
  /// `implausible_result`, `unit_error`, `cloned_id`, `books`, `factors`, `clock`, `silent`, `absent`, `missing_rows`,
  /// `conflict`, `cores`, `accelerators`, `memory`, `slow`, `straggler`, `idle_power`, `configuration`, `drift`,
  /// `cluster`.
  public var kind: String
  /// Where it is.
  public var place: Place
  /// What it is about.
  public var subject: String
  /// What was seen, with numbers and units, in one line.
  public var text: String
  /// The figures behind it; nil for facts.
  public var measure: Measure?
  /// What supports it, a line each.
  public var evidence: [String] = []
  /// How sure it is.
  public var confidence: Confidence
  /// When the result or report ended that showed it first, in nanoseconds since 1970.
  public var firstSeen: UInt64?
  /// When the one ended that shows it now.
  public var lastSeen: UInt64?
  /// In which runs it was seen; nil where runs are not the point.
  public var runs: RunHistory?
  /// What to do.
  public var action: String
  /// What it costs; nil where nothing can be said.
  public var cost: Cost?

  /// A finding without figures, cost and evidence.
  public init(
    _ severity: Finding.Severity, origin: Origin = .comparison, kind: String, place: Place,
    subject: String, text: String, confidence: Confidence, firstSeen: UInt64? = nil,
    action: String
  ) {
    self.severity = severity
    self.origin = origin
    self.kind = kind
    self.place = place
    self.subject = subject
    self.text = text
    self.confidence = confidence
    self.firstSeen = firstSeen
    lastSeen = firstSeen
    self.action = action
  }

  /// Whether both say the same.
  public static func == (left: FleetFinding, right: FleetFinding) -> Bool {
    left.severity == right.severity && left.origin == right.origin && left.kind == right.kind
      && left.place == right.place
      && left.subject == right.subject && left.text == right.text
      && left.measure == right.measure && left.evidence == right.evidence
      && left.confidence == right.confidence && left.firstSeen == right.firstSeen
      && left.lastSeen == right.lastSeen && left.runs == right.runs
      && left.action == right.action && left.cost == right.cost
  }
}
