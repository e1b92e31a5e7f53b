import NodeModel
import Testing

@testable import BenchKit

@Suite("Bits that a product had in the baseline")
struct OtherBitsTests {
  private static func conditions(
    _ change: (inout BenchConditions) -> Void = { _ in }
  ) -> BenchConditions {
    var conditions = BenchConditions()
    (conditions.version, conditions.compiler) = ("1.0", "Swift 6.3")
    conditions.productRevision = 1
    conditions.processor.vendor = "AuthenticAMD"
    (conditions.processor.family, conditions.processor.modelNumber) = (25, 17)
    conditions.caches = [BenchConditions.Cache(level: 1, bytes: 32768, sharers: 1)]
    change(&conditions)
    return conditions
  }

  private static func document(
    _ checksums: UInt64?..., under conditions: BenchConditions = conditions()
  ) -> BenchDocument {
    let results = checksums.enumerated().map { number, checksum in
      var result = BenchResult(
        subject: Subject(
          suite: "gemm", name: "fp32", parameters: [.n(number)], unit: .flopPerSecond),
        best: 0, median: 1, mad: 0, interval: BenchInterval(low: 0, high: 0),
        prediction: BenchInterval(low: 0, high: 0), samples: [1, 1], blocks: [1, 1],
        isVerified: true)
      result.checksum = checksum
      return result
    }
    return BenchDocument(conditions: conditions, results: results)
  }

  /// The sizes of products with other bits.
  private static func other(_ current: BenchDocument, than baseline: BenchDocument...) -> [Int] {
    BaselineComparison(of: current, with: baseline) { _ in true }.otherBits.compactMap {
      if case .count(let n)? = $0.parameters.first?.value { n } else { nil }
    }
  }

  @Test("are told where they are others, on the same machine by the same program")
  func other() {
    #expect(Self.other(Self.document(7, 8, 9), than: Self.document(7, 1, 9)) == [1])
    #expect(Self.other(Self.document(7, 8), than: Self.document(7, 8)) == [])
    #expect(Self.other(Self.document(nil, 8), than: Self.document(7, nil)) == [])
  }

  @Test(
    "may be others by another version, compiler, CPU or cache, and of a program that says no version"
  )
  func circumstances() {
    let changes: [(inout BenchConditions) -> Void] = [
      { $0.productRevision = 2 }, { $0.productRevision = nil }, { $0.version = "1.1" },
      { $0.version = "" }, { $0.compiler = "Swift 6.4" },
      { $0.processor.vendor = "GenuineIntel" }, { $0.processor.family = 26 },
      { $0.processor.modelNumber = 1 }, { $0.processor.stepping = 2 },
      { $0.processor.model = "AMD EPYC 9354" },
      { $0.caches = [BenchConditions.Cache(level: 1, bytes: 49152, sharers: 1)] },
    ]
    for change in changes {
      #expect(
        Self.other(Self.document(7), than: Self.document(8, under: Self.conditions(change))) == [])
    }
    let silent = Self.conditions { $0.version = "" }
    #expect(
      Self.other(Self.document(7, under: silent), than: Self.document(8, under: silent)) == [])
    // What the kernel, the microcode or others do is no reason.
    let later = Self.conditions {
      $0.kernel = "6.18.5"
      $0.processor.microcode = "0x2"
      $0.caches.append(BenchConditions.Cache(level: 3, bytes: 1 << 25, sharers: 8))
      $0.load.stealRatio = 0.5
    }
    #expect(Self.other(Self.document(7, under: later), than: Self.document(8)) == [0])
  }

  @Test("are wrong where one run has several of one product, by whatever threads")
  func threads() {
    func result(_ threads: Int, n: Int, _ checksum: UInt64?) -> BenchResult {
      var result = BenchResult(
        subject: Subject(
          suite: "gemm", name: "fp32", parameters: [.n(n), .threads(threads)], unit: .flopPerSecond),
        best: 0, median: 1, mad: 0, interval: BenchInterval(low: 0, high: 0),
        prediction: BenchInterval(low: 0, high: 0), samples: [1], blocks: [1], isVerified: true)
      result.checksum = checksum
      return result
    }
    var results = [
      result(1, n: 8, 7), result(2, n: 8, 8), result(4, n: 8, nil), result(1, n: 9, 1),
      result(2, n: 9, 1),
    ]
    Summary.compareProducts(in: &results)
    #expect(results.map(\.isVerified) == [false, false, true, true, true])
    #expect(results.map(\.checksum) == [nil, nil, nil, 1, 1])
  }

  @Test("are those of the newest run of several, under its own conditions")
  func several() {
    let early = Self.conditions { $0.ended = 1 }
    let late = Self.conditions {
      $0.ended = 2
      $0.version = "0.9"
    }
    #expect(Self.other(Self.document(7), than: Self.document(8, under: early)) == [0])
    #expect(
      Self.other(
        Self.document(7), than: Self.document(8, under: early), Self.document(8, under: late)) == []
    )
  }
}
