import NodeModel
import TestSupport
import Testing

@Suite("Exponential histograms")
struct ExponentialHistogramTests {
  private static func histogram(
    of values: some Sequence<Double>, _ schema: HistogramSchema = .benchmark, limit: Int = 1024
  ) -> ExponentialHistogram {
    var histogram = ExponentialHistogram(schema: schema, bucketLimit: limit)
    for value in values { histogram.add(value) }
    return histogram
  }

  /// Of either sign; 0 and what is no number are among them.
  private static func value(_ octaves: UInt64, _ random: inout SeededRandom) -> Double {
    switch random.below(20) {
    case 0: return 0
    case 1: return .nan
    default:
      let significand = 1 + Double(random.below(1 << 52)) * 0x1p-52
      return Double(
        sign: random.once(in: 4) ? .minus : .plus, exponent: Int(random.below(octaves)),
        significand: significand)
    }
  }

  @Test("each value is counted in its bucket, by its sign")
  func counting() throws {
    let schema = try #require(HistogramSchema(0))
    let histogram = Self.histogram(of: [1, 2, 3, 4, 5, 0, -0.0, -3, -40], schema)
    #expect(histogram.count == 9 && histogram.zeroCount == 2)
    // (0.5, 1] 1, (1, 2] 1, (2, 4] 2, (4, 8] 1
    #expect(histogram.positive.offset == -1 && histogram.positive.counts == [1, 1, 2, 1])
    // (2, 4] 1, (32, 64] 1
    #expect(histogram.negative.offset == 1 && histogram.negative.counts == [1, 0, 0, 0, 1])
    #expect(histogram.least == -40 && histogram.greatest == 5)
    #expect(histogram.sum.value == -28 && histogram.mean == -28.0 / 9)
  }

  @Test("what is not a number or infinite is refused and counted")
  func refused() {
    let histogram = Self.histogram(of: [.nan, 1, .infinity, -.infinity, .signalingNaN])
    #expect(histogram.count == 1 && histogram.refusedCount == 4)
    #expect(histogram.least == 1 && histogram.greatest == 1 && histogram.sum.value == 1)
  }

  @Test("more buckets than allowed make all of them coarser, and lose no count")
  func limit() {
    // Ten octaves are 2,560 buckets of schema 8, 1,280 of schema 7 and 640 of schema 6.
    let values = (0...10).map { Double(1 << $0) }
    let histogram = Self.histogram(of: values)
    #expect(histogram.schema.number == 6 && histogram.positive.counts.reduce(0, +) == 11)
    #expect(histogram == Self.histogram(of: values.reversed()))
    let widest = Self.histogram(of: [0x1p-1074, .greatestFiniteMagnitude, -0x1p-1074], limit: 1)
    #expect(widest.bucketLimit == 160 && widest.schema.number == -4 && widest.count == 3)
  }

  @Test(
    "values that are counted together are the same as one after the other",
    arguments: UInt64(1)...40)
  func countingTogether(seed: UInt64) {
    var random = SeededRandom(seed)
    let schema = HistogramSchema(Int(random.below(13)) - 4) ?? .benchmark
    let isOrdinary = seed.isMultiple(of: 2)
    let octaves = random.below(20) + 1
    var (together, single) = (Self.histogram(of: [], schema), Self.histogram(of: [], schema))
    for _ in 0..<30 {
      let values = (0..<random.below(50)).map { _ in
        let value = Self.value(octaves, &random)
        return isOrdinary ? abs(value) + 1 : value
      }
      together.add(contentsOf: values)
      for value in values { single.add(value) }
    }
    #expect(together == single, "seed \(seed)")
  }

  @Test("of values that are counted together each is in its bucket")
  func bucketsTogether() {
    var histogram = Self.histogram(of: [])
    histogram.add(contentsOf: [1, 0x1.00b1afa5abcbep+0, 0x1.00b1afa5abcbfp+0, 0x1p+10])
    // Schema 6, since ten octaves are 2,560 buckets of schema 8: (2^-1/64, 1] 1, (1, 2^1/64] 2, up to 2^10 1.
    #expect(histogram.schema.number == 6 && histogram.positive.offset == -1)
    #expect(Array(histogram.positive.counts.prefix(2)) == [1, 2])
    #expect(histogram.positive.counts.last == 1 && histogram.positive.counts.count == 641)
    #expect(histogram.sum.value == 1027.0054225501003)
    #expect(histogram.least == 1 && histogram.greatest == 1024 && histogram.count == 4)
  }

  @Test("merging is associative and commutative, whatever the schemas", arguments: UInt64(1)...20)
  func merging(seed: UInt64) {
    var random = SeededRandom(seed)
    let parts = (0..<6).map { _ in
      let schema = HistogramSchema(Int(random.below(13)) - 4) ?? .benchmark
      let octaves = random.below(40) + 1
      let values = (0..<random.below(200)).map { _ in Self.value(octaves, &random) }
      return Self.histogram(of: values, schema, limit: 160 + Int(random.below(400)))
    }
    let first = parts.reduce(into: parts[0]) { $0.merge($1) }
    for _ in 0..<10 {
      // The first part counts twice, so it is twice in the pile.
      var pile = (parts + [parts[0]]).shuffled(using: &random)
      while pile.count > 1 {
        let one = pile.remove(at: Int(random.below(UInt64(pile.count))))
        pile[Int(random.below(UInt64(pile.count)))].merge(one)
      }
      #expect(pile[0] == first, "seed \(seed)")
    }
  }

  @Test("merging parts is the same as counting all values in one", arguments: UInt64(1)...10)
  func parts(seed: UInt64) {
    var random = SeededRandom(seed)
    let values = (0..<2000).map { _ in Double(random.below(1 << 40)) * 0x1p-20 - 1000 }
    var merged = ExponentialHistogram(schema: .benchmark, bucketLimit: 300)
    for start in stride(from: 0, to: values.count, by: 125) {
      merged.merge(Self.histogram(of: values[start..<start + 125], limit: 300))
    }
    #expect(merged == Self.histogram(of: values, limit: 300), "seed \(seed)")
  }

  @Test("a quantile is within the error of the schema, the least and the greatest are exact")
  func quantiles() throws {
    var random = SeededRandom(7)
    let values = (0..<5001).map { _ in 4.7e12 * (1 + Double(random.below(1000)) / 5000) }.sorted()
    let histogram = Self.histogram(of: values)
    #expect(histogram.schema == .benchmark)
    for thousandth in 0...1000 {
      // ⌈share · n⌉ in whole numbers.
      let place = max(1, (thousandth * values.count + 999) / 1000)
      let exact = values[place - 1]
      let found = try #require(histogram.quantile(Double(thousandth) / 1000))
      #expect(abs(found - exact) <= 0.0013538023 * exact, "\(thousandth)")
    }
    #expect(histogram.quantile(0) == values.first && histogram.quantile(1) == values.last)
    #expect(ExponentialHistogram(schema: .sensor).quantile(0.5) == nil)
  }

  @Test("quantiles run from the lowest negative value through zero")
  func signs() throws {
    let schema = try #require(HistogramSchema(0))
    let histogram = Self.histogram(of: [-10, -3, 0, 0, 3, 12, 100], schema)
    // Harmonic means of (2, 4] and (8, 16].
    let expected = [-10, -8.0 / 3, 0, 0, 8.0 / 3, 32.0 / 3, 100]
    for (place, value) in expected.enumerated() {
      let found = try #require(histogram.quantile((Double(place) + 0.5) / 7))
      #expect(abs(found - value) < 1e-12)
    }
  }

  @Test("numbers that overflow a count stay at the greatest")
  func overflow() throws {
    var reader = try JSONReader(
      Array(
        """
        {"schema":0,"count":9007199254740991,"sum":1,"min":1,"max":1,"zero":0,\
        "positive":{"offset":-1,"counts":[9007199254740991]}}
        """.utf8))
    var histogram = try ExponentialHistogram(reading: &reader)
    for _ in 0..<12 { histogram.merge(histogram) }
    #expect(histogram.count == .max && histogram.positive.counts == [.max])
    #expect(histogram.quantile(0.5) == 1)
  }
}
