internal import NodeModel

/// What was found in a fleet, and with what it was judged.
public struct CheckOutcome: Sendable {
  /// Results with too few others of their model to be compared with, or to show anything.
  public struct Unjudged: Sendable, Equatable {
    /// The hardware model.
    public let model: String
    /// What they ran.
    public let benchmark: BenchmarkName
    /// How many nodes.
    public let count: Int
    /// The least loss that would be found among so many tests, of the best of the groups; nil where nothing was compared.
    public let leastLoss: Double?
  }

  /// What a group could show.
  public struct LeastLosses: Sendable, Equatable {
    /// The least loss of a median that would be found among so many tests.
    public let level: Double
    /// The same of p10/p90; nil where tails are not compared.
    public let tail: Double?
  }

  /// Tests with an error rate in common.
  public struct Tests: Sendable, Equatable {
    /// How many were made.
    public let count: Int
    /// The greatest probability that counts (Benjamini-Hochberg); nil where none does.
    public let threshold: Double?
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
  /// What those could show in which nodes were compared, which are the first of `groups`.
  public let leastLosses: [LeastLosses]
  /// With which the next period is compared: the groups of the baseline, and those of this period for which it has none;
  /// `groups` where there is no baseline.
  public private(set) var reference: [PeerGroup]
  /// When the period ended of which the reference is, in seconds since 1970; nil where nobody says.
  public private(set) var referenceEnd: Int64?
  /// "Compared with the period until 2026-03-02 15:00 UTC."; nil without a baseline, and where its time is not known.
  public let referenceWords: String?
  /// What the baseline does not know; nil where it knows all that was compared, and where there is none.
  public let unmatched: Unmatched?
  /// In how many groups results of benchmarks were compared.
  public let comparedGroups: Int
  /// What could not be judged.
  public let unjudged: [Unjudged]
  /// What was not judged since no single number is its value.
  public let jumping: [Jumping]
  /// How many nodes were looked at.
  public let nodes: Int
  /// Which nodes there should be, and which did not report; nil where nobody says.
  public let expected: ExpectedNodes?
  /// How many results of benchmarks were compared with others.
  public let results: Int
  /// Of medians.
  public let levelTests: Tests
  /// Of p10/p90 within runs.
  public let tailTests: Tests
  /// Of idle power.
  public let idleTests: Tests
  /// When the period ended, in seconds since 1970; nil where nobody saw any time.
  private let end: Int64?

  /// Groups of which the baseline has none that is like them: nothing shows whether they became slower.
  public struct Unmatched: Sendable, Equatable {
    /// How many of them.
    public let count: Int
    /// Of how many in which results of benchmarks were compared.
    public let all: Int
    /// Their models, in the order of their names.
    public let models: [String]

    /// "the baseline has none of 12 groups (Example Server 2000): nothing shows whether they became slower".
    public var words: String {
      let named = models.prefix(3).joined(separator: "; ")
      let more = models.count > 3 ? " and \(models.count - 3) models more" : ""
      let which = count == all ? "has none of \(all)" : "does not have \(count) of \(all)"
      return
        "the baseline \(which) groups (\(named)\(more)): nothing shows whether they became slower"
    }
  }

  /// The same, with its own groups as the reference, and of the reference that it had those that are like none of them:
  /// who was not there keeps what was known of it.
  public var frozen: CheckOutcome {
    var frozen = self
    frozen.reference = Baseline(groups: groups).groups(with: reference)
    frozen.referenceEnd = end
    return frozen
  }

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
    func tests(_ family: TestFamily) -> Tests {
      Tests(
        count: assessment.rates[family]?.tests ?? 0, threshold: assessment.threshold(of: family))
    }
    (levelTests, tailTests, idleTests) = (tests(.level), tests(.tail), tests(.idle))
    end = check.hours.interval(of: check.nodes.count)?.upperBound
    let wide = Set(
      assessment.groups.lazy.filter(\.settings.isEmpty)
        .map { Wide(model: $0.model, benchmark: $0.benchmark) })
    let whole = assessment.wholeModels.filter {
      !wide.contains(Wide(model: $0.model, benchmark: $0.benchmark))
    }
    let groups = assessment.groups + whole
    self.groups = groups
    reference = check.baseline?.groups(with: groups) ?? groups
    referenceEnd = check.baseline == nil ? end : check.baseline?.end
    referenceWords = check.baseline?.end.map {
      "Compared with the period until \(Clock.minute($0)) UTC."
    }
    leastLosses = assessment.leastLosses.map { LeastLosses(level: $0.level, tail: $0.tail) }
    unmatched = Self.unmatched(in: assessment)
    comparedGroups = assessment.judgedGroups
    unjudged = Self.unjudged(in: check, assessment)
    jumping = assessment.jumping.map {
      Jumping(
        model: check.models[$0.model], benchmark: check.benchmarks[$0.benchmark], count: $0.count,
        nodes: $0.nodes)
    }
    let outliers = Outliers(of: check, assessment)
    let clusters = Clusters(slow: outliers.nodes, of: check.nodes)
    var found = check.nodes.flatMap(\.facts)
    found += FleetFacts.findings(check)
    found += check.checksums.findings(check, assessment.parts)
    found += expected?.absent.map { FleetFinding($0) } ?? []
    let parts = assessment.parts.findings
    found += parts.keys.sorted().flatMap { parts[$0] ?? [] }
    let memory = assessment.memory.findings
    found += memory.keys.sorted().compactMap { memory[$0] }
    found += outliers.findings.map { clusters.joined(to: $0.finding, of: $0.node) }
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

  private static func unmatched(in assessment: Assessment) -> Unmatched? {
    let groups = assessment.unmatched.map { assessment.groups[$0] }
    guard !groups.isEmpty else { return nil }
    return Unmatched(
      count: groups.count, all: assessment.groups.count { !$0.benchmark.isIdlePower },
      models: Set(groups.map(\.model)).sorted())
  }

  /// One for each model, benchmark and reason.
  private static func unjudged(in check: FleetCheck, _ assessment: Assessment) -> [Unjudged] {
    var all: [Unjudged] = []
    for few in assessment.tooFew {
      let (model, benchmark) = (check.models[few.model], check.benchmarks[few.benchmark])
      // Groups of one model and benchmark come one after the other.
      if let leastLoss = few.leastLoss, let last = all.last, let least = last.leastLoss,
        last.model == model, last.benchmark == benchmark
      {
        all[all.count - 1] = Unjudged(
          model: model, benchmark: benchmark, count: last.count + few.count,
          leastLoss: min(least, leastLoss))
      } else {
        all.append(
          Unjudged(
            model: model, benchmark: benchmark, count: few.count, leastLoss: few.leastLoss))
      }
    }
    return all
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
    // What slows nodes down is no reason to draw more when nothing runs.
    guard let place = places[node], finding.kind != "idle_power" else { return finding }
    var finding = finding
    finding.evidence.append("in a cluster: \(findings[place].subject), \(findings[place].text)")
    finding.confidence = .high
    return finding
  }
}
