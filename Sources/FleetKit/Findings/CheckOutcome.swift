internal import NodeModel

/// What was found in a fleet, and with what it was judged.
public struct CheckOutcome: Sendable {
  /// Results with too few others of their model to be compared with.
  public struct Unjudged: Sendable, Equatable {
    /// The hardware model.
    public let model: String
    /// What they ran.
    public let benchmark: BenchmarkName
    /// How many nodes.
    public let count: Int
  }

  /// A benchmark in which nobody is judged, since its values jump between modes on many nodes of a model.
  public struct Jumping: Sendable, Equatable {
    /// The hardware model.
    public let model: String
    /// What they ran.
    public let benchmark: BenchmarkName
    /// On how many nodes.
    public let count: Int
    /// Of how many.
    public let nodes: Int
  }

  /// What can be said of the fleet in a word.
  public enum Verdict: Sendable {
    /// Something was judged and nothing found.
    case sound
    /// Something was found.
    case findings
    /// Nothing was found, and no performance could be judged.
    case notJudged
  }

  /// By consequence: critical ones first, then by the capacity that they cost.
  public let findings: [FleetFinding]
  /// What earlier periods found and this one did not.
  public let remembered: [RememberedFinding]
  /// All groups in which nodes were compared, then whole models without regard to settings.
  public let groups: [PeerGroup]
  /// With which the next period is compared: the groups of the baseline, and those of this period for which it has none;
  /// `groups` where there is no baseline.
  public let reference: [PeerGroup]
  /// In how many groups results of benchmarks were compared.
  public let comparedGroups: Int
  /// What could not be judged.
  public let unjudged: [Unjudged]
  /// What was not judged since no single number is its value.
  public let jumping: [Jumping]
  /// How many nodes were looked at.
  public let nodes: Int
  /// Which nodes there should be, and which never reported; nil where nobody says.
  public let expected: ExpectedNodes?
  /// How many results of benchmarks were compared with others.
  public let results: Int
  /// How many tests were made.
  public let tests: Int
  /// The greatest probability that counts (Benjamini-Hochberg); nil where none does.
  public let threshold: Double?

  /// What can be said in a word.
  public var verdict: Verdict {
    if !findings.isEmpty { return .findings }
    return results > 0 ? .sound : .notJudged
  }

  /// A group without regard to settings.
  private struct Wide: Hashable {
    let model: String
    let benchmark: BenchmarkName
  }

  init(of check: FleetCheck, _ assessment: Assessment) {
    nodes = check.nodes.count
    expected = check.expected
    results = assessment.judged
    tests = assessment.rate.tests
    threshold = assessment.threshold
    let wide = Set(
      assessment.groups.lazy.filter(\.settings.isEmpty)
        .map { Wide(model: $0.model, benchmark: $0.benchmark) })
    let whole = assessment.wholeModels.filter {
      !wide.contains(Wide(model: $0.model, benchmark: $0.benchmark))
    }
    let groups = assessment.groups + whole
    self.groups = groups
    reference = check.baseline?.groups(with: groups) ?? groups
    comparedGroups = assessment.groups.count { !$0.benchmark.isIdlePower }
    unjudged = assessment.tooFew.map {
      Unjudged(
        model: check.models[$0.model], benchmark: check.benchmarks[$0.benchmark],
        count: $0.nodes.count)
    }
    jumping = assessment.jumping.map {
      Jumping(
        model: check.models[$0.model], benchmark: check.benchmarks[$0.benchmark], count: $0.count,
        nodes: $0.nodes)
    }
    let outliers = Outliers(of: check, assessment)
    let clusters = Clusters(slow: outliers.nodes, of: check.nodes)
    var found = check.nodes.flatMap(\.facts)
    let fleetFacts = FleetFacts.findings(check)
    found += fleetFacts
    found += expected?.absent.map { FleetFinding($0) } ?? []
    let parts = assessment.parts.findings
    found += parts.keys.sorted().flatMap { parts[$0] ?? [] }
    let memory = assessment.memory.findings
    found += memory.keys.sorted().compactMap { memory[$0] }
    // Who tells power in another unit does so of idle power as well.
    let mistaken = Set(fleetFacts.filter { $0.kind == "unit_error" }.map(\.place.node))
    found += outliers.findings.filter {
      $0.finding.kind != "idle_power" || !mistaken.contains($0.finding.place.node)
    }
    .map { clusters.joined(to: $0.finding, of: $0.node) }
    found += clusters.findings
    let earlier = RememberedFindings(of: check, assessment, beside: found)
    found += earlier.defects
    remembered = earlier.remembered
    found += GroupFindings(of: check, assessment).findings
    if let earlier = check.baseline?.earlier {
      for place in found.indices { earlier.date(&found[place]) }
    }
    findings = Self.ordered(found)
  }

  /// Critical ones first, then by lost node hours, then by place; of equals in the order of nodes.
  private static func ordered(_ findings: [FleetFinding]) -> [FleetFinding] {
    func rank(_ finding: FleetFinding) -> (Int, Double) {
      (finding.severity == .critical ? 0 : 1, -(finding.cost?.nodeHours ?? 0))
    }
    let ranked = findings.enumerated().sorted { left, right in
      let (one, other) = (rank(left.element), rank(right.element))
      return one == other ? left.offset < right.offset : one < other
    }
    return ranked.map(\.element)
  }
}

extension Clusters {
  /// A finding with the cluster that its node is in.
  fileprivate func joined(to finding: FleetFinding, of node: Int) -> FleetFinding {
    guard let place = places[node] else { return finding }
    var finding = finding
    finding.evidence.append("in a cluster: \(findings[place].subject), \(findings[place].text)")
    finding.confidence = .high
    return finding
  }
}
