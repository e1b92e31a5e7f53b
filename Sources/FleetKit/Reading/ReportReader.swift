internal import NodeModel

/// Reads the documents of a file of reports, one after the other (docs/fleet.md).
///
/// With a walker that only checks, nothing is kept but what the document is: the same code decides what is refused
/// and what is read.
struct ReportReader {
  /// What a document turned out to be.
  enum Kind {
    case report
    /// The last line of a merged file.
    case footer(nodes: UInt64, rows: UInt64, digest: NodeID)
  }

  private let members = MemberNames<ReportMember>()
  private let jobMembers = MemberNames<JobMember>()
  private let jobNeeds = JobNeeds()
  private var rowReader = RowReader()
  private var conflictReader = ConflictReader()
  private var benchmarkReader = BenchmarkReader()
  /// Where its parts stand.
  private(set) var outline = ReportOutline()
  /// How many rows it has.
  private(set) var rowCount = 0
  /// Whether it speaks of conflicts; only who reads it and does not just check it knows whether they can be.
  private(set) var hasConflicts = false

  /// Reads a document into `parts`, or only checks it.
  mutating func read(
    _ walker: inout JSONWalker, into parts: inout NodeParts
  ) throws(JSONFault) -> Kind {
    let begin = walker.offset
    outline = ReportOutline()
    rowCount = 0
    var seen: UInt = 0
    var last = -1
    var others: Set<[UInt8]> = []
    var isFooter = false
    var footer: (nodes: UInt64, rows: UInt64, digest: NodeID) = (0, 0, NodeID((0, 0, 0, 0)))
    var findings: [Finding] = []
    hasConflicts = false
    let firstRow = parts.rows.count
    let firstConflict = parts.conflicts.count
    try walker.object { (walker, name) throws(JSONFault) in
      guard let number = members.number(of: name, after: last, in: walker) else {
        guard others.insert(walker.decoded(name)).inserted else {
          throw JSONFault(.doubledName, at: name.start)
        }
        let start = walker.offset
        try walker.skip()
        outline.members.append(.init(name: name, value: start..<walker.end(of: start)))
        return
      }
      last = number
      guard seen >> UInt(number) & 1 == 0 else { throw JSONFault(.doubledName, at: name.start) }
      seen |= 1 << UInt(number)
      let start = walker.offset
      switch members[number] {
      case .schema: isFooter = try Self.isFooter(&walker)
      case .nodeID: outline.nodeID = try walker.digest(.notNodeID)
      case .start: outline.start = try Self.time(&walker)
      case .end: outline.end = try Self.time(&walker)
      case .node: try walker.node(into: &outline.facts)
      case .site: try walker.site(into: &outline.facts)
      case .hardware: try walker.hardware(into: &outline.facts)
      case .summary: try walker.skip()
      case .factors: try readFactors(&walker, into: &parts)
      case .rows where isFooter: footer.rows = try walker.whole()
      case .rows: try readRows(&walker, into: &parts)
      case .jobs: try readJobs(&walker, into: &parts)
      case .benchmarks: try readBenchmarks(&walker, into: &parts)
      case .sensors, .inventory: try walker.skip()
      case .findings: findings = try walker.findings()
      case .conflicts: try readConflicts(&walker, into: &parts)
      case .nodes where isFooter: footer.nodes = try walker.whole()
      case .digest where isFooter: footer.digest = try walker.digest(.notDigest)
      case .ends: try readEnds(&walker)
      case .nodes, .digest: try walker.skip()
      }
      if members[number].isNewest {
        outline.members.append(.init(name: name, value: start..<walker.end(of: start)))
      }
    }
    func has(_ member: ReportMember) -> Bool {
      (0..<members.count).contains { members[$0] == member && seen >> UInt($0) & 1 == 1 }
    }
    guard has(.schema) else { throw JSONFault(.notReport, at: begin) }
    if isFooter {
      guard has(.nodes), has(.rows), has(.digest) else { throw JSONFault(.notFooter, at: begin) }
      return .footer(nodes: footer.nodes, rows: footer.rows, digest: footer.digest)
    }
    guard has(.nodeID), has(.rows) else { throw JSONFault(.missingMember, at: begin) }
    if !walker.isChecking {
      dateMembers(walker)
      parts.add(outline, findings: findings)
      guard parts.areConflictsOf(rows: firstRow, conflicts: firstConflict, walker) else {
        throw JSONFault(.conflictWithoutRow, at: begin)
      }
    }
    return .report
  }

  /// Whether the schema is that of a merged file's last line; throws where it is none that is read here.
  private static func isFooter(_ walker: inout JSONWalker) throws(JSONFault) -> Bool {
    let text = try walker.string()
    for (schema, isFooter) in [("nodeprobe.report/", false), ("nodeprobe.merge/", true)] {
      let start = text.start + schema.utf8.count
      guard start < text.end,
        walker.says(JSONText(start: text.start, end: start, hasEscapes: false), schema)
      else { continue }
      // A minor version, as in 1.2, only adds.
      let (version, end) = walker.digits(start)
      guard version == 1, end == start + 1, end == text.end || walker.bytes[end] == 0x2E else {
        throw JSONFault(.unknownVersion, at: text.start)
      }
      return isFooter
    }
    throw JSONFault(.notReport, at: text.start)
  }

  /// Reads from when members are that are older than the report.
  private mutating func readEnds(_ walker: inout JSONWalker) throws(JSONFault) {
    try walker.object { (walker, name) throws(JSONFault) in
      guard !outline.ends.contains(where: { walker.isSame($0.name, name) }) else {
        throw JSONFault(.doubledName, at: name.start)
      }
      outline.ends.append((name, try walker.skipNull() ? nil : try Self.time(&walker)))
    }
  }

  private mutating func dateMembers(_ walker: borrowing JSONWalker) {
    for place in outline.members.indices {
      let name = outline.members[place].name
      let known = outline.ends.first { walker.isSame($0.name, name) }
      outline.members[place].end = known.map(\.end) ?? outline.end
    }
  }

  private static func time(_ walker: inout JSONWalker) throws(JSONFault) -> ReportOutline.Time {
    let start = walker.offset
    let time = try walker.time()
    return .init(nanoseconds: time, range: start..<walker.end(of: start))
  }

  private func readFactors(
    _ walker: inout JSONWalker, into parts: inout NodeParts
  ) throws(JSONFault) {
    try walker.array { (walker) throws(JSONFault) in
      let start = walker.offset
      let factors = try walker.factors()
      if !walker.isChecking { parts.add(factors, start..<walker.end(of: start)) }
    }
  }

  private mutating func readRows(
    _ walker: inout JSONWalker, into parts: inout NodeParts
  ) throws(JSONFault) {
    try walker.array { (walker) throws(JSONFault) in
      try rowReader.read(&walker)
      rowCount += 1
      if !walker.isChecking { parts.add(rowReader, walker) }
    }
  }

  private func readJobs(
    _ walker: inout JSONWalker, into parts: inout NodeParts
  ) throws(JSONFault) {
    try walker.array { (walker) throws(JSONFault) in
      let start = walker.offset
      let job = try walker.job(jobMembers, jobNeeds)
      if !walker.isChecking { parts.add(job, start..<walker.end(of: start)) }
    }
  }

  private mutating func readBenchmarks(
    _ walker: inout JSONWalker, into parts: inout NodeParts
  ) throws(JSONFault) {
    var document = 0
    try walker.array { (walker) throws(JSONFault) in
      try benchmarkReader.read(&walker, document: document)
      document += 1
      if !walker.isChecking { parts.add(benchmarkReader, walker) }
    }
  }

  private mutating func readConflicts(
    _ walker: inout JSONWalker, into parts: inout NodeParts
  ) throws(JSONFault) {
    try walker.array { (walker) throws(JSONFault) in
      hasConflicts = true
      let conflict = try conflictReader.read(&walker)
      if !walker.isChecking {
        parts.add(
          conflict: conflict, owner: conflictReader.owner, digests: conflictReader.digests, walker)
      }
    }
  }
}
