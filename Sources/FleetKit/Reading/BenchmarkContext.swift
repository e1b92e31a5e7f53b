/// What the `context` of a benchmark document says of its run: when it ended, and what of a node's fingerprint may have
/// been another then.
struct BenchmarkContext {
  /// The keys of the fingerprint, in the order of `values`, which is theirs.
  fileprivate static let keys = [
    "benchmark", "frequency_driver", "governor", "kernel", "microcode",
  ]

  private(set) var ended: UInt64?
  /// Tells apart what may have changed bits of a result: the order of sums, another compiler, and the L1 by which k is
  /// cut. 0 where none of them is said.
  private(set) var build: UInt64 = 0
  private var values: InlineArray<5, JSONText?> = .init(repeating: nil)

  /// Reads a context; what is not a text says nothing.
  mutating func read(_ walker: inout JSONWalker) throws(JSONFault) {
    try walker.record { (walker, name) throws(JSONFault) in
      switch name {
      case "ended": ended = try walker.time()
      case "compiler", "product_revision":
        let start = walker.offset
        try walker.skip()
        build ^= walker.bytes.hash(of: start..<walker.end(of: start))
      case "caches": build ^= try walker.firstCache()
      case "version": values[0] = try walker.possibleString()
      case "kernel": values[3] = try walker.possibleString()
      case "scaling":
        try walker.possibleRecord { (walker, name) throws(JSONFault) in
          switch name {
          case "driver": values[1] = try walker.possibleString()
          case "governor": values[2] = try walker.possibleString()
          default: try walker.skip()
          }
        }
      case "processor":
        try walker.possibleRecord { (walker, name) throws(JSONFault) in
          if name == "microcode" {
            values[4] = try walker.possibleString()
          } else {
            try walker.skip()
          }
        }
      default: try walker.skip()
      }
    }
  }

  /// Writes the texts of what is known, and `build`.
  func write(to record: inout RecordWriter, _ walker: borrowing JSONWalker) {
    for place in values.indices { record.addOptional(values[place], walker) }
    record.add(build)
  }
}

extension RecordReader {
  /// Reads what a context says of a node's settings.
  mutating func benchmarkSettings() -> [NodeSetting] {
    var settings: [NodeSetting] = []
    for key in BenchmarkContext.keys {
      if let value = optionalText(), !value.isEmpty {
        settings.append(NodeSetting(key: key, value: value))
      }
    }
    return settings
  }
}

extension JSONWalker {
  /// Reads a string; another value is passed over.
  fileprivate mutating func possibleString() throws(JSONFault) -> JSONText? {
    if token == 0x22 { return try string() }
    try skip()
    return nil
  }

  /// Reads of an array of caches a number that bytes of L1 of another size hardly have; 0 where there is none.
  fileprivate mutating func firstCache() throws(JSONFault) -> UInt64 {
    guard token == 0x5B else {
      try skip()
      return 0
    }
    var found: UInt64 = 0
    try array { (walker) throws(JSONFault) in
      var isFirst = false
      var bytes = 0..<0
      try walker.possibleRecord { (walker, name) throws(JSONFault) in
        let start = walker.offset
        try walker.skip()
        let range = start..<walker.end(of: start)
        if name == "level" { isFirst = range.count == 1 && walker.bytes[start] == 0x31 }
        if name == "bytes" { bytes = range }
      }
      if isFirst, !bytes.isEmpty { found = walker.bytes.hash(of: bytes) &* 3 }
    }
    return found
  }

  /// Reads an object; another value is passed over.
  fileprivate mutating func possibleRecord(
    _ member: (inout JSONWalker, String) throws(JSONFault) -> Void
  ) throws(JSONFault) {
    if token == 0x7B { return try record(member) }
    try skip()
  }
}
