import NodeModel
import Testing

@Suite("What is kept of an earlier benchmark")
struct BenchKeepingTests {
  private func result(_ suite: String, n: Int, median: Double, ended: UInt64? = nil) -> BenchResult
  {
    let all = BenchInterval(low: median, high: median)
    var result = BenchResult(
      subject: BenchSubject(
        suite: suite, name: "fp32",
        parameters: [BenchSubject.Parameter(name: "n", value: .count(n))], unit: .flopPerSecond),
      best: median, median: median, mad: 0, interval: all, prediction: all, samples: [median],
      blocks: [1], isVerified: true)
    result.ended = ended
    return result
  }

  private func document(
    _ results: [BenchResult], ended: UInt64, _ change: (inout BenchConditions) -> Void = { _ in }
  ) -> BenchDocument {
    var conditions = BenchConditions()
    conditions.ended = ended
    conditions.processor.model = "AMD EPYC"
    conditions.kernel = "6.18.5"
    change(&conditions)
    return BenchDocument(conditions: conditions, results: results)
  }

  /// "suite n median ended" of each result.
  private func words(_ document: BenchDocument) -> [String] {
    document.results.map { result in
      let n = result.subject.parameters.map { "\($0.value)" }.joined()
      return "\(result.subject.suite) \(n) \(result.median) \(result.ended ?? 0)"
    }
  }

  @Test("are the other suites, with the times of their own")
  func otherSuites() {
    let earlier = document(
      [result("gemm", n: 1024, median: 1), result("peak", n: 0, median: 2, ended: 5)], ended: 10)
    let new = document([result("peak", n: 1, median: 3, ended: 20)], ended: 21)
    let both = new.keeping(earlier, isWhole: true)
    #expect(words(both) == ["peak count(1) 3.0 20", "gemm count(1024) 1.0 10"])
    #expect(both.conditions.ended == 21)
  }

  @Test("are the suite's other cases where only single ones were measured")
  func singleCases() {
    let earlier = document(
      [result("gemm", n: 1024, median: 1), result("gemm", n: 2048, median: 2)], ended: 10)
    let new = document([result("gemm", n: 2048, median: 3, ended: 20)], ended: 21)
    let expected = ["gemm count(2048) 3.0 20", "gemm count(1024) 1.0 10"]
    #expect(words(new.keeping(earlier, isWhole: false)) == expected)
    #expect(words(new.keeping(earlier, isWhole: true)) == [expected[0]])
  }

  @Test("are the suite's other cases where the run was stopped")
  func stopped() {
    let earlier = document(
      [result("gemm", n: 1024, median: 1), result("gemm", n: 2048, median: 2)], ended: 10)
    let new = document([result("gemm", n: 2048, median: 3, ended: 20)], ended: 21) {
      $0.isInterrupted = true
    }
    #expect(new.keeping(earlier, isWhole: true).results.count == 2)
  }

  private func threaded(_ threads: Int, median: Double) -> BenchResult {
    var one = result("peak", n: 0, median: median)
    one.subject = BenchSubject(
      suite: "peak", name: "fp32",
      parameters: [BenchSubject.Parameter(name: "threads", value: .count(threads))],
      unit: .flopPerSecond)
    return one
  }

  @Test("are the results of more CPUs than a whole run on some of them had")
  func fewerCPUs() {
    var earlier = document(
      [
        threaded(1, median: 1), threaded(4, median: 4), result("gemm", n: 8, median: 9),
      ], ended: 10
    ) { $0.cpus = [0, 1, 2, 3] }
    var pair = result("core2core", n: 0, median: 7)
    pair.subject = BenchSubject(
      suite: "peak", name: "transfer",
      parameters: [
        BenchSubject.Parameter(name: "cpu", value: .count(2)),
        BenchSubject.Parameter(name: "other_cpu", value: .count(3)),
      ], unit: .seconds)
    earlier.results.append(pair)
    let new = document([threaded(1, median: 2)], ended: 21) { $0.cpus = [0] }
    let both = new.keeping(earlier, isWhole: true)
    #expect(both.results.map(\.median) == [2, 4, 9, 7])
    // And once more, by a document that has the one CPU as its own.
    #expect(new.keeping(both, isWhole: true).results.map(\.median) == [2, 4, 9, 7])
    let whole = document([threaded(1, median: 3)], ended: 31) { $0.cpus = [0, 1, 2, 3] }
    #expect(whole.keeping(both, isWhole: true).results.map(\.median) == [3, 9])
  }

  @Test("has some samples of each block, evenly chosen in the order of time, with seven digits")
  func thinned() throws {
    var one = result("latency", n: 1, median: 1)
    one.samples = (0..<40).map { Double($0) } + [1.7141368353544776e-09, -81_203_991_592.8645]
    one.blocks = [40, 0, 2]
    let thin = try #require(
      document([one], ended: 1).thinned(toSamplesPerBlock: 5).results.first)
    #expect(thin.samples == [0, 8, 16, 24, 32, 1.714137e-09, -81_203_990_000])
    #expect(thin.blocks == [5, 0, 2] && thin.median == 1)
  }

  @Test("is nothing of another machine, and everything after an update of the kernel")
  func otherMachine() {
    let earlier = document([result("gemm", n: 1024, median: 1)], ended: 10)
    let peak = [result("peak", n: 1, median: 3, ended: 20)]
    let changes: [(inout BenchConditions) -> Void] = [
      { $0.processor.model = "AMD EPYC 9354" }, { $0.onlineCPUs = 4 },
      { $0.caches = [BenchConditions.Cache(level: 1, bytes: 32_768, sharers: 1)] },
      { $0.hypervisor = "KVMKVMKVM" }, { $0.processor.stepping = 2 },
    ]
    for change in changes {
      let new = document(peak, ended: 21, change)
      #expect(new.keeping(earlier, isWhole: true) == new)
    }
    let updated = document(peak, ended: 21) {
      $0.kernel = "6.19.0"
      $0.processor.microcode = "0x2"
      $0.version = "9"
    }
    #expect(updated.keeping(earlier, isWhole: true).results.count == 2)
  }
}
