import Exporters
import Foundation
import NodeModel
import TestSupport
import Testing

@Suite("The document of a histogram")
struct HistogramDocumentTests {
  private static func written(_ histogram: ExponentialHistogram) -> String {
    var json = JSONWriter()
    histogram.write(into: &json)
    return String(decoding: json.text.bytes, as: UTF8.self)
  }

  private static func read(_ text: String) throws -> ExponentialHistogram {
    var reader = try JSONReader(Array(text.utf8))
    return try ExponentialHistogram(reading: &reader)
  }

  @Test("it is written as the schema has it")
  func writing() throws {
    var histogram = ExponentialHistogram(schema: try #require(HistogramSchema(1)))
    #expect(Self.written(histogram) == #"{"schema":1,"count":0,"zero":0}"#)
    for value in [21.5, 22, 40, 0, -3, .nan] { histogram.add(value) }
    // log2: 21.5 4.43, 22 4.46, 40 5.32, 3 1.58; times two, rounded up, less one: 8, 8, 10, 3.
    let text = """
      {"schema":1,"count":5,"sum":80.5,"min":-3,"max":40,"zero":1,"refused":1,\
      "positive":{"offset":8,"counts":[2,0,1]},"negative":{"offset":3,"counts":[1]}}
      """
    #expect(Self.written(histogram) == text)
    #expect(try Self.read(text) == histogram)
    if let errors = try SchemaCheck.errors(in: Data(text.utf8), schema: "histogram.json") {
      #expect(errors == "")
    }
  }

  @Test("what is read back is the same, its sum rounded", arguments: UInt64(1)...10)
  func roundTrip(seed: UInt64) throws {
    var random = SeededRandom(seed)
    var histogram = ExponentialHistogram(schema: .sensor)
    for _ in 0..<300 { histogram.add(Double(random.below(100_000)) / 64 - 400) }
    let text = Self.written(histogram)
    // The values are whole 64ths, so that the sum needs no rounding.
    #expect(try Self.read(text) == histogram, "seed \(seed)")
    #expect(Self.written(try Self.read(text)) == text)
  }

  @Test(
    "what contradicts itself or is broken is refused",
    arguments: [
      #"{"schema":9,"count":0,"zero":0}"#,
      #"{"schema":1,"count":1,"zero":0}"#,
      #"{"schema":1,"zero":0}"#,
      #"{"count":0,"zero":0}"#,
      #"{"schema":1,"count":1,"zero":1,"sum":0,"min":0}"#,
      #"{"schema":1,"count":1,"zero":1,"sum":0,"min":0,"max":1}"#,
      #"{"schema":0,"count":1,"zero":0,"sum":1,"min":2,"max":1,"positive":{"offset":-1,"counts":[1]}}"#,
      #"{"schema":0,"count":2,"zero":0,"sum":1,"min":1,"max":1,"positive":{"offset":-1,"counts":[1]}}"#,
      #"{"schema":0,"count":1,"zero":0,"sum":3,"min":3,"max":3,"positive":{"offset":-1,"counts":[1]}}"#,
      #"{"schema":0,"count":1,"zero":0,"sum":1,"min":1,"max":1,"positive":{"counts":[1]}}"#,
      #"{"schema":0,"count":1,"zero":0,"sum":1,"min":1,"max":1,"positive":{"offset":5000,"counts":[1]}}"#,
      #"{"schema":0,"count":-1,"zero":-1}"#,
      #"{"schema":0,"count":9007199254740992,"zero":9007199254740992,"sum":0,"min":0,"max":0}"#,
    ])
  func refused(text: String) {
    #expect(throws: JSONError.self) { try Self.read(text) }
  }

  @Test("counts of 0 at the ends and a document with many buckets are taken")
  func tolerated() throws {
    let wide = (0..<3000).map { $0 == 0 || $0 == 2999 ? "1" : "0" }.joined(separator: ",")
    let least = HistogramSchema.benchmark.upperBound(of: 0)
    let greatest = HistogramSchema.benchmark.upperBound(of: 2999)
    let histogram = try Self.read(
      """
      {"schema":8,"count":2,"sum":1,"min":\(least),"max":\(greatest),"zero":0,\
      "positive":{"offset":0,"counts":[\(wide)]},"negative":{"offset":7,"counts":[0,0]}}
      """)
    // 3,000 buckets are 1,500 of schema 7 and 750 of schema 6.
    #expect(histogram.schema.number == 6 && histogram.positive.counts.count == 750)
    #expect(histogram.negative.counts.isEmpty)
  }
}
