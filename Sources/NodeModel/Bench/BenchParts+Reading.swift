extension BenchInterval {
  init(from reader: inout JSONReader) throws(JSONError) {
    let start = reader.start()
    var low: Double?
    var high: Double?
    try reader.object { reader, name throws(JSONError) in
      switch name {
      case "low": low = try reader.number()
      case "high": high = try reader.number()
      default: try reader.skipValue()
      }
    }
    try self.init(low.required("low", in: start), high.required("high", in: start), in: start)
  }

  /// Refuses ends that have changed places; `start` is where they were read.
  init(_ low: Double, _ high: Double, in start: Int) throws(JSONError) {
    guard low <= high else { throw JSONError(at: start, "\"low\" is above \"high\"") }
    self.init(low: low, high: high)
  }
}

extension BenchMode {
  init(from reader: inout JSONReader) throws(JSONError) {
    let start = reader.start()
    var median: Double?
    var share: Double?
    var transferSeconds: Double?
    var peakShare: Double?
    try reader.object { reader, name throws(JSONError) in
      switch name {
      case "median": median = try reader.number()
      case "share": share = try reader.number()
      case "transfer_seconds": transferSeconds = try reader.number()
      case "peak_share": peakShare = try reader.number()
      default: try reader.skipValue()
      }
    }
    self.init(
      median: try median.required("median", in: start),
      share: try share.required("share", in: start), transferSeconds: transferSeconds,
      peakShare: peakShare)
  }
}

extension BenchDisturbance {
  init(from reader: inout JSONReader) throws(JSONError) {
    let start = reader.start()
    var kind: Kind?
    var amount: Double?
    var isLeftOut = false
    var detail: String?
    try reader.object { reader, name throws(JSONError) in
      switch name {
      case "kind": kind = try reader.word(Kind.self)
      case "amount": amount = try reader.number()
      case "left_out": isLeftOut = try reader.bool()
      case "detail": detail = try reader.string()
      default: try reader.skipValue()
      }
    }
    self.init(
      try kind.required("kind", in: start), amount: amount, isLeftOut: isLeftOut,
      detail: try detail.required("detail", in: start))
  }
}
