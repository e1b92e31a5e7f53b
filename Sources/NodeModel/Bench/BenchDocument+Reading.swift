extension BenchDocument {
  /// Reads `nodeprobe.bench/1`, whoever wrote it: what is not as `docs/schema/bench.json` says is an error
  /// with its place, members that are not known here are passed over.
  public init(reading bytes: [UInt8]) throws(JSONError) {
    var reader = try JSONReader(bytes)
    try self.init(from: &reader)
    try reader.end()
  }

  /// Reads the documents that are kept in the state directory, an array with the newest first, or a single one, which
  /// is an array of one.
  public static func all(reading bytes: [UInt8]) throws(JSONError) -> [BenchDocument] {
    var reader = try JSONReader(bytes)
    var documents: [BenchDocument] = []
    if try reader.kind() == .array {
      let start = reader.start()
      documents = try reader.list { reader throws(JSONError) in try BenchDocument(from: &reader) }
      guard !documents.isEmpty else { throw JSONError(at: start, "there is no document in it") }
    } else {
      documents = [try BenchDocument(from: &reader)]
    }
    try reader.end()
    return documents
  }

  /// Reads a document that stands inside another.
  public init(from reader: inout JSONReader) throws(JSONError) {
    let start = reader.start()
    var schema: String?
    var conditions: BenchConditions?
    var results: [BenchResult]?
    var omissions: [BenchOmission] = []
    var levels: [BenchMemoryLevel] = []
    try reader.object { reader, name throws(JSONError) in
      switch name {
      case "schema":
        let place = reader.start()
        schema = try reader.string()
        guard schema == Self.schema else {
          throw JSONError(at: place, "the schema is not \(Self.schema)")
        }
      case "context": conditions = try BenchConditions(from: &reader)
      case "results":
        results = try reader.list { reader throws(JSONError) in try BenchResult(from: &reader) }
      case "omitted":
        omissions = try reader.list { reader throws(JSONError) in try BenchOmission(from: &reader) }
      case "levels":
        levels = try reader.list { reader throws(JSONError) in
          try BenchMemoryLevel(from: &reader)
        }
      default: try reader.skipValue()
      }
    }
    _ = try schema.required("schema", in: start)
    self.init(
      conditions: try conditions.required("context", in: start),
      results: try results.required("results", in: start), omissions: omissions,
      levels: levels)
  }
}

extension BenchOmission {
  init(from reader: inout JSONReader) throws(JSONError) {
    let start = reader.start()
    var subject = SubjectMembers()
    var reason: String?
    var count = 1
    try reader.object { reader, name throws(JSONError) in
      if try subject.read(name, &reader) { return }
      switch name {
      case "reason": reason = try reader.string()
      case "count": count = try reader.positiveInteger()
      default: try reader.skipValue()
      }
    }
    self.init(
      subject: try subject.subject(in: start), reason: try reason.required("reason", in: start),
      count: count)
  }
}
