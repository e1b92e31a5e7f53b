import NodeModel
import Testing

@testable import probe

@Suite("What is kept of runs")
struct KeptDocumentsTests {
  private func result(_ suite: String, _ number: Int) -> BenchResult {
    let all = BenchInterval(low: 1, high: 1)
    return BenchResult(
      subject: BenchSubject(
        suite: suite, name: "x",
        parameters: [BenchSubject.Parameter(name: "cpu", value: .count(number))], unit: .seconds),
      best: 1, median: 1, mad: 0, interval: all, prediction: all,
      samples: Array(repeating: 1.0 / 3, count: 300), blocks: [100, 200], isVerified: true)
  }

  private func document(_ results: [BenchResult]) -> BenchDocument {
    BenchDocument(conditions: BenchConditions(), results: results)
  }

  private func omissions(_ count: Int, _ reason: (Int) -> String) -> [BenchOmission] {
    (0..<count).map {
      BenchOmission(subject: result("core2core", 10_000 + $0).subject, reason: reason($0))
    }
  }

  @Test("has at most twenty samples of each block, and everything else")
  func samples() throws {
    let whole = document([result("gemm", 1), result("peak", 2)])
    let kept = KeptDocuments(of: [whole])
    let read = try #require(BenchDocument.all(reading: kept.bytes).first)
    #expect(kept.omissions.isEmpty && read.omissions.isEmpty)
    #expect(read.results.map(\.blocks) == [[20, 20], [20, 20]])
    #expect(read.results.map(\.subject) == whole.results.map(\.subject))
    #expect(read.results.allSatisfy { Set($0.samples) == [0.3333333] })
  }

  @Test("is no larger than its readers take; what fills it is left out first, and that is said")
  func limit() throws {
    let pairs = (0..<3_000).map { result("core2core", $0) }
    let whole = document(pairs + [result("gemm", 1), result("peak", 2)])
    let limit = 1 << 20
    let kept = KeptDocuments(of: [whole], limit: limit)
    let read = try #require(BenchDocument.all(reading: kept.bytes).first)
    // Of a page or two less nothing had to be left out.
    #expect(kept.bytes.count <= limit && kept.bytes.count > limit - (4 << 10))
    #expect(read.results.suffix(2).map(\.subject.suite) == ["gemm", "peak"])
    let left = read.results.count - 2
    #expect(
      left > 0 && read.results.prefix(left).map(\.subject) == pairs.prefix(left).map(\.subject))
    #expect(
      read.omissions.map(\.reason) == [
        "not kept: the file would be larger than 1 MiB; -o writes all"
      ])
    #expect(read.omissions == kept.omissions && read.omissions.first?.subject.suite == "core2core")
    #expect(read.omissions.first?.count == 3_000 - left)

    // A run more costs some of the same again, and the one line says of how many.
    let more = document((0..<100).map { result("gemm", 5 + $0) })
    let both = KeptDocuments(of: [more, read], limit: limit)
    let two = try BenchDocument.all(reading: both.bytes)
    let rest = two[1].results.count - 2
    #expect(two[0].results.count == 100 && rest < left && both.bytes.count <= limit)
    #expect(two[1].omissions.map(\.count) == [3_000 - rest])
    #expect(both.omissions.map(\.count) == [left - rest])
  }

  @Test("loses results of the suite that takes the most room, those of the oldest run first")
  func oldest() throws {
    let limit = 1 << 20
    let old = document((0..<600).map { result("core2core", $0) } + [result("peak", 1)])
    let new = document((600..<1_800).map { result("core2core", $0) } + [result("gemm", 1)])
    let one = KeptDocuments(of: [new]).bytes.count
    // All of the new run and of the other one something.
    #expect(one < limit && KeptDocuments(of: [new, old]).bytes.count > limit)
    let read = try BenchDocument.all(reading: KeptDocuments(of: [new, old], limit: limit).bytes)
    #expect(read[0].results.count == 1_201)
    #expect((2..<601).contains(read[1].results.count))
    #expect(read[1].results.last?.subject.suite == "peak")
    // With less room the older pairs are gone, and then newer ones go: peak, gemm and some pairs are left.
    let few = try BenchDocument.all(
      reading: KeptDocuments(of: [new, old], limit: 100 << 10).bytes)
    #expect(few.map { $0.results.last?.subject.suite } == ["gemm", "peak"])
    #expect(few[1].results.count == 1 && (2..<1_201).contains(few[0].results.count))
  }

  @Test("has all results of a run that left nearly everything out")
  func omitted() throws {
    let reasons: [(Int) -> String] = [
      { _ in "no time was left to try it; measure it with --full" },
      { "no time was left for it, which takes \($0) s here; measure it with --full" },
    ]
    for reason in reasons {
      var run = document((1...3).map { result("gemm", $0) })
      run.omissions = omissions(40_000, reason)
      let kept = KeptDocuments(of: [run])
      #expect(kept.bytes.count <= BenchDocument.mostKeptBytes && kept.omissions.isEmpty)
      let read = try #require(BenchDocument.all(reading: kept.bytes).first)
      #expect(read.results.count == 3)
      #expect(read.omissions.reduce(0) { $0 + $1.count } == 40_000)
    }
  }

  @Test("is no more than thirty-two runs: the one with the fewest results goes, never the newest")
  func runs() throws {
    let whole = document((0..<9).map { result("gemm", 100 + $0) })
    let single = (0..<32).map { document([result("gemm", $0)]) }
    let kept = KeptDocuments(of: single + [whole])
    let read = try BenchDocument.all(reading: kept.bytes)
    #expect(read.count == 32)
    #expect(
      read.map { $0.results.map(\.subject) }
        == (single.dropLast() + [whole]).map { $0.results.map(\.subject) })
    #expect(kept.omissions.map(\.count) == [1])
  }

  @Test("as it is takes whatever two thousand results of everything have")
  func usual() throws {
    let kept = KeptDocuments(of: [document((0..<2_000).map { result("gemm", $0) })])
    #expect(kept.omissions.isEmpty && kept.bytes.count <= BenchDocument.mostKeptBytes)
  }
}
