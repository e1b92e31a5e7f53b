internal import EnergyLedger
public import Exporters
public import NodeModel

/// What a command that was a job has had, when it ended: the answer to `POST /v1/jobs/ID/end`.
public struct CommandReport: Sendable, Equatable {
  /// The job as it is filed, its totals among it.
  public var record: JobRecord
  /// The `job_id` of the job that it was inside of, which has its joules; nil where it was a job of its own.
  public var outer: String?
  /// Its rows that are not in the store yet.
  public var rows: [EnergyRow]
  /// CPU time, in nanoseconds.
  public var processorTime: UInt64
  /// What the node drew meanwhile; nil where nothing was told.
  public var node: NodeEnergy?
  /// Components of which the node's figure lacks a part, such as "accelerator".
  public var lacks: [String] = []
  /// Whether the job's own energy is known: not where nothing was told, nor where the job was counted together
  /// with others.
  public var isKnown: Bool
  /// How an estimate came about; nil where nothing is estimated.
  public var method: String?
  /// Carbon and money with the factors behind them; nil where there are none.
  public var footprint: CommandFootprint?
  /// The factors as they are kept; of a command that an agent counts they are with the agent.
  public var factors: StoredFactors?

  /// A report by its parts.
  public init(
    record: JobRecord, outer: String?, rows: [EnergyRow], processorTime: UInt64, node: NodeEnergy?,
    isKnown: Bool,
    method: String?, footprint: CommandFootprint?, factors: StoredFactors? = nil
  ) {
    self.record = record
    self.outer = outer
    self.rows = rows
    self.processorTime = processorTime
    self.node = node
    self.isKnown = isKnown
    self.method = method
    self.footprint = footprint
    self.factors = factors
  }

  /// An energy with its bounds, in microjoules.
  public struct NodeEnergy: Sendable, Equatable {
    /// The energy.
    public var energy: UInt64
    /// The least that it may have been in truth.
    public var low: UInt64
    /// The most that it may have been in truth; nil where nobody knows, since a part has no counter.
    public var high: UInt64?

    /// An energy with its bounds.
    public init(energy: UInt64, low: UInt64, high: UInt64?) {
      (self.energy, self.low, self.high) = (energy, low, high)
    }

    /// Writes the member `node`.
    public func write(into json: inout JSONWriter) {
      json.key("node")
      json.object { json in
        json.member("energy_uj", count: energy)
        json.member("low_uj", count: low)
        json.member("high_uj", count: high)
      }
    }
  }

  /// Writes the member `lacks`, where there is something.
  public func writeLacks(into json: inout JSONWriter) {
    guard !lacks.isEmpty else { return }
    json.key("lacks")
    json.array { json in for part in lacks { json.string(part) } }
  }
}

extension JSONWriter {
  /// Writes the report (docs/schema/command.json).
  mutating func report(_ report: CommandReport) {
    let record = report.record
    object { json in
      json.member("job_id", record.id)
      json.member("within", report.outer)
      json.member("name", record.name)
      json.member("epoch", record.epoch.description)
      json.member("start", time: record.start)
      if let end = record.end { json.member("end", time: end) }
      json.member("cpu_seconds", Double(report.processorTime) / 1e9)
      if report.isKnown {
        json.member("energy_uj", count: record.totals.energy.count)
        json.member("dynamic_energy_uj", count: record.totals.dynamicEnergy.count)
        json.member("low_uj", count: record.totals.low)
        json.member("high_uj", count: record.totals.high)
        json.member("tier", record.totals.knownTier.map { String($0.letter) })
      }
      json.member("method", report.method)
      report.node?.write(into: &json)
      report.writeLacks(into: &json)
      if let footprint = report.footprint { json.footprint(footprint) }
      json.key("rows")
      json.array { json in
        for row in report.rows { json.row(row) }
      }
    }
  }

  private mutating func footprint(_ footprint: CommandFootprint) {
    key("footprint")
    object { json in
      json.member("carbon_grams", footprint.grams)
      json.member("carbon_factors", footprint.factors)
      json.member("cost", footprint.cost)
      json.member("currency", footprint.currency)
      json.member("cost_factors", footprint.prices)
    }
  }
}
