internal import NodeModel

/// Reads the documents of a file of reports, one after the other (docs/fleet.md), into records.
struct ReportReader {
  /// What a document turned out to be.
  enum Kind {
    case report
    /// The last line of a merged file.
    case footer(nodes: UInt64, rows: UInt64, digest: NodeID)
  }

  private let members = MemberNames<ReportMember>()
  /// By their numbers, in UTF-8.
  private let names = ReportMember.allCases.map { Array($0.rawValue.utf8) }
  private let wantsTemperatures: Bool
  private let jobReader = JobReader()
  private let sensorReader = SensorReader()
  private var rowReader = RowReader()
  private var conflictReader = ConflictReader()
  private var benchmarkReader: BenchmarkReader
  private var knownFactors: KnownFactors
  private var owners = OwnerNames()
  /// What the last document says.
  private(set) var record = RecordWriter()
  /// Which node.
  private(set) var nodeID = NodeID((0, 0, 0, 0))
  /// How many rows it has.
  private(set) var rowCount = 0
  /// Whether it speaks of conflicts.
  private(set) var hasConflicts = false

  /// Records name by numbers what is in these tables.
  init(_ tables: RecordTables) {
    wantsTemperatures = tables.wanted.contains(.temperatures)
    benchmarkReader = BenchmarkReader(tables)
    knownFactors = KnownFactors(tables.factors)
  }

  /// Reads a document.
  mutating func read(_ walker: inout JSONWalker) throws(JSONFault) -> Kind {
    let begin = walker.offset
    var outline = ReportOutline()
    var ends: [[UInt8]: ReportOutline.Time?] = [:]
    var seen: UInt = 0
    var last = -1
    var others: Set<[UInt8]> = []
    var isFooter = false
    var footer: (nodes: UInt64, rows: UInt64, digest: NodeID) = (0, 0, NodeID((0, 0, 0, 0)))
    startDocument()
    try walker.object { (walker, name) throws(JSONFault) in
      guard let number = members.number(of: name, after: last, in: walker) else {
        let decoded = walker.decoded(name)
        guard others.insert(decoded).inserted else {
          throw JSONFault(.doubledName, at: name.start)
        }
        let start = walker.offset
        try walker.skip()
        outline.members.append(
          .init(name: decoded, value: start..<walker.end(of: start)))
        return
      }
      last = number
      guard seen >> UInt(number) & 1 == 0 else { throw JSONFault(.doubledName, at: name.start) }
      seen |= 1 << UInt(number)
      let start = walker.offset
      switch members[number] {
      case .schema: isFooter = try Self.isFooter(&walker)
      case .nodeID: nodeID = try walker.digest(.notNodeID)
      case .start: outline.start = try Self.time(&walker)
      case .end: outline.end = try Self.time(&walker)
      case .node: try walker.node(into: &outline.facts)
      case .site: try walker.site(into: &outline.facts)
      case .hardware: try walker.hardware(into: &outline.facts)
      case .summary: try walker.skip()
      case .lacks: outline.lacks = try Self.lacks(&walker)
      case .factors: try readFactors(&walker, begin)
      case .rows where isFooter: footer.rows = try walker.whole()
      case .rows: try readRows(&walker, begin)
      case .jobs:
        try walker.array { (walker) throws(JSONFault) in
          try jobReader.read(&walker, of: begin, rowReader.times, into: &record)
        }
      case .benchmarks:
        try walker.array { (walker) throws(JSONFault) in
          try benchmarkReader.read(&walker, of: begin, into: &record)
        }
      case .sensors: outline.heat = try readHeat(&walker)
      case .inventory: try walker.skip()
      case .findings: outline.findings = try walker.findings()
      case .conflicts: try readConflicts(&walker)
      case .nodes where isFooter: footer.nodes = try walker.whole()
      case .digest where isFooter: footer.digest = try walker.digest(.notDigest)
      case .ends: try Self.readEnds(&walker, into: &ends)
      case .nodes, .digest: try walker.skip()
      }
      if members[number].isNewest {
        outline.members.append(
          .init(name: names[number], value: start..<walker.end(of: start)))
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
    for place in outline.members.indices {
      outline.members[place].end = ends[outline.members[place].name, default: outline.end]
    }
    record.add(outline, from: begin)
    return .report
  }

  /// What temperatures have shown, if somebody wants to know. They are no part of any sum: what is odd about sensors costs
  /// nobody more than them, and the document is taken or refused whoever asks.
  private func readHeat(_ walker: inout JSONWalker) throws(JSONFault) -> NodeHeat? {
    let mark = walker.mark
    if wantsTemperatures, let heat = try? sensorReader.heat(&walker) { return heat }
    walker.move(to: mark)
    try walker.skip()
    return nil
  }

  private mutating func startDocument() {
    record.removeAll()
    owners.removeAll()
    rowReader.begin()
    rowCount = 0
    hasConflicts = false
    nodeID = NodeID((0, 0, 0, 0))
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

  /// Reads from when members are that are older than the report, by their names in UTF-8.
  private static func readEnds(
    _ walker: inout JSONWalker, into ends: inout [[UInt8]: ReportOutline.Time?]
  ) throws(JSONFault) {
    try walker.object { (walker, name) throws(JSONFault) in
      let end = try walker.skipNull() ? nil : try Self.time(&walker)
      guard ends.updateValue(end, forKey: walker.decoded(name)) == nil else {
        throw JSONFault(.doubledName, at: name.start)
      }
    }
  }

  /// What a node lacks and nothing stands in for; for a package an estimate does.
  private static func lacks(_ walker: inout JSONWalker) throws(JSONFault) -> NodeLacks {
    var lacks: NodeLacks = []
    try walker.array { (walker) throws(JSONFault) in
      let word = try walker.text()
      if word == EnergyComponent.accelerator.word { lacks.insert(.accelerator) }
      if word == EnergyComponent.rest.word { lacks.insert(.rest) }
    }
    return lacks
  }

  private static func time(_ walker: inout JSONWalker) throws(JSONFault) -> ReportOutline.Time {
    let start = walker.offset
    let time = try walker.time()
    return .init(nanoseconds: time, range: start..<walker.end(of: start))
  }

  private mutating func readFactors(
    _ walker: inout JSONWalker, _ document: Int
  ) throws(JSONFault) {
    try walker.array { (walker) throws(JSONFault) in
      let (range, number) = try knownFactors.read(&walker)
      record.add(.factors)
      record.add(range.lowerBound - document)
      record.add(number.map { $0 + 1 } ?? 0)
      if number == nil { record.add(range, of: walker.bytes) } else { record.add(range.count) }
    }
  }

  private mutating func readRows(_ walker: inout JSONWalker, _ document: Int) throws(JSONFault) {
    try walker.array { (walker) throws(JSONFault) in
      try rowReader.read(&walker)
      rowCount += 1
      let owner = owners.number(of: rowReader.owner, walker, into: &record)
      record.add(.row)
      record.add(rowReader.range, from: document)
      record.add(rowReader.row, owner: owner)
    }
  }

  private mutating func readConflicts(_ walker: inout JSONWalker) throws(JSONFault) {
    try walker.array { (walker) throws(JSONFault) in
      hasConflicts = true
      let conflict = try conflictReader.read(&walker)
      let owner = owners.number(of: conflictReader.owner, walker, into: &record)
      record.add(.conflict)
      record.add(conflict, owner: owner)
      record.add(conflictReader.digests.count)
      for digest in conflictReader.digests { record.add(digest) }
    }
  }
}
