internal import NodeModel

/// Reads the elements of `benchmarks`: documents of `nodeprobe.bench/1` without what a report says already.
struct BenchmarkReader {
  private enum Member: String, CaseIterable {
    case suite
    case name = "case"
    case parameters, unit, ended, best, median, modes, samples, verified, disturbances, checksum
    case joules = "energy_joules"
  }

  /// A result as it stands in a document; its lists are stretches of the reader's.
  private struct Result {
    var range = 0..<0
    var suite = JSONText(start: 0, end: 0, hasEscapes: false)
    var name = JSONText(start: 0, end: 0, hasEscapes: false)
    var unit = JSONText(start: 0, end: 0, hasEscapes: false)
    var parameters = 0..<0
    var ended: UInt64?
    var best = 0.0
    var median = 0.0
    var modes = 0
    var samples = 0..<0
    var isVerified = false
    var disturbances: [String] = []
    var joules: Double?
    var checksum: UInt64?
  }

  private let members = MemberNames<Member>()
  /// What names a result and makes one.
  private let needed = MemberNames<Member>.bits(of: [.suite, .name, .unit, .median])
  private var numbers: BenchmarkNumbers
  private var name = RecordWriter()
  private var results: [Result] = []
  private var samples: [Double] = []
  private var parameters: [(key: JSONText, value: JSONText)] = []
  /// Where the other members of the document stand, from the quote before the name to the end of the value.
  private var head: [Range<Int>] = []

  private let keepsSamples: Bool

  /// Names become numbers of what is in `tables`.
  init(_ tables: RecordTables) {
    numbers = BenchmarkNumbers(tables.benchmarks)
    keepsSamples = tables.wanted.contains(.samples)
  }

  /// Reads what ran together, in the report that begins at `document`.
  mutating func read(
    _ walker: inout JSONWalker, of document: Int, into record: inout RecordWriter
  ) throws(JSONFault) {
    results.removeAll(keepingCapacity: true)
    samples.removeAll(keepingCapacity: true)
    parameters.removeAll(keepingCapacity: true)
    head.removeAll(keepingCapacity: true)
    var context = BenchmarkContext()
    try walker.record { (walker, name, place) throws(JSONFault) in
      let start = walker.offset
      switch name {
      case "results":
        return try walker.array { (walker) throws(JSONFault) in try readResult(&walker) }
      case "context": try context.read(&walker)
      default: try walker.skip()
      }
      head.append(place.start - 1..<walker.end(of: start))
    }
    write(to: &record, walker, of: document, context)
  }

  private mutating func readResult(_ walker: inout JSONWalker) throws(JSONFault) {
    let start = walker.offset
    let members = members
    var result = Result()
    let seen = try members.read(&walker) { (walker, member) throws(JSONFault) in
      switch member {
      case .suite: result.suite = try walker.string()
      case .name: result.name = try walker.string()
      case .parameters:
        let first = parameters.count
        try walker.parameters(into: &parameters)
        result.parameters = first..<parameters.count
      case .unit: result.unit = try walker.string()
      case .ended: result.ended = try walker.time()
      case .best: result.best = try walker.number()
      case .median: result.median = try walker.number()
      case .modes:
        try walker.array { (walker) throws(JSONFault) in
          try walker.skip()
          result.modes += 1
        }
      case .samples:
        let first = samples.count
        try walker.array { (walker) throws(JSONFault) in
          if keepsSamples {
            samples.append(try walker.number())
          } else {
            try walker.skipAnyNumber()
          }
        }
        result.samples = first..<samples.count
      case .verified: result.isVerified = try walker.bool()
      case .disturbances: result.disturbances = try walker.kinds()
      case .joules: result.joules = try walker.number()
      case .checksum: result.checksum = try walker.checksum()
      }
    }
    guard seen & needed == needed else { throw JSONFault(.missingMember, at: start) }
    result.range = start..<walker.end(of: start)
    results.append(result)
  }

  private mutating func write(
    to record: inout RecordWriter, _ walker: borrowing JSONWalker, of document: Int,
    _ context: BenchmarkContext
  ) {
    record.add(.benchmarks)
    record.add(head.count)
    for range in head { record.add(range, from: document) }
    context.write(to: &record, walker)
    record.add(results.count)
    for result in results {
      record.add(result.range, from: document)
      writeName(of: result, walker)
      if let number = numbers.number(of: name) {
        record.add(number + 1)
      } else {
        record.add(0)
        record.add(name)
      }
      record.addOptional((result.ended ?? 0) > 0 ? result.ended : context.ended ?? result.ended)
      record.add(result.best)
      record.add(result.median)
      record.add(result.modes)
      record.add(result.samples.count)
      record.add(result.samples, of: samples)
      record.add(result.isVerified ? 1 : 0)
      record.add(result.disturbances.count)
      for kind in result.disturbances { record.add(kind) }
      record.addOptional(result.joules?.bitPattern)
      record.addOptional(result.checksum)
    }
  }

  private mutating func writeName(of result: Result, _ walker: borrowing JSONWalker) {
    name.removeAll()
    name.add(result.suite, walker)
    name.add(result.name, walker)
    name.add(result.unit, walker)
    name.add(result.parameters.count)
    for place in result.parameters {
      name.add(parameters[place].key, walker)
      name.add(parameters[place].value, walker)
    }
  }
}

extension RecordReader {
  /// Reads a result, and the hash of its subject.
  mutating func benchmark(
    _ names: inout BenchmarkNameList
  ) -> (result: NodeBenchmark, subject: UInt64) {
    let place = count()
    let known = place > 0 ? names[place - 1] : BenchmarkNames.Known(benchmarkName())
    let name = known.name
    var result = NodeBenchmark(
      suite: name.suite, name: name.name, parameters: name.parameters, unit: name.unit,
      ended: optional(), best: double(), median: double(), samples: [], isVerified: false)
    result.modes = self.count()
    let count = count()
    result.samples.reserveCapacity(count)
    for _ in 0..<count { result.samples.append(double()) }
    result.isVerified = number() == 1
    for _ in 0..<self.count() { result.disturbances.append(text()) }
    if let bits = optional() { result.energyJoules = Double(bitPattern: bits) }
    result.checksum = optional()
    return (result, known.subject)
  }
}

extension JSONWalker {
  /// Reads parameters: what is no string as it stands.
  fileprivate mutating func parameters(
    into pairs: inout [(key: JSONText, value: JSONText)]
  ) throws(JSONFault) {
    var names = SeenNames()
    try object { (walker, name) throws(JSONFault) in
      try names.insert(name, walker)
      if walker.token == 0x22 {
        pairs.append((name, try walker.string()))
      } else {
        let start = walker.offset
        try walker.skip()
        let value = JSONText(start: start, end: walker.end(of: start), hasEscapes: false)
        pairs.append((name, value))
      }
    }
  }

  /// Reads the `kind` of each disturbance, but for those whose blocks were left out: no figure has them in it.
  fileprivate mutating func kinds() throws(JSONFault) -> [String] {
    var kinds: [String] = []
    try array { (walker) throws(JSONFault) in
      var kind: String?
      var isLeftOut = false
      try walker.record { (walker, name) throws(JSONFault) in
        switch name {
        case "kind": kind = try walker.text()
        case "left_out" where walker.token == 0x74:
          isLeftOut = true
          try walker.skip()
        default: try walker.skip()
        }
      }
      if let kind, !isLeftOut { kinds.append(kind) }
    }
    return kinds
  }
}
