public import NodeModel

/// The document `nodeprobe.report/1` on one line (docs/schema/report.json, docs/fleet.md).
///
/// Rows are added first, one at a time, since `summary` is their sum and stands before them: a report is held in
/// memory once, as it is sent. The same parts give the same bytes.
public struct NodeReport {
  /// What is told by the last report of a row of them, which comes up to now.
  public struct Present {
    /// An array of documents `nodeprobe.bench/1` on one line; nil where nothing was measured.
    public var benchmarks: [UInt8]?
    /// Why benchmarks that lie in the state directory are not here; nil where there are none, or they are.
    public var missingBenchmarks: MissingBenchmarks?
    /// What sensors have shown lately; nil where nobody has looked.
    public var sensors: SensorDistributions?

    /// What is known.
    public init(benchmarks: [UInt8]? = nil, sensors: SensorDistributions? = nil) {
      self.benchmarks = benchmarks
      self.sensors = sensors
    }
  }

  /// Why a report lacks the node's benchmarks.
  public enum MissingBenchmarks: String, Sendable {
    /// Their file is larger than what a report takes.
    case tooLarge = "too_large"
    /// It is no document of benchmarks.
    case garbled
    /// It cannot be read.
    case unreadable
  }

  private var body: JSONWriter
  private var summary = ReportSummary()

  /// A report without rows yet.
  public init() {
    body = JSONWriter(capacity: 16_384)
    body.key("rows")
    body.beginArray()
  }

  /// Adds a row; no other of its key is in the report.
  public mutating func add(_ row: EnergyRow) {
    summary.add(row)
    body.row(row)
  }

  /// Ends the report; its bytes, with a line end. Nothing is left in it.
  ///
  /// - Parameters:
  ///   - lacks: components of which the node's figure lacks a part.
  ///   - idle: what the node draws without activity; nil where that is not known.
  ///   - factors: those that hold within the interval, in the order of their times.
  ///   - facts: what is known of the node; nil where nothing is.
  ///   - present: nil where further rows follow in another report.
  ///   - benchmark: the version that all of the node's benchmarks were made with; nil where there is no such.
  ///   - jobsLeftOut: jobs of the interval that are too many to be named.
  ///   - jobs: writes one object a job.
  public mutating func finish(
    _ identity: ReportIdentity, lacks: [EnergyComponent] = [], idle: NodeIdlePower? = nil,
    factors: [ReportFactors], facts: ReportFacts?, present: Present?,
    benchmark: String? = nil, jobsLeftOut: Int = 0, jobs: (inout JSONWriter) -> Void
  ) -> [UInt8] {
    body.endArray()
    body.key("jobs")
    body.array(jobs)
    // Nothing is left out of most reports, and a merge keeps each member for itself.
    if jobsLeftOut > 0 { body.member("jobs_left_out", count: jobsLeftOut) }
    if let present { write(present, facts, of: identity) }

    var head = JSONWriter(capacity: 4096)
    head.object { json in
      identity.write(to: &json)
      facts?.writeNode(to: &json)
      identity.writeSite(to: &json)
      summary.write(
        from: identity.start, until: identity.end, isBounded: lacks.allSatisfy { $0 == .package },
        to: &json)
      // Where nothing is lacking as well: whoever merges reports takes the newest that says it.
      json.key("lacks")
      json.array { json in for part in lacks { json.string(part.word) } }
      facts?.writeHardware(idle: idle, benchmark: benchmark, to: &json)
      json.key("factors")
      json.array { json in
        for one in factors { one.write(to: &json) }
      }
    }
    var document = body.take()
    document.append(contentsOf: [0x7D, 0x0A])
    // The object goes on behind its head.
    var start = head.take()
    start[start.count - 1] = 0x2C
    document.insert(contentsOf: start, at: 0)
    return document
  }

  private mutating func write(
    _ present: Present, _ facts: ReportFacts?, of identity: ReportIdentity
  ) {
    if let benchmarks = present.benchmarks {
      body.key("benchmarks")
      body.value(json: benchmarks.span)
    }
    body.member("benchmarks_missing", present.missingBenchmarks?.rawValue)
    if let sensors = present.sensors {
      body.key("sensors")
      sensors.write(to: &body)
    }
    facts?.writeInventory(to: &body)
    facts?.writeFindings(to: &body)
    facts?.writeResource(identity.nodeID, to: &body)
  }
}
