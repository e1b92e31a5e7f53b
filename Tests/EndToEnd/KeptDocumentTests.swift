import NodeModel
import Testing

@testable import probe

@Suite("What is kept of a run")
struct KeptDocumentTests {
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

  @Test("has at most twenty samples of each block, and everything else")
  func samples() throws {
    let whole = document([result("gemm", 1), result("peak", 2)])
    let kept = KeptDocument(of: whole)
    let read = try BenchDocument(reading: kept.bytes)
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
    let kept = KeptDocument(of: whole, limit: limit)
    let read = try BenchDocument(reading: kept.bytes)
    // Of a page or two less nothing had to be left out.
    #expect(kept.bytes.count <= limit && kept.bytes.count > limit - (4 << 10))
    #expect(read.results.suffix(2).map(\.subject.suite) == ["gemm", "peak"])
    let left = read.results.count - 2
    #expect(
      left > 0 && read.results.prefix(left).map(\.subject) == pairs.prefix(left).map(\.subject))
    #expect(
      read.omissions.map(\.reason) == [
        "\(3_000 - left) of 3000 results are not kept: the file would be larger than 1 MiB; -o writes all"
      ])
    #expect(read.omissions == kept.omissions && read.omissions.first?.subject.suite == "core2core")
  }

  @Test("as it is takes whatever two thousand results of everything have")
  func usual() throws {
    let kept = KeptDocument(of: document((0..<2_000).map { result("gemm", $0) }))
    #expect(kept.omissions.isEmpty && kept.bytes.count <= BenchDocument.mostKeptBytes)
  }
}
