internal import NodeModel

extension BenchMemoryLevel {
  /// Writes one element of `levels`.
  func write(into json: inout JSONWriter) {
    json.object { json in
      json.member("level", name)
      json.member("seconds", seconds)
      json.member("knee_bytes", count: kneeBytes)
      json.member("beyond_bytes", count: beyondBytes)
      json.member("reported_bytes", count: reportedBytes)
      json.member("pages", pages)
      json.member("stride_bytes", count: strideBytes)
      json.member("grouping", grouping)
    }
  }
}
