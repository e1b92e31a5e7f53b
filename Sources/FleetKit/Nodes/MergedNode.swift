public import Footprint
public import NodeModel

/// All that the merged reports say of one node: what statistics, findings and reports for people read.
///
/// Nodes come in the order of their ids, one at a time, so that nobody needs to hold a fleet in memory.
public struct MergedNode: Sendable {
  /// Factors of carbon and cost with the time from which they were in force.
  public struct Factors: Sendable {
    /// In nanoseconds since 1970.
    public let since: UInt64
    /// Multiplied out: once for all nodes that say the same (`KnownFactors`).
    let entry: NodeFactors.Entry

    /// What was in force.
    public var set: FactorSet { entry.set }

    /// Factors from a time on.
    public init(since: UInt64, set: FactorSet) {
      self.since = since
      entry = NodeFactors.Entry(set, from: Int64(since / 1_000_000_000))
    }
  }

  /// A row that came in two forms under one revision.
  public struct Conflict: Sendable, Equatable {
    /// Whose energy it is, by the name in rows.
    public var owner: String
    /// Where it flowed.
    public var component: EnergyComponent
    /// In seconds since 1970.
    public var hour: Int64
    /// The life of the counters.
    public var epoch: Epoch
    /// The revision that both have.
    public var revision: UInt64
    /// SHA-256 of each form, in hexadecimal digits, sorted.
    public var digests: [String]

    /// States a conflict.
    public init(
      owner: String, component: EnergyComponent, hour: Int64, epoch: Epoch, revision: UInt64,
      digests: [String]
    ) {
      self.owner = owner
      self.component = component
      self.hour = hour
      self.epoch = epoch
      self.revision = revision
      self.digests = digests
    }
  }

  /// Rows of an epoch that no report carried, by their sequence numbers.
  public struct Hole: Sendable, Equatable {
    /// The life of the counters.
    public var epoch: Epoch
    /// The numbers that are missing.
    public var sequences: ClosedRange<UInt64>

    /// A hole in an epoch.
    public init(epoch: Epoch, sequences: ClosedRange<UInt64>) {
      self.epoch = epoch
      self.sequences = sequences
    }
  }

  /// Which node.
  public var id: NodeID
  /// The earliest start of its reports, in nanoseconds since 1970.
  public var start: UInt64
  /// The latest end of its reports, in nanoseconds since 1970.
  public var end: UInt64
  /// What it says of itself.
  public var facts: NodeFacts
  /// Ordered by time.
  public var factors: [Factors] = []
  /// The owners of `rows`.
  public var owners: [Owner] = []
  /// Ordered by hour, epoch, owner and component.
  public var rows: [FleetRow] = []
  /// Ordered by start and id.
  public var jobs: [FleetJob] = []
  /// Ordered by suite, case and parameters.
  public var benchmarks: [NodeBenchmark] = []
  /// What its temperature sensors have shown; nil where it has none, or where nobody wanted to know.
  public var heat: NodeHeat?
  /// What its energy lacks: of a node that lacks anything nobody knows how much it is at most.
  public var lacks: NodeLacks = []
  /// What its agent found.
  public var findings: [Finding] = []
  /// Rows in several forms under one revision.
  public var conflicts: [Conflict] = []
  /// Rows that are missing.
  public var holes: [Hole] = []

  /// A node of which nothing else is known yet.
  public init(id: NodeID, start: UInt64, end: UInt64, facts: NodeFacts) {
    self.id = id
    self.start = start
    self.end = end
    self.facts = facts
  }
}
