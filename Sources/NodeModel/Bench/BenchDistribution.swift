/// How the single events lie of which a result's repetitions were made: wake-ups, not means of them.
public struct BenchDistribution: Sendable, Equatable {
  /// How many events there were.
  public let count: Int
  /// The middle one, in the result's unit.
  public let p50: Double
  /// 99 of 100 are no greater.
  public let p99: Double
  /// 999 of 1,000 are no greater; nil of fewer events than that.
  public let p999: Double?
  /// The greatest of all.
  public let max: Double

  /// States a distribution.
  public init(count: Int, p50: Double, p99: Double, p999: Double?, max: Double) {
    self.count = count
    self.p50 = p50
    self.p99 = p99
    self.p999 = p999
    self.max = max
  }
}

extension BenchDistribution {
  init(from reader: inout JSONReader) throws(JSONError) {
    let start = reader.start()
    var count: Int?
    var p50: Double?
    var p99: Double?
    var p999: Double?
    var max: Double?
    try reader.object { reader, name throws(JSONError) in
      switch name {
      case "count": count = try reader.count()
      case "p50": p50 = try reader.number()
      case "p99": p99 = try reader.number()
      case "p99_9": p999 = try reader.number()
      case "max": max = try reader.number()
      default: try reader.skipValue()
      }
    }
    self.init(
      count: try count.required("count", in: start), p50: try p50.required("p50", in: start),
      p99: try p99.required("p99", in: start), p999: p999,
      max: try max.required("max", in: start))
  }
}
