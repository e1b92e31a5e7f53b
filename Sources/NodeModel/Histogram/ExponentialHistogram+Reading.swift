extension ExponentialHistogram {
  /// More buckets of one sign are refused.
  public static let mostBuckets = 1 << 16

  /// Reads a histogram as docs/schema/histogram.json has it. What contradicts itself is an error: a count that is
  /// not that of the buckets, a least or greatest value outside of the buckets at the ends.
  public init(
    reading reader: inout JSONReader, bucketLimit: Int = Self.bucketLimit
  ) throws(JSONError) {
    let start = reader.start()
    var schema: HistogramSchema?
    var (count, zeros, refused): (UInt64?, UInt64, UInt64) = (nil, 0, 0)
    var (sum, least, greatest): (Double?, Double?, Double?)
    var (positive, negative) = (HistogramBuckets(), HistogramBuckets())
    try reader.object { reader, name throws(JSONError) in
      let place = reader.start()
      switch name {
      case "schema":
        schema = HistogramSchema(try reader.integer())
        guard schema != nil else { throw JSONError(at: place, "the schema is not −4 to 8") }
      case "count": count = try reader.tally()
      case "zero": zeros = try reader.tally()
      case "refused": refused = try reader.tally()
      case "sum": sum = try reader.number()
      case "min": least = try reader.number() + 0
      case "max": greatest = try reader.number() + 0
      case "positive": positive = try HistogramBuckets(from: &reader)
      case "negative": negative = try HistogramBuckets(from: &reader)
      default: try reader.skipValue()
      }
    }
    let scale = try schema.required("schema", in: start)
    let total = try count.required("count", in: start)
    for range in [positive.range, negative.range].compactMap(\.self)
    where !(scale.buckets ~= range.lowerBound && scale.buckets ~= range.upperBound) {
      throw JSONError(at: start, "buckets beyond all numbers")
    }
    var counted = zeros
    for each in [positive, negative] {
      for one in each.counts { counted.addSaturating(one) }
    }
    guard counted == total else {
      throw JSONError(at: start, "the buckets hold \(counted) values and not \(total)")
    }
    var range: ClosedRange<Double>?
    if total > 0 {
      let low = try least.required("min", in: start)
      let high = try greatest.required("max", in: start)
      guard low <= high,
        scale.holds(low, atLowEndOf: positive, negative, zeros),
        scale.holds(-high, atLowEndOf: negative, positive, zeros)
      else { throw JSONError(at: start, "\"min\" or \"max\" is not in the buckets at the ends") }
      range = low...high
    }
    self.init(
      schema: scale, bucketLimit: bucketLimit, count: total, zeroCount: zeros,
      refusedCount: refused, range: range,
      sum: total > 0 ? try sum.required("sum", in: start) : 0, positive: positive,
      negative: negative)
  }
}

extension HistogramSchema {
  /// Whether a value is in the lowest of all occupied buckets.
  fileprivate func holds(
    _ value: Double, atLowEndOf positive: HistogramBuckets, _ negative: HistogramBuckets,
    _ zeros: UInt64
  ) -> Bool {
    if let last = negative.range?.upperBound { return value < 0 && bucket(of: -value) == last }
    if zeros > 0 { return value == 0 }
    return value > 0 && bucket(of: value) == positive.range?.lowerBound
  }
}

extension HistogramBuckets {
  fileprivate init(from reader: inout JSONReader) throws(JSONError) {
    let start = reader.start()
    var offset: Int?
    var counts: [UInt64]?
    try reader.object { reader, name throws(JSONError) in
      switch name {
      case "offset": offset = try reader.integer()
      case "counts":
        counts = try reader.list { reader throws(JSONError) in try reader.tally() }
      default: try reader.skipValue()
      }
    }
    let first = try offset.required("offset", in: start)
    let all = try counts.required("counts", in: start)
    guard all.count <= ExponentialHistogram.mostBuckets, first.magnitude < 1 << 32 else {
      throw JSONError(at: start, "more buckets than there can be")
    }
    self.init(offset: first, counts: all)
  }
}

extension JSONReader {
  /// How often something occurred: so few that all programs read the number exactly.
  fileprivate mutating func tally() throws(JSONError) -> UInt64 {
    let start = start()
    let value = try count()
    guard value < 1 << 53 else { throw JSONError(at: start, "a count beyond 2^53") }
    return UInt64(value)
  }
}
