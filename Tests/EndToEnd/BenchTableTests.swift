import BenchKit
import NodeModel
import Terminal
import Testing

@testable import probe

@Suite("The tables of a benchmark")
struct BenchTableTests {
  private let style = Style(isColoured: false, isUnicode: true)

  private func result(
    _ suite: String, _ name: String, _ parameters: [BenchSubject.Parameter], _ unit: BenchUnit,
    median: Double
  ) -> BenchResult {
    var result = BenchResult(
      subject: BenchSubject(suite: suite, name: name, parameters: parameters, unit: unit),
      best: 1.03 * median, median: median, mad: 0.004 * median,
      interval: BenchInterval(low: 0.992 * median, high: 1.011 * median),
      prediction: BenchInterval(low: 0.94 * median, high: 1.06 * median),
      samples: [median], blocks: [1], isVerified: true)
    result.peakShare = unit == .flopPerSecond ? 0.86 : nil
    return result
  }

  private func lines(_ results: BenchResult..., width: Int? = nil) -> [String] {
    BenchTable(style: style, width: width).lines(of: results)
  }

  private func product(median: Double = 101e9) -> BenchResult {
    result(
      "gemm", "fp64", [.n(1024), .threads(2), .text("isa", "avx512bf16")], .flopPerSecond,
      median: median)
  }

  @Test("have best, median, deviation and both intervals in one unit, within 110 cells")
  func columns() {
    let lines = lines(
      product(),
      result(
        "gemm", "fp32", [.n(2048), .threads(1), .text("isa", "avx512")], .flopPerSecond,
        median: 207e9))
    #expect(
      lines[1].split(separator: " ").joined(separator: " ")
        == "CASE N THREADS ISA UNIT BEST MEDIAN MAD MEDIAN 95 % NEXT RUN 95 % OF PEAK")
    // 101: best 1.03, deviation 0.4 %, 0.992 to 1.011, 0.94 to 1.06 of it.
    #expect(
      lines[2].split(separator: " ").dropLast(3).joined(separator: " ")
        == "fp64 1024 2 avx512bf16 Gflop/s 104 101 0.4 % 100–102 94.9–107")
    #expect(lines.allSatisfy { $0.terminalWidth <= 110 })
  }

  @Test("give bandwidth within 110 cells as well, and with a meter its energy for a byte")
  func bandwidth() {
    let parameters: [BenchSubject.Parameter] = [
      .text("level", "DRAM"), .bytes(224 << 20), .threads(2), .text("pages", "huge"),
      .text("isa", "avx512"), .text("stores", "non-temporal"),
    ]
    var one = result("bandwidth", "triad", parameters, .bytesPerSecond, median: 48e9)
    // 2 GB for a joule are half a nanojoule for a byte.
    one.energy = BenchEnergy(joules: 10, watts: 24, workPerJoule: 2e9, quality: "measured")
    var other = one
    other.subject = BenchSubject(
      suite: "bandwidth", name: "read",
      parameters: [
        .text("level", "L2"), .bytes(512 << 10), .threads(1), .text("pages", "huge"),
        .text("isa", "avx512"),
      ], unit: .bytesPerSecond)
    let metered = lines(one, other)
    #expect(metered[1].hasSuffix("WATTS        ENERGY"))
    #expect(metered[2].hasSuffix("24.0  0.50 nJ/byte"))
    (one.energy, other.energy) = (nil, nil)
    #expect(lines(one, other).allSatisfy { $0.terminalWidth <= 110 })
  }

  @Test("tell a rate for a watt, and of times no energy for an operation")
  func efficiency() {
    var rate = product()
    rate.energy = BenchEnergy(joules: 10, watts: 50, workPerJoule: 2.02e9, quality: "measured")
    #expect(lines(rate)[2].hasSuffix("50.0  2.02 Gflop/s per W"))
    var time = result("latency", "chase", [.bytes(4096)], .seconds, median: 1.09e-9)
    time.energy = BenchEnergy(joules: 10, watts: 50, workPerJoule: 4e7, quality: "measured")
    #expect(lines(time)[1].hasSuffix("WATTS"))
    #expect(lines(time)[2].hasSuffix(" 50.0"))
  }

  @Test("show no median of values that jump, and say how far apart the CPUs lay in each mode")
  func modes() {
    var one = result("core2core", "transfer", [.count("cpu", 0)], .seconds, median: 5e-8)
    one.modes = [
      BenchMode(median: 5e-8, share: 0.54, transferSeconds: 4.9e-8),
      BenchMode(median: 1.1e-7, share: 0.46),
    ]
    let line = lines(one)[2]
    #expect(line.contains("2 modes") && !line.contains("0.4 %"))
    #expect(line.hasSuffix("50.0 ns (54 %, CPUs 49.0 ns apart) or 110 ns (46 %)"))
  }

  @Test("give no share of the peak that belongs to no mode, but that of each")
  func modeShares() {
    var one = product()
    one.modes = [
      BenchMode(median: 80e9, share: 0.6, peakShare: 0.43),
      BenchMode(median: 120e9, share: 0.4, peakShare: 0.64),
    ]
    let line = lines(one, product())[2]
    #expect(line.contains("43 % or 64 %") && !line.contains("86 %"))
  }

  @Test("tell once for each policy how its wake-ups lie")
  func distribution() {
    var p50 = result(
      "sched", "timer_wake_up", [.text("policy", "other"), .text("statistic", "p50")], .seconds,
      median: 3e-6)
    p50.distribution = BenchDistribution(
      count: 4_200, p50: 3.1e-6, p99: 2.05e-5, p999: 8.2e-5, max: 5.12e-4)
    var p99 = p50
    p99.subject = BenchSubject(
      suite: "sched", name: "timer_wake_up",
      parameters: [.text("policy", "other"), .text("statistic", "p99")], unit: .seconds)
    let told = lines(p50, p99).filter { $0.contains("wake-ups,") }
    #expect(
      told == ["other: 4200 wake-ups, p50 3.10 µs, p99 20.5 µs, p99.9 82.0 µs, latest 512 µs"])
  }

  @Test(
    "of a comparison end with how many cases were judged, and say which were not and what differs")
  func comparison() throws {
    var before = BenchConditions()
    before.kernel = "6.1.0"
    var after = BenchConditions()
    after.kernel = "6.18.5"
    let other = result("gemm", "fp32", [.n(8)], .flopPerSecond, median: 1e9)
    let comparison = BaselineComparison(
      of: BenchDocument(conditions: after, results: [product()]),
      with: [BenchDocument(conditions: before, results: [product(), other])]
    ) { _ in true }
    let lines = ComparisonTable(style: style).lines(of: comparison)
    #expect(lines.last == "no regression: 1 case compared, 1 not judged")
    #expect(
      lines.contains {
        $0.hasPrefix("gemm fp32 n=8 ") && $0.hasSuffix("not measured: it is no case of this run")
      })
    #expect(lines.contains("kernel: 6.18.5, in the baseline 6.1.0"))
    let nothing = BaselineComparison(
      of: BenchDocument(conditions: after, results: []),
      with: [BenchDocument(conditions: before, results: [other])]
    ) { _ in true }
    #expect(
      ComparisonTable.verdict(on: nothing)
        == "nothing could be judged: 0 cases compared, 1 not judged")
  }

  @Test("of a comparison name products that have other bits, which ends the run with 1")
  func otherBits() throws {
    var conditions = BenchConditions()
    (conditions.version, conditions.productRevision) = ("1.0", 1)
    func run(_ checksum: UInt64) -> BenchDocument {
      var result = product()
      result.checksum = checksum
      return BenchDocument(conditions: conditions, results: [result])
    }
    let comparison = BaselineComparison(of: run(1), with: [run(2)]) { _ in true }
    let lines = ComparisonTable(style: style).lines(of: comparison)
    #expect(
      lines.contains {
        $0.hasPrefix("OTHER BITS: gemm ")
          && $0.hasSuffix(": not the product that it was in the baseline")
      })
    #expect(lines.last == "1 case with other bits: 1 case compared")
    var outcome = BenchOutcome(isVerified: true, isInterrupted: false)
    outcome.comparison = comparison
    #expect(outcome.status == 1)
    outcome.comparison = BaselineComparison(of: run(1), with: [run(1)]) { _ in true }
    #expect(outcome.status == 0)
  }

  @Test("of a comparison with several runs say of how many cases a circumstance was another")
  func severalRuns() {
    func run(_ kernel: String, _ results: BenchResult...) -> BenchDocument {
      var conditions = BenchConditions()
      conditions.kernel = kernel
      return BenchDocument(conditions: conditions, results: results)
    }
    let products = (1...3).map { result("gemm", "fp32", [.n($0)], .flopPerSecond, median: 1e9) }
    let comparison = BaselineComparison(
      of: run("6.18.5", products[0], products[1], products[2]),
      with: [run("6.18.5", products[0]), run("6.1.0", products[1], products[2])]
    ) { _ in true }
    #expect(
      ComparisonTable(style: style).lines(of: comparison)
        .contains("kernel: 6.18.5, in the baseline 6.1.0 (of 2 cases)"))
  }
}
