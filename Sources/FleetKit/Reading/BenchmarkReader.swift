internal import NodeModel

/// Reads the elements of `benchmarks`: documents of `nodeprobe.bench/1` without what a report says already.
struct BenchmarkReader {
  /// A result with what its document says of all of them.
  struct Part {
    /// The result.
    var benchmark: NodeBenchmark
    /// When it ended, else when its document did, else 0: in nanoseconds since 1970.
    var time: UInt64
    /// Where it stands.
    var range: Range<Int>
    /// The members of its document but `results`, where they stand; the document's number in the report.
    var document: Int
  }

  private enum Member: String, CaseIterable {
    case suite
    case name = "case"
    case parameters, unit, ended, best, median, samples, verified, disturbances
    case joules = "energy_joules"
  }

  private let members = MemberNames<Member>()
  /// What names a result and makes one.
  private let needed = MemberNames<Member>.bits(of: [.suite, .name, .unit, .median])
  /// The results of the last document.
  private(set) var parts: [Part] = []
  /// Where its other members stand, from the quote before the name to the end of the value.
  private(set) var head: [Range<Int>] = []

  /// Reads a document.
  mutating func read(_ walker: inout JSONWalker, document: Int) throws(JSONFault) {
    parts.removeAll(keepingCapacity: true)
    head.removeAll(keepingCapacity: true)
    var ended: UInt64?
    var names = SeenNames()
    try walker.object { (walker, name) throws(JSONFault) in
      try names.insert(name, walker)
      let text = walker.text(name)
      let start = walker.offset
      switch text {
      case "results":
        return try walker.array { (walker) throws(JSONFault) in
          try readResult(&walker, document: document)
        }
      case "context": ended = try walker.contextEnd()
      default: try walker.skip()
      }
      head.append(name.start - 1..<walker.end(of: start))
    }
    guard let ended else { return }
    for place in parts.indices where parts[place].time == 0 {
      parts[place].time = ended
      parts[place].benchmark.ended = ended
    }
  }

  private mutating func readResult(
    _ walker: inout JSONWalker, document: Int
  ) throws(JSONFault) {
    let start = walker.offset
    let members = members
    var result = NodeBenchmark(
      suite: "", name: "", parameters: "", unit: "", best: 0, median: 0, samples: [],
      isVerified: false)
    var seen: UInt = 0
    var last = -1
    try walker.object { (walker, name) throws(JSONFault) in
      guard let number = members.number(of: name, after: last, in: walker) else {
        return try walker.skip()
      }
      last = number
      guard seen >> UInt(number) & 1 == 0 else { throw JSONFault(.doubledName, at: name.start) }
      seen |= 1 << UInt(number)
      switch members[number] {
      case .suite: result.suite = try walker.text()
      case .name: result.name = try walker.text()
      case .parameters: result.parameters = try walker.parameters()
      case .unit: result.unit = try walker.text()
      case .ended: result.ended = try walker.time()
      case .best: result.best = try walker.number()
      case .median: result.median = try walker.number()
      case .samples: result.samples = try walker.numbers()
      case .verified: result.isVerified = try walker.bool()
      case .disturbances: result.disturbances = try walker.kinds()
      case .joules: result.energyJoules = try walker.number()
      }
    }
    guard seen & needed == needed else { throw JSONFault(.missingMember, at: start) }
    if walker.isChecking { return }
    parts.append(
      Part(
        benchmark: result, time: result.ended ?? 0, range: start..<walker.end(of: start),
        document: document))
  }
}

extension JSONWalker {
  /// The `ended` of a context, which is passed over.
  fileprivate mutating func contextEnd() throws(JSONFault) -> UInt64? {
    var ended: UInt64?
    try record { (walker, name) throws(JSONFault) in
      if name == "ended" { ended = try walker.time() } else { try walker.skip() }
    }
    return ended
  }

  /// Reads the parameters as `bytes=64,threads=2`, ordered by name.
  fileprivate mutating func parameters() throws(JSONFault) -> String {
    var values: [(name: String, value: String)] = []
    try record { (walker, name) throws(JSONFault) in
      if walker.token == 0x22 {
        values.append((name, try walker.text()))
      } else {
        let start = walker.offset
        try walker.skip()
        guard !walker.isChecking else { return }
        let value = JSONText(start: start, end: walker.end(of: start), hasEscapes: false)
        values.append((name, walker.text(value)))
      }
    }
    if isChecking { return "" }
    values.sort { $0.name < $1.name }
    return values.map { $0.name + "=" + $0.value }.joined(separator: ",")
  }

  /// Reads an array of numbers.
  fileprivate mutating func numbers() throws(JSONFault) -> [Double] {
    var numbers: [Double] = []
    try array { (walker) throws(JSONFault) in
      let number = try walker.number()
      if !walker.isChecking { numbers.append(number) }
    }
    return numbers
  }

  /// Reads the `kind` of each object of an array.
  fileprivate mutating func kinds() throws(JSONFault) -> [String] {
    var kinds: [String] = []
    try array { (walker) throws(JSONFault) in
      try walker.record { (walker, name) throws(JSONFault) in
        if name == "kind" { kinds.append(try walker.text()) } else { try walker.skip() }
      }
    }
    return kinds
  }
}
