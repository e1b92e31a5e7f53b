/// How often which values occurred, in buckets whose bounds are in a constant ratio.
///
/// It is the state of a set of values that does not depend on the order in which they came or were merged: the
/// schema is the finest one, not above the first, in which the buckets of either sign are at most `bucketLimit`;
/// counts are whole numbers and the sum is exact. Adding takes no memory once the buckets of its range are there.
///
/// Bounds are exact as defined (OpenTelemetry metrics data model, "ExponentialHistogram"). Prometheus' client
/// libraries compare with a table whose numbers are up to four units in the last place too low: of values
/// that near to a bound (10^-15 of them) they may say the next bucket.
public struct ExponentialHistogram: Sendable, Equatable {
  /// Enough for all doubles in the coarsest schema; a lower limit counts as this one.
  public static let leastBucketLimit = 160
  /// Where nobody says otherwise: four octaves of benchmark results, 32 of sensors'.
  public static let bucketLimit = 1024

  /// The schema that its values allow.
  public private(set) var schema: HistogramSchema
  /// The most buckets of either sign.
  public private(set) var bucketLimit: Int
  /// How many values it holds.
  public private(set) var count: UInt64 = 0
  /// How many of them are 0.
  public private(set) var zeroCount: UInt64 = 0
  /// How many were not numbers or infinite: no part of `count`.
  public private(set) var refusedCount: UInt64 = 0
  /// The least value; nil of none.
  public private(set) var least: Double?
  /// The greatest value; nil of none.
  public private(set) var greatest: Double?
  /// All values together.
  public private(set) var sum = ExactSum()
  /// The buckets of values above 0.
  public private(set) var positive = HistogramBuckets()
  /// The buckets of values below 0, by their magnitude.
  public private(set) var negative = HistogramBuckets()

  /// A histogram without values, at first of this schema.
  public init(schema: HistogramSchema, bucketLimit: Int = Self.bucketLimit) {
    self.schema = schema
    self.bucketLimit = max(Self.leastBucketLimit, bucketLimit)
  }

  /// One with all that it holds, as a document says; coarser where it has more buckets than allowed.
  init(
    schema: HistogramSchema, bucketLimit: Int, count: UInt64, zeroCount: UInt64,
    refusedCount: UInt64, range: ClosedRange<Double>?, sum: Double, positive: HistogramBuckets,
    negative: HistogramBuckets
  ) {
    self.init(schema: schema, bucketLimit: bucketLimit)
    self.count = count
    self.zeroCount = zeroCount
    self.refusedCount = refusedCount
    least = range?.lowerBound
    greatest = range?.upperBound
    self.sum.add(sum)
    self.positive = positive
    self.negative = negative
    coarsen(
      by: max(
        HistogramBuckets.steps(for: positive.range, and: nil, limit: self.bucketLimit),
        HistogramBuckets.steps(for: negative.range, and: nil, limit: self.bucketLimit)))
  }

  /// Counts a value. One that is not a number or infinite is refused and counted as such.
  public mutating func add(_ value: Double) {
    guard value.isFinite else { return refusedCount.addSaturating(1) }
    // −0 becomes 0, which is the same and looks the same.
    let value = value + 0
    count.addSaturating(1)
    least = min(least ?? value, value)
    greatest = max(greatest ?? value, value)
    sum.add(value)
    if value > 0 {
      positive.add(makeRoom(for: value, in: positive.range))
    } else if value < 0 {
      negative.add(makeRoom(for: -value, in: negative.range))
    } else {
      zeroCount.addSaturating(1)
    }
  }

  /// Counts values, as one after the other would be, and in a fifth of the time.
  public mutating func add(contentsOf values: [Double]) {
    guard let low = values.min(), let high = values.max(), low >= .leastNormalMagnitude,
      values.allSatisfy(\.isFinite)
    else {
      for value in values { add(value) }
      return
    }
    count.addSaturating(UInt64(values.count))
    least = min(least ?? low, low)
    greatest = max(greatest ?? high, high)
    sum.add(normal: values, from: low, to: high)
    // Room for the ends is room for all.
    coarsen(
      by: HistogramBuckets.steps(
        for: positive.range, and: schema.bucket(of: low)...schema.bucket(of: high),
        limit: bucketLimit))
    positive.add(normal: values, schema.bucket(of: low)...schema.bucket(of: high), of: schema)
  }

  /// Adds all that another histogram holds. The coarser schema and the lower limit hold for both.
  public mutating func merge(_ other: ExponentialHistogram) {
    var other = other
    bucketLimit = min(bucketLimit, other.bucketLimit)
    let common = min(schema.number, other.schema.number)
    coarsen(by: schema.number - common)
    other.coarsen(by: other.schema.number - common)
    let steps = max(
      HistogramBuckets.steps(
        for: positive.range, and: other.positive.range, limit: bucketLimit),
      HistogramBuckets.steps(
        for: negative.range, and: other.negative.range, limit: bucketLimit))
    coarsen(by: steps)
    other.coarsen(by: steps)
    positive.add(other.positive)
    negative.add(other.negative)
    count.addSaturating(other.count)
    zeroCount.addSaturating(other.zeroCount)
    refusedCount.addSaturating(other.refusedCount)
    sum.add(other.sum)
    if let low = other.least { least = min(least ?? low, low) }
    if let high = other.greatest { greatest = max(greatest ?? high, high) }
  }

  /// The bucket of a magnitude, after all buckets were made coarser as far as it needs.
  private mutating func makeRoom(for magnitude: Double, in range: ClosedRange<Int>?) -> Int {
    let bucket = schema.bucket(of: magnitude)
    let steps = HistogramBuckets.steps(for: range, and: bucket...bucket, limit: bucketLimit)
    coarsen(by: steps)
    return bucket >> steps
  }

  private mutating func coarsen(by steps: Int) {
    guard steps > 0 else { return }
    schema = schema.coarser(by: steps)
    positive.coarsen(by: steps)
    negative.coarsen(by: steps)
  }
}
