extension BenchMemoryLevel {
  /// Reads one element of `levels`.
  init(from reader: inout JSONReader) throws(JSONError) {
    let start = reader.start()
    var name: String?
    var seconds: Double?
    var kneeBytes: Int?
    var beyondBytes: Int?
    var reportedBytes: Int?
    var pages: String?
    var strideBytes: Int?
    var grouping: String?
    try reader.object { reader, member throws(JSONError) in
      switch member {
      case "level": name = try reader.string()
      case "seconds": seconds = try reader.number()
      case "knee_bytes": kneeBytes = try reader.count()
      case "beyond_bytes": beyondBytes = try reader.count()
      case "reported_bytes": reportedBytes = try reader.count()
      case "pages": pages = try reader.string()
      case "stride_bytes": strideBytes = try reader.count()
      case "grouping": grouping = try reader.string()
      default: try reader.skipValue()
      }
    }
    self.init(
      name: try name.required("level", in: start),
      seconds: try seconds.required("seconds", in: start),
      kneeBytes: try kneeBytes.required("knee_bytes", in: start), beyondBytes: beyondBytes,
      reportedBytes: reportedBytes, pages: try pages.required("pages", in: start),
      strideBytes: try strideBytes.required("stride_bytes", in: start),
      grouping: try grouping.required("grouping", in: start))
  }
}
