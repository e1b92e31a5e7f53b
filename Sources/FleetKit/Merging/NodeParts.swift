internal import NodeModel

/// All parts of all reports of one node, as they stand in one buffer, before they are joined.
struct NodeParts {
  /// A row with where it stands.
  struct Row {
    var row: FleetRow
    var range: Range<Int>
  }

  /// A job with where it stands.
  struct Job {
    var job: FleetJob
    var range: Range<Int>
  }

  /// Factors with where they stand.
  struct Factors {
    var factors: MergedNode.Factors
    var range: Range<Int>
  }

  /// Forms of a row that were met before, by their digests.
  struct Conflict {
    var row: FleetRow
    var digests: [NodeID]
  }

  /// So many owners are compared one by one, which is faster than to hash a name.
  private static let few = 32

  /// The reports.
  private(set) var reports: [ReportOutline] = []
  /// The findings of each report.
  private(set) var findings: [[Finding]] = []
  /// The `owner` of each is a place in `owners`.
  private(set) var rows: [Row] = []
  /// The names of owners in the order in which they were met.
  private(set) var owners: [[UInt8]] = []
  private(set) var jobs: [Job] = []
  private(set) var factors: [Factors] = []
  /// The `document` of each is a place in `heads`.
  private(set) var benchmarks: [BenchmarkReader.Part] = []
  /// What benchmark documents say beside results: their members, as they stand.
  private(set) var heads: [[UInt8]] = []
  private(set) var conflicts: [Conflict] = []

  private var places: [[UInt8]: Int] = [:]
  private var lastOwner: JSONText?
  private var lastPlace = 0

  /// Forgets all, and keeps the memory.
  mutating func removeAll() {
    reports.removeAll(keepingCapacity: true)
    findings.removeAll(keepingCapacity: true)
    rows.removeAll(keepingCapacity: true)
    owners.removeAll(keepingCapacity: true)
    jobs.removeAll(keepingCapacity: true)
    factors.removeAll(keepingCapacity: true)
    benchmarks.removeAll(keepingCapacity: true)
    heads.removeAll(keepingCapacity: true)
    conflicts.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
    lastOwner = nil
  }

  mutating func add(_ report: ReportOutline, findings: [Finding]) {
    reports.append(report)
    self.findings.append(findings)
  }

  mutating func add(_ reader: RowReader, _ walker: borrowing JSONWalker) {
    var row = reader.row
    row.owner = place(of: reader.owner, walker)
    rows.append(Row(row: row, range: reader.range))
  }

  mutating func add(_ job: FleetJob, _ range: Range<Int>) {
    jobs.append(Job(job: job, range: range))
  }

  mutating func add(_ factors: MergedNode.Factors, _ range: Range<Int>) {
    self.factors.append(Factors(factors: factors, range: range))
  }

  mutating func add(_ reader: BenchmarkReader, _ walker: borrowing JSONWalker) {
    var head: [UInt8] = []
    for range in reader.head {
      if !head.isEmpty { head.append(0x2C) }
      head.append(range, of: walker.bytes)
    }
    for part in reader.parts {
      var part = part
      part.document = heads.count
      benchmarks.append(part)
    }
    heads.append(head)
  }

  /// A conflict; the row says only key and revision.
  mutating func add(
    conflict row: FleetRow, owner: JSONText, digests: [NodeID], _ walker: borrowing JSONWalker
  ) {
    var row = row
    row.owner = place(of: owner, walker)
    conflicts.append(Conflict(row: row, digests: digests))
  }

  /// Where the name of an owner stands among `owners`. Rows of one owner mostly follow each other.
  private mutating func place(of owner: JSONText, _ walker: borrowing JSONWalker) -> Int {
    if let lastOwner, walker.isSame(lastOwner, owner) { return lastPlace }
    let name = owner.bytes(in: walker.bytes)
    lastOwner = owner
    lastPlace = known(name) ?? owners.count
    if lastPlace == owners.count {
      owners.append(name)
      if owners.count > Self.few { places[name] = lastPlace }
      if owners.count == Self.few + 1 {
        for (place, name) in owners.enumerated() { places[name] = place }
      }
    }
    return lastPlace
  }

  private func known(_ name: [UInt8]) -> Int? {
    owners.count > Self.few ? places[name] : owners.firstIndex(of: name)
  }
}
