import Exporters
import Foundation
import NodeModel
import TestSupport
import Testing

@Suite("The document of a benchmark run")
struct BenchDocumentTests {
  private static func example() throws -> [UInt8] {
    let url = SchemaCheck.root.appendingPathComponent("docs/schema/examples/bench.json")
    return Array(try Data(contentsOf: url))
  }

  private func written(_ document: BenchDocument) -> [UInt8] {
    var json = JSONWriter()
    document.write(into: &json)
    return json.text.bytes
  }

  @Test("the example is read as it stands")
  func reading() throws {
    let document = try BenchDocument(reading: Self.example())
    #expect(document.conditions.started == 1_795_271_444_250_000_000)
    #expect(document.conditions.processor.modelNumber == 17)
    #expect(document.conditions.caches.map(\.bytes) == [32_768, 1_048_576, 33_554_432])
    #expect(document.conditions.before.temperatureCelsius == 48.5)
    #expect(document.conditions.after.reportedHertz == nil)
    #expect(document.conditions.scaling.isBoosting == true)
    let first = try #require(document.results.first)
    #expect(first.subject.parameters.map(\.name) == ["n", "threads", "isa"])
    #expect(first.subject.unit == .flopPerSecond)
    #expect(first.median == 1.044e11 && first.blocks == [2, 1, 1, 1, 1] && first.dropped == 3)
    #expect(first.disturbances.map(\.kind) == [.cpuShare, .steal])
    #expect(first.disturbances.map(\.isLeftOut) == [false, true])
    #expect(document.results.map(\.transferSeconds) == [nil, 4.13e-8, nil])
    #expect(first.energy?.watts == 83)
    #expect(document.results[1].modes.map(\.share) == [0.4, 0.6])
    #expect(document.results[1].energy == nil)
    #expect(document.results[1].modes.map(\.transferSeconds) == [8.82e-8, nil])
    #expect(document.results[1].modes.map(\.peakShare) == [0.52, nil])
    #expect(first.checksum == 0x0f3a_61c2_d4e5_b678 && document.results[1].checksum == nil)
    #expect(first.clockHertz == 3.655e9 && document.results[1].clockHertz == nil)
    let wakeUps = try #require(document.results[2].distribution)
    #expect(wakeUps.count == 4_200 && wakeUps.p50 == 3.1e-6 && wakeUps.p99 == 2.05e-5)
    #expect(wakeUps.p999 == 8.2e-5 && wakeUps.max == 5.12e-4)
    #expect(document.omissions.map(\.reason) == ["needs 384 MiB, the limit is 256 MiB"])
    #expect(document.results.map(\.ended) == [1_795_271_461_125_000_000, nil, nil])
    #expect(document.levels.map(\.name) == ["L1", "DRAM"])
    #expect(document.levels.map(\.kneeBytes) == [32_768, 268_435_456])
    #expect(document.levels.map(\.beyondBytes) == [49_152, nil])
    #expect(document.levels.map(\.reportedBytes) == [32_768, nil])
    #expect(document.isVerified)
  }

  @Test("what is written is valid by the schema, and reads back as the same")
  func roundTrip() throws {
    let document = try BenchDocument(reading: Self.example())
    let bytes = written(document)
    #expect(try BenchDocument(reading: bytes) == document)
    if let errors = try SchemaCheck.errors(in: Data(bytes), schema: "bench.json") {
      #expect(errors == "")
    }
  }

  @Test("a document of which nothing is known is valid as well")
  func empty() throws {
    var conditions = BenchConditions()
    conditions.extent = "quick"
    let bytes = written(BenchDocument(conditions: conditions, results: []))
    if let errors = try SchemaCheck.errors(in: Data(bytes), schema: "bench.json") {
      #expect(errors == "")
    }
  }

  @Test(
    "what contradicts the schema is refused with its place",
    arguments: [
      (#""nodeprobe.bench/1""#, #""nodeprobe.bench/2""#, "the schema is not nodeprobe.bench/1"),
      (#""flop/s""#, #""furlongs""#, "\"furlongs\" is not known here"),
      (#""mad": 400000000,"#, "", "the member \"mad\" is missing"),
      (#""verified": true"#, #""verified": 1"#, "true or false expected"),
      (#""blocks": [2, 1"#, #""blocks": [3, 1"#, "the blocks are not the samples"),
      (
        #""blocks": [2, 1"#, #""blocks": [9223372036854775807, 1"#, "the blocks are not the samples"
      ),
      (#""low": 104100000000"#, #""low": 904100000000"#, "\"low\" is above \"high\""),
      (
        #""started": "2026-11"#, #""started": "2026-31"#,
        "not a time in UTC such as 2026-11-21T14:30:44Z"
      ),
      (#""0f3a61c2d4e5b678""#, #""+f3a61c2d4e5b678""#, "not sixteen hexadecimal digits"),
    ])
  func refused(part: String, other: String, reason: String) throws {
    let text = String(decoding: try Self.example(), as: UTF8.self)
    let range = try #require(text.range(of: part))
    let changed = text.replacingCharacters(in: range, with: other)
    let error = #expect(throws: JSONError.self) {
      _ = try BenchDocument(reading: Array(changed.utf8))
    }
    #expect(error?.reason == reason)
  }

  @Test("members of later versions are passed over")
  func unknownMembers() throws {
    let text = String(decoding: try Self.example(), as: UTF8.self)
    let more = text.replacingOccurrences(
      of: #""interrupted": false"#, with: #""interrupted": false, "new": {"a": [1, null]}"#)
    #expect(more != text)
    #expect(try BenchDocument(reading: Array(more.utf8)) == BenchDocument(reading: Self.example()))
  }

  @Test("whatever is broken, the answer is a document or a place inside the bytes")
  func fuzzing() throws {
    let seed: UInt64 = 0x5EED
    var random = SeededRandom(seed)
    let example = try Self.example()
    for _ in 0..<3_000 {
      var bytes = example
      for _ in 0..<(1 + random.next() % 3) where !bytes.isEmpty {
        let place = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 4 {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(contentsOf: bytes[..<place].suffix(9), at: place)
        default: bytes.removeLast(bytes.count - place - 1)
        }
      }
      do throws(JSONError) {
        let document = try BenchDocument(reading: bytes)
        #expect(try BenchDocument(reading: written(document)) == document, "seed \(seed)")
      } catch {
        #expect((0...bytes.count).contains(error.offset), "seed \(seed): \(error)")
      }
    }
  }
}
