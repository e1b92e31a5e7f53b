public import NodeModel

extension Baseline {
  /// Reads the groups with which periods are compared, and the findings, of `nodeprobe.check/1`, as `probe-fleet check --json` prints it (docs/schema/check.json); what
  /// else stands there is passed over.
  public init(reading bytes: [UInt8]) throws(JSONError) {
    var reader = try JSONReader(bytes)
    let start = reader.position
    var schema: String?
    var groups: [PeerGroup]?
    var reference: [PeerGroup]?
    var earlier = EarlierFindings([], [])
    var end: UInt64?
    try reader.object { reader, name throws(JSONError) in
      switch name {
      case "baseline_end": end = try reader.nanoseconds()
      case "schema": schema = try reader.string()
      case "groups":
        groups = try reader.list { reader throws(JSONError) in try PeerGroup(from: &reader) }
      case "baseline":
        reference = try reader.list { reader throws(JSONError) in try PeerGroup(from: &reader) }
      case "findings", "remembered":
        try reader.array { reader throws(JSONError) in try earlier.read(&reader) }
      default: try reader.skipValue()
      }
    }
    try reader.end()
    guard schema == CheckOutcome.schema else {
      throw JSONError(at: start, "the schema is not \(CheckOutcome.schema)")
    }
    let own = try groups.required("groups", in: start)
    self.init(
      groups: reference ?? own, earlier: earlier, end: end.map { Int64($0 / 1_000_000_000) })
  }
}

extension CheckOutcome {
  /// The name and version of the document.
  public static let schema = "nodeprobe.check/1"

  /// Whether a file that begins with `bytes` is such a document, in however many lines it is laid out.
  public static func isDocument(_ bytes: [UInt8]) -> Bool {
    let blanks: [UInt8] = [0x20, 0x09, 0x0A, 0x0D]
    return bytes.lazy.filter { !blanks.contains($0) }
      .starts(with: "{\"schema\":\"\(schema)\"".utf8)
  }
}

extension EarlierFindings {
  /// Keeps a finding if it is about a node.
  fileprivate mutating func read(_ reader: inout JSONReader) throws(JSONError) {
    var words: [String: String] = [:]
    var runs: RunHistory?
    var times: [String: UInt64] = [:]
    try reader.object { reader, name throws(JSONError) in
      switch name {
      case "node", "kind", "subject": words[name] = try reader.string()
      case "first_seen", "last_seen": times[name] = try reader.nanoseconds()
      case "runs": runs = try RunHistory(from: &reader)
      default: try reader.skipValue()
      }
    }
    guard let node = words["node"], let kind = words["kind"], let suite = words["subject"] else {
      return
    }
    let key = Key(node: node, kind: kind, suite: suite)
    guard let runs else { return add(factSeen: times["first_seen"], of: key) }
    add(Known(runs: runs, first: times["first_seen"], last: times["last_seen"]), of: key)
  }
}

extension RunHistory {
  fileprivate init(from reader: inout JSONReader) throws(JSONError) {
    let start = reader.position
    var (seen, of): (Int?, Int?)
    var recent: [Bool] = []
    var isDefect = false
    var last: UInt64?
    try reader.object { reader, name throws(JSONError) in
      switch name {
      case "seen": seen = try reader.count()
      case "of": of = try reader.count()
      case "recent":
        recent = try reader.list { reader throws(JSONError) in try reader.bool() }
      case "defect": isDefect = try reader.bool()
      case "last": last = try reader.nanoseconds()
      default: try reader.skipValue()
      }
    }
    self.init(
      seen: try seen.required("seen", in: start), of: try of.required("of", in: start),
      recent: recent, isDefect: isDefect, last: try last.required("last", in: start))
    guard self.seen <= self.of, self.of < 1 << 30 else {
      throw JSONError(at: start, "more was found than there were runs")
    }
  }
}

extension JSONReader {
  /// Reads a time.
  fileprivate mutating func nanoseconds() throws(JSONError) -> UInt64 {
    let start = position
    guard let time = Timestamp.nanoseconds(of: try string()) else {
      throw JSONError(at: start, "not a time in UTC such as 2026-11-21T14:30:44Z")
    }
    return time
  }
}

extension PeerGroup {
  fileprivate init(from reader: inout JSONReader) throws(JSONError) {
    let start = reader.position
    var words: [String: String] = [:]
    var settings: [NodeSetting] = []
    var isWidened = false
    var count: Int?
    var level: GoodSideFit?
    var tail: (fit: GoodSideFit, count: Int?)?
    try reader.object { reader, name throws(JSONError) in
      switch name {
      case "model", "suite", "case", "parameters", "unit": words[name] = try reader.string()
      case "settings":
        try reader.object { reader, key throws(JSONError) in
          settings.append(NodeSetting(key: key, value: try reader.string()))
        }
      case "widened": isWidened = try reader.bool()
      case "count": count = try reader.count()
      case "level": level = try GoodSideFit.read(&reader).fit
      case "tail": tail = try GoodSideFit.read(&reader)
      default: try reader.skipValue()
      }
    }
    self.init(
      model: try words["model"].required("model", in: start), settings: settings.sorted(),
      isWidened: isWidened,
      benchmark: BenchmarkName(
        suite: try words["suite"].required("suite", in: start),
        name: try words["case"].required("case", in: start),
        parameters: try words["parameters"].required("parameters", in: start),
        unit: try words["unit"].required("unit", in: start)),
      count: try count.required("count", in: start),
      level: try level.required("level", in: start), tail: tail?.fit,
      // Documents of earlier versions do not say it: it is no less.
      tailCount: tail.map { $0.count ?? Self.leastCount } ?? 0)
  }
}

extension GoodSideFit {
  /// A fit, and of how many nodes where that is said.
  fileprivate static func read(
    _ reader: inout JSONReader
  ) throws(JSONError) -> (fit: GoodSideFit, count: Int?) {
    let start = reader.position
    var (location, spread, floor): (Double?, Double?, Double?)
    var count: Int?
    try reader.object { reader, name throws(JSONError) in
      switch name {
      case "location": location = try reader.number()
      case "spread": spread = try reader.number()
      case "floor": floor = try reader.number()
      case "count": count = try reader.count()
      default: try reader.skipValue()
      }
    }
    let fit = GoodSideFit(
      location: try location.required("location", in: start),
      spread: try spread.required("spread", in: start),
      floor: try floor.required("floor", in: start))
    guard fit.spread >= 0, fit.floor > 0 else {
      throw JSONError(at: start, "a scale that is not above 0")
    }
    return (fit, count)
  }
}
