/// What the `context` of a benchmark document says of its run: when it ended, and what of a node's fingerprint may have
/// been another then.
struct BenchmarkContext {
  /// The keys of the fingerprint, in the order of `values`, which is theirs.
  fileprivate static let keys = [
    "benchmark", "frequency_driver", "governor", "kernel", "microcode",
  ]

  private(set) var ended: UInt64?
  /// Tells apart what may have changed bits of a result: another compiler, and caches by which matrices are cut. 0 where
  /// neither is said.
  private(set) var build: UInt64 = 0
  private var values: InlineArray<5, JSONText?> = .init(repeating: nil)

  /// Reads a context; what is not a text says nothing.
  mutating func read(_ walker: inout JSONWalker) throws(JSONFault) {
    try walker.record { (walker, name) throws(JSONFault) in
      switch name {
      case "ended": ended = try walker.time()
      case "compiler", "caches":
        let start = walker.offset
        try walker.skip()
        // Which of both it was counts as well.
        build ^= walker.bytes.hash(of: start..<walker.end(of: start)) &* (name == "caches" ? 3 : 1)
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

  /// Reads an object; another value is passed over.
  fileprivate mutating func possibleRecord(
    _ member: (inout JSONWalker, String) throws(JSONFault) -> Void
  ) throws(JSONFault) {
    if token == 0x7B { return try record(member) }
    try skip()
  }
}
