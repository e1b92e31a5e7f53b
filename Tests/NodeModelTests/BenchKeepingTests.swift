import NodeModel
import Testing

@Suite("What is kept of earlier benchmarks")
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

  /// The kernel and the times of each document's run, with "suite n median" of each of its results.
  private func words(_ documents: [BenchDocument]) -> [String] {
    documents.map { document in
      let results = document.results.map { result in
        let n = result.subject.parameters.map { "\($0.value)" }.joined()
        return "\(result.subject.suite) \(n) \(result.median)"
      }
      return "\(document.conditions.ended): " + results.joined(separator: ", ")
    }
  }

  private func omission(_ suite: String, n: Int, count: Int = 1) -> BenchOmission {
    BenchOmission(
      subject: result(suite, n: n, median: 1).subject, reason: "too slow", count: count)
  }

  @Test("are the other suites, each under the conditions of its own run, byte for byte")
  func otherSuites() {
    let earlier = document(
      [result("gemm", n: 1024, median: 1), result("peak", n: 0, median: 2, ended: 5)], ended: 10)
    let new = document([result("peak", n: 1, median: 3, ended: 20)], ended: 21) {
      $0.kernel = "6.19.0"
      $0.version = "9"
    }
    let both = new.keeping([earlier], isWhole: true)
    #expect(words(both) == ["21: peak count(1) 3.0", "10: gemm count(1024) 1.0"])
    #expect(both.map(\.conditions) == [new.conditions, earlier.conditions])
    // The time of its run is that of its document.
    #expect(both[1].results == [earlier.results[0]] && both[1].results[0].ended == nil)
  }

  @Test("are the suite's other cases where only single ones were measured")
  func singleCases() {
    let earlier = document(
      [result("gemm", n: 1024, median: 1), result("gemm", n: 2048, median: 2)], ended: 10)
    let new = document([result("gemm", n: 2048, median: 3, ended: 20)], ended: 21)
    let expected = ["21: gemm count(2048) 3.0", "10: gemm count(1024) 1.0"]
    #expect(words(new.keeping([earlier], isWhole: false)) == expected)
    #expect(words(new.keeping([earlier], isWhole: true)) == [expected[0]])
  }

  @Test("are of each case the newest, of however many runs, and no run without a result")
  func manyRuns() {
    let runs = (1...4).map { run in
      document(
        (run...4).map { result("gemm", n: $0, median: Double(run)) }, ended: UInt64(run))
    }
    var kept: [BenchDocument] = []
    for run in runs { kept = run.keeping(kept, isWhole: false) }
    #expect(
      words(kept) == [
        "4: gemm count(4) 4.0", "3: gemm count(3) 3.0", "2: gemm count(2) 2.0",
        "1: gemm count(1) 1.0",
      ])
    let again = document(
      [result("gemm", n: 3, median: 9), result("gemm", n: 1, median: 8)], ended: 9)
    #expect(
      words(again.keeping(kept, isWhole: false)) == [
        "9: gemm count(3) 9.0, gemm count(1) 8.0", "4: gemm count(4) 4.0", "2: gemm count(2) 2.0",
      ])
    // A case that stands twice in what was kept, as somebody put it together.
    #expect(
      words(again.keeping([runs[0], runs[0]], isWhole: false)) == [
        "9: gemm count(3) 9.0, gemm count(1) 8.0", "1: gemm count(2) 1.0, gemm count(4) 1.0",
      ])
  }

  @Test("are the suite's other cases where the run was stopped")
  func stopped() {
    let earlier = document(
      [result("gemm", n: 1024, median: 1), result("gemm", n: 2048, median: 2)], ended: 10)
    let new = document([result("gemm", n: 2048, median: 3, ended: 20)], ended: 21) {
      $0.isInterrupted = true
    }
    #expect(new.keeping([earlier], isWhole: true).map(\.results.count) == [1, 1])
  }

  @Test("are results of cases that a whole run had to leave out")
  func leftOut() {
    let earlier = document((1...3).map { result("gemm", n: $0, median: 1) }, ended: 10)
    var new = document([result("gemm", n: 1, median: 2)], ended: 21)
    new.omissions = [omission("gemm", n: 3)]
    #expect(
      words(new.keeping([earlier], isWhole: true)) == [
        "21: gemm count(1) 2.0", "10: gemm count(3) 1.0",
      ])
  }

  @Test(
    "are all kernels of a level of memory that a whole run had to leave out, and latencies beyond its largest"
  )
  func levelsLeftOut() {
    func result(_ suite: String, _ name: String, _ parameters: [(String, BenchSubject.Value)])
      -> BenchResult
    {
      let all = BenchInterval(low: 1, high: 1)
      return BenchResult(
        subject: BenchSubject(
          suite: suite, name: name,
          parameters: parameters.map { BenchSubject.Parameter(name: $0.0, value: $0.1) },
          unit: .bytesPerSecond),
        best: 1, median: 1, mad: 0, interval: all, prediction: all, samples: [1], blocks: [1],
        isVerified: true)
    }
    func stream(_ name: String, _ level: String, threads: Int) -> BenchResult {
      result(
        "bandwidth", name,
        [
          ("level", .text(level)), ("bytes", .count(1 << 30)), ("pages", .text("huge")),
          ("threads", .count(threads)),
        ])
    }
    func chase(_ bytes: Int) -> BenchResult {
      result(
        "latency", "chase",
        [("bytes", .count(bytes)), ("pages", .text("huge")), ("threads", .count(1))])
    }
    let earlier = document(
      [
        stream("triad", "DRAM", threads: 1), stream("read", "DRAM", threads: 1),
        stream("read", "DRAM", threads: 2), stream("read", "L2", threads: 1), chase(1 << 20),
        chase(1 << 29),
      ], ended: 10)
    var new = document(
      [stream("read", "L1", threads: 1), chase(1 << 15), chase(1 << 26)], ended: 21)
    new.omissions = [
      BenchOmission(
        subject: result("bandwidth", "triad", [("level", .text("DRAM")), ("threads", .count(1))])
          .subject,
        reason: "measure it with --full"),
      BenchOmission(
        subject: result("latency", "chase", [("level", .text("DRAM")), ("threads", .count(1))])
          .subject,
        reason: "measure it with --full"),
    ]
    let kept = new.keeping([earlier], isWhole: true)
    #expect(
      kept.dropFirst().flatMap(\.results).map(\.subject)
        == [
          stream("triad", "DRAM", threads: 1), stream("read", "DRAM", threads: 1), chase(1 << 29),
        ].map(\.subject))
  }

  @Test("are omissions of what nobody has measured or left out since")
  func omissions() {
    var earlier = document(
      [result("gemm", n: 1, median: 1), result("peak", n: 1, median: 1)], ended: 10)
    earlier.omissions =
      (2...4).map { omission("gemm", n: $0) } + [omission("peak", n: 2, count: 60)]
    var new = document(
      [result("gemm", n: 2, median: 2), result("peak", n: 2, median: 2)], ended: 21)
    new.omissions = [omission("gemm", n: 3)]
    let single = new.keeping([earlier], isWhole: false)
    #expect(single.map(\.omissions.count) == [1, 2])
    // The sixty are more than the one of them that was measured.
    #expect(single[1].omissions == [omission("gemm", n: 4), omission("peak", n: 2, count: 60)])
    // A result of what the new run measured is none of the earlier run, so that nothing of that is left.
    #expect(new.keeping([earlier], isWhole: true).count == 1)
  }

  @Test("are levels of memory as long as all latencies are that they were found in")
  func levels() {
    var earlier = document(
      [
        result("latency", n: 1, median: 1), result("latency", n: 2, median: 2),
        result("gemm", n: 1, median: 1),
      ], ended: 10)
    earlier.levels = [
      BenchMemoryLevel(
        name: "L1", seconds: 1e-9, kneeBytes: 1, beyondBytes: 2, reportedBytes: 1, pages: "huge",
        strideBytes: 64, grouping: "none")
    ]
    let gemm = document([result("gemm", n: 1, median: 3)], ended: 21)
    #expect(gemm.keeping([earlier], isWhole: true).last?.levels == earlier.levels)
    let latency = document([result("latency", n: 2, median: 3)], ended: 21)
    let both = latency.keeping([earlier], isWhole: false)
    #expect(both.map(\.levels) == [[], []] && both.last?.results.count == 2)
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
    let both = new.keeping([earlier], isWhole: true)
    #expect(both.map { $0.results.map(\.median) } == [[2], [4, 9, 7]])
    // And once more, beside a document that has the one CPU as its own.
    #expect(
      new.keeping(both, isWhole: true).map { $0.results.map(\.median) } == [[2], [4, 9, 7]])
    let whole = document([threaded(1, median: 3)], ended: 31) { $0.cpus = [0, 1, 2, 3] }
    #expect(whole.keeping(both, isWhole: true).map { $0.results.map(\.median) } == [[3], [9]])
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

  @Test("are fifty omissions of one reason by name, and of more one with their number")
  func gathered() {
    func gathered(_ omissions: [BenchOmission]) -> [BenchOmission] {
      var one = document([], ended: 1)
      one.omissions = omissions
      let once = one.gatheringOmissions()
      #expect(once.gatheringOmissions() == once)
      return once.omissions
    }
    let fifty = (1...50).map { omission("core2core", n: $0) }
    let other = BenchOmission(subject: omission("gemm", n: 1).subject, reason: "too large")
    #expect(gathered(fifty + [other]) == fifty + [other])
    #expect(
      gathered(fifty + [other, omission("core2core", n: 51)])
        == [omission("core2core", n: 1, count: 51), other])
    // Reasons that have figures of their case, and what was gathered before.
    let own = (1...300).map {
      BenchOmission(subject: omission("core2core", n: $0).subject, reason: "takes \($0) s")
    }
    let rest = gathered(own + [omission("core2core", n: 7, count: 60)])
    #expect(rest.prefix(50) == own.prefix(50) && rest.count == 51)
    #expect(rest.last?.count == 310 && rest.last?.subject == own[50].subject)
    #expect(rest.last?.reason == "several other reasons")
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
      #expect(new.keeping([earlier], isWhole: true) == [new])
    }
    let updated = document(peak, ended: 21) {
      $0.kernel = "6.19.0"
      $0.processor.microcode = "0x2"
      $0.version = "9"
    }
    #expect(updated.keeping([earlier], isWhole: true) == [updated, earlier])
  }
}
