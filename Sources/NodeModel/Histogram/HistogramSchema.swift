/// How finely an exponential histogram divides numbers: bucket i of schema s holds (2^(i·2^-s), 2^((i+1)·2^-s)].
///
/// The schemas −4 to 8 are those of Prometheus' native histograms (there bucket i is called i + 1) and the scales
/// of OTLP's exponential histograms (there under the same number). Two buckets of a schema are one of the next
/// coarser, so nothing is lost but resolution where histograms of several schemas meet.
public struct HistogramSchema: Hashable, Sendable {
  /// The numbers of all schemas, the coarsest first.
  public static let numbers = -4...8
  /// 256 buckets between powers of two: results of benchmarks, where 3 % is a defect.
  public static let benchmark = HistogramSchema(unchecked: 8)
  /// 32 buckets between powers of two: temperatures, watts, revolutions.
  public static let sensor = HistogramSchema(unchecked: 5)

  /// From −4 to 8.
  public let number: Int

  /// The schema of a number; nil where there is none.
  public init?(_ number: Int) {
    guard Self.numbers.contains(number) else { return nil }
    self.number = number
  }

  private init(unchecked number: Int) {
    self.number = number
  }

  /// The schema so many steps coarser; the coarsest one where there are fewer.
  func coarser(by steps: Int) -> HistogramSchema {
    HistogramSchema(unchecked: max(Self.numbers.lowerBound, number - steps))
  }

  /// The bucket of a number, which must be finite and above 0.
  public func bucket(of value: Double) -> Int {
    Self.finestBucket(of: value) >> (Self.numbers.upperBound - number)
  }

  /// The greatest number that is not in the bucket but below it, to the last digit of a double.
  public func lowerBound(of bucket: Int) -> Double {
    let finest = bucket << (Self.numbers.upperBound - number)
    return Double(sign: .plus, exponent: finest >> 8, significand: Self.bounds[finest & 255])
  }

  /// The greatest number of the bucket, to the last digit of a double; infinite where no double is above it.
  public func upperBound(of bucket: Int) -> Double { lowerBound(of: bucket + 1) }

  /// The buckets that hold doubles.
  public var buckets: ClosedRange<Int> {
    bucket(of: .leastNonzeroMagnitude)...bucket(of: .greatestFiniteMagnitude)
  }

  /// What the number that stands for a bucket differs from one in it by at most, relative to that one: with
  /// neighbouring bounds in the ratio b, (b − 1)/(b + 1). 0.135 % of schema 8, 1.08 % of schema 5.
  public var relativeError: Double {
    let ratio = upperBound(of: 0)
    return (ratio - 1) / (ratio + 1)
  }

  /// The number that stands for a bucket: the harmonic mean of its bounds, whose greatest relative error is least.
  func representative(of bucket: Int) -> Double {
    let (low, high) = (lowerBound(of: bucket), upperBound(of: bucket))
    return 2 * low / (1 + low / high)
  }

  /// The buckets of normal numbers above 0, one after the other.
  func forEachBucket(ofNormal values: [Double], _ body: (Int) -> Void) {
    let (starts, bounds) = (Self.starts, Self.endedBounds)
    let steps = Self.numbers.upperBound - number
    for value in values {
      let fraction = value.significandBitPattern
      let significand = Double(bitPattern: fraction | Double(1).bitPattern)
      var place = Int(starts[Int(fraction >> 44)])
      // Two more at most: both are looked at, so that nothing has to be guessed.
      place += (significand > bounds[place] ? 1 : 0) + (significand > bounds[place + 1] ? 1 : 0)
      let exponent = Int(value.exponentBitPattern) - Int(Double(1).exponentBitPattern)
      body((exponent << 8 + place - 1) >> steps)
    }
  }

  private static func finestBucket(of value: Double) -> Int {
    let significand = value.significand
    var place = Int(starts[Int(significand.significandBitPattern >> 44)])
    while place < 256, significand > bounds[place] { place += 1 }
    return Int(value.exponent) << 8 + place - 1
  }

  /// How many bounds are below all significands that begin with the same eight bits; at most two more are
  /// below some of them.
  private static let starts: [UInt16] = (0..<256).map { cell in
    let least = 1 + Double(cell) / 256
    return UInt16(bounds.prefix { $0 < least }.count)
  }

  /// `bounds`, and behind them what no number is above.
  private static let endedBounds = bounds + [.infinity, .infinity]
}
