import NodeModel
import TestSupport
import Testing

@Suite("The buckets of exponential histograms")
struct HistogramSchemaTests {
  /// Worked out with 80 decimal digits: ⌈log2(value) · 2^schema⌉ − 1 for the schemas 8, 5, 1, 0, −1 and −4.
  private static let known: [(Double, [Int])] = [
    (1.0, [-1, -1, -1, -1, -1, -1]),
    (2.0, [255, 31, 1, 0, 0, 0]),
    (0.5, [-257, -33, -3, -2, -1, -1]),
    (1.0000000000000002, [0, 0, 0, 0, 0, 0]),
    (0.9999999999999999, [-1, -1, -1, -1, -1, -1]),
    (3.0, [405, 50, 3, 1, 0, 0]),
    (1e-300, [-255125, -31891, -1994, -997, -499, -63]),
    (0x1p-1074, [-274945, -34369, -2149, -1075, -538, -68]),
    (1.7976931348623157e308, [262143, 32767, 2047, 1023, 511, 63]),
    (100.0, [1700, 212, 13, 6, 3, 0]),
    (0.1, [-851, -107, -7, -4, -2, -1]),
    (2.2250738585072014e-308, [-261633, -32705, -2045, -1023, -512, -64]),
    // The doubles on both sides of the root of 2.
    (1.4142135623730951, [128, 16, 1, 0, 0, 0]),
    (1.414213562373095, [127, 15, 0, 0, 0, 0]),
    (65.5, [1544, 193, 12, 6, 3, 0]),
    (4.2e-9, [-7124, -891, -56, -28, -14, -2]),
    (5.2e12, [10813, 1351, 84, 42, 21, 2]),
  ]

  @Test("a value is in the bucket that the definition gives, at bounds and at the ends of doubles")
  func buckets() throws {
    for (value, expected) in Self.known {
      for (number, bucket) in zip([8, 5, 1, 0, -1, -4], expected) {
        let schema = try #require(HistogramSchema(number))
        #expect(schema.bucket(of: value) == bucket, "\(value) in schema \(number)")
      }
    }
  }

  @Test("there are the schemas −4 to 8 and no others")
  func schemas() {
    #expect(HistogramSchema(-5) == nil && HistogramSchema(9) == nil)
    #expect(HistogramSchema(-4) != nil && HistogramSchema(8) == .benchmark)
  }

  @Test("bounds are powers of 2 with fractions")
  func bounds() throws {
    // 2^(1/256), 2^(1/2), 2^(255/256) by 60 decimal digits, each the next double below.
    let finest = HistogramSchema.benchmark
    #expect(finest.upperBound(of: 0) == 0x1.00b1afa5abcbep+0)
    #expect(finest.upperBound(of: 127) == 0x1.6a09e667f3bccp+0)
    #expect(finest.upperBound(of: 254) == 0x1.fe9d96b2a23d9p+0)
    #expect(finest.lowerBound(of: -256) == 0.5 && finest.upperBound(of: 511) == 4)
    let coarsest = try #require(HistogramSchema(-4))
    #expect(coarsest.lowerBound(of: 1) == 65536 && coarsest.lowerBound(of: -1) == 0x1p-16)
    #expect(coarsest.upperBound(of: 63) == .infinity)
  }

  @Test("a bound is in the bucket below it, and the next double in that above")
  func edges() throws {
    for number in HistogramSchema.numbers {
      let schema = try #require(HistogramSchema(number))
      for bucket in schema.bucket(of: 1e-5)...schema.bucket(of: 1e5) {
        let bound = schema.upperBound(of: bucket)
        #expect(schema.bucket(of: bound) == bucket && schema.bucket(of: bound.nextUp) == bucket + 1)
      }
    }
  }

  @Test("what stands for a bucket of schema 8 is within 0.14 % of its bounds")
  func errors() throws {
    // (2^(2^-8) − 1) / (2^(2^-8) + 1) by 60 decimal digits; schema 5; schema 0.
    #expect(abs(HistogramSchema.benchmark.relativeError - 0.00135380225995608) < 1e-15)
    #expect(abs(HistogramSchema.sensor.relativeError - 0.0108300012533736) < 1e-15)
    #expect(try #require(HistogramSchema(0)).relativeError == 1.0 / 3)
  }
}
