extension BenchConditions.Cache {
  init(from reader: inout JSONReader) throws(JSONError) {
    let start = reader.start()
    var level: Int?
    var bytes: Int?
    var sharers: Int?
    try reader.object { reader, name throws(JSONError) in
      switch name {
      case "level": level = try reader.count()
      case "bytes": bytes = try reader.count()
      case "sharers": sharers = try reader.count()
      default: try reader.skipValue()
      }
    }
    self.init(
      level: try level.required("level", in: start), bytes: try bytes.required("bytes", in: start),
      sharers: try sharers.required("sharers", in: start))
  }
}
