import Foundation
import NodeModel
import TestSupport
import Testing

@testable import Agent

@Suite("The last benchmark on the page")
struct BenchSectionTests {
  private let folder: TemporaryDirectory
  private let clock: NodeClock

  init() throws {
    folder = try TemporaryDirectory()
    try folder.write(bytes: Array(repeating: 0, count: 16), to: "clock")
    clock = try NodeClock(drivenBy: folder.path + "/clock")
  }

  /// Written out by hand, so that not our own writer decides what the reader must take.
  private func document(median: String = "2.5e11", verified: Bool = true) -> String {
    """
    {"schema":"nodeprobe.bench/1",
     "context":{"version":"0.1.0","compiler":"x","extent":"quick","interrupted":false,
      "started":"2026-11-21T18:00:00Z","ended":"2026-11-21T18:00:20.5Z","cpus":[0,1],
      "processor":{"flags":[]},"caches":[],"memory":{},"limits":{},"scaling":{},"before":{},
      "after":{},"load":{}},
     "results":[{"suite":"gemm","case":"fp32","parameters":{"n":2048,"threads":2,"isa":"avx512"},
      "unit":"flop/s","best":2.6e11,"median":\(median),"mad":1e9,"low":2.4e11,"high":2.6e11,
      "prediction":{"low":2.4e11,"high":2.6e11},"peak_share":0.95,"samples":[2.5e11],"blocks":[1],
      "dropped":0,"verified":\(verified),"disturbances":[{"kind":"steal","detail":"steal 3 %"}]}]}
    """
  }

  /// Sets the boot time, in place, for the clock has the file mapped.
  private func advance(to nanoseconds: UInt64) throws {
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: folder.path + "/clock"))
    try file.write(contentsOf: withUnsafeBytes(of: nanoseconds.littleEndian) { Data($0) })
    try file.close()
  }

  private func section() -> BenchSection {
    BenchSection(in: folder.path, clock: clock, log: Log(upTo: .error, isJournal: false))
  }

  private func values(_ section: BenchSection) -> [String: Double] {
    var values: [Value] = Array(repeating: .absent, count: section.table.entries.count)
    section.copyValues(into: &values, at: 0)
    var found: [String: Double] = [:]
    for (entry, value) in zip(section.table.entries, values) {
      let labels = entry.labels.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
      found["\(entry.metric.name){\(labels)}"] = value.double
    }
    return found
  }

  @Test("has the median, its share of the peak, its uncertainty and its time")
  func series() throws {
    try folder.write(document(), to: "bench.json")
    let section = section()
    section.sample()
    let labels = "{suite=gemm,case=fp32,n=2048,threads=2,isa=avx512}"
    let found = values(section)
    #expect(found["nodeprobe_bench_flop_per_second" + labels] == 2.5e11)
    #expect(found["nodeprobe_bench_peak_share_ratio" + labels] == 0.95)
    // Half of (2.6 − 2.4) over 2.5.
    #expect(abs((found["nodeprobe_bench_uncertainty_ratio" + labels] ?? 0) - 0.04) < 1e-12)
    #expect(found["nodeprobe_bench_disturbances" + labels] == 1)
    // date -u -d 2026-11-21T18:00:20.5Z +%s.%N
    let time = "nodeprobe_bench_last_success_timestamp_seconds{suite=gemm}"
    #expect(found[time] == 1_795_284_020.5)
    #expect(found["nodeprobe_bench_modes" + labels] == 1)
    #expect(found["nodeprobe_bench_hidden_results{suite=gemm}"] == 0)
    #expect(found["nodeprobe_bench_info{suite=gemm,version=0.1.0,extent=quick}"] == 1)
    #expect(found.count == 8)
  }

  @Test("says of a file that cannot be read why, and of another that it is garbled")
  func failures() throws {
    try folder.folder("bench.json")
    let unreadable = section()
    unreadable.sample()
    #expect(unreadable.page.failure == .inputOutput)
    try folder.remove("bench.json")
    try folder.write("{", to: "bench.json")
    let broken = section()
    broken.sample()
    #expect(broken.page.failure == .garbled)
  }

  @Test("has no single number of what jumps between modes, but those of each mode")
  func modes() throws {
    let modes = """
      "modes":[{"median":1.4e11,"share":0.67,"peak_share":0.4},\
      {"median":2.1e11,"share":0.33,"peak_share":0.6}],"samples"
      """
    try folder.write(
      document().replacingOccurrences(of: "\"samples\"", with: modes), to: "bench.json")
    let section = section()
    section.sample()
    let labels = "suite=gemm,case=fp32,n=2048,threads=2,isa=avx512"
    let expected: [String: Double] = [
      "nodeprobe_bench_modes{\(labels)}": 2,
      "nodeprobe_bench_disturbances{\(labels)}": 1,
      "nodeprobe_bench_flop_per_second{\(labels),mode=1}": 1.4e11,
      "nodeprobe_bench_flop_per_second{\(labels),mode=2}": 2.1e11,
      "nodeprobe_bench_mode_share_ratio{\(labels),mode=1}": 0.67,
      "nodeprobe_bench_mode_share_ratio{\(labels),mode=2}": 0.33,
      "nodeprobe_bench_peak_share_ratio{\(labels),mode=1}": 0.4,
      "nodeprobe_bench_peak_share_ratio{\(labels),mode=2}": 0.6,
      "nodeprobe_bench_hidden_results{suite=gemm}": 0,
      "nodeprobe_bench_last_success_timestamp_seconds{suite=gemm}": 1_795_284_020.5,
      "nodeprobe_bench_info{suite=gemm,version=0.1.0,extent=quick}": 1,
    ]
    #expect(values(section) == expected)
  }

  /// Results of suites, so many each, in this order.
  private func results(_ counts: [(suite: String, count: Int)]) -> BenchDocument {
    let one = BenchInterval(low: 1, high: 1)
    return BenchDocument(
      conditions: BenchConditions(),
      results: counts.flatMap { suite, count in
        (0..<count).map { number in
          BenchResult(
            subject: BenchSubject(
              suite: suite, name: "x",
              parameters: [BenchSubject.Parameter(name: "n", value: .count(number))],
              unit: .seconds),
            best: 1, median: 1, mad: 0, interval: one, prediction: one, samples: [1], blocks: [1],
            isVerified: true)
        }
      })
  }

  @Test(
    "of too many results shows a part of each suite, pairs of CPUs as far as there is room, and says how many are not there",
    arguments: [
      ([("core2core", 13_530), ("gemm", 48), ("bandwidth", 68)], [140, 48, 68]),
      (
        [("core2core", 300), ("gemm", 30), ("latency", 500), ("bandwidth", 400)],
        [16, 30, 105, 105]
      ),
      ([("peak", 22), ("core2core", 3)], [22, 3]),
    ] as [([(String, Int)], [Int])])
  func fairCut(counts: [(String, Int)], shown: [Int]) {
    let document = results(counts.map { ($0.0, $0.1) })
    var table = SeriesTable()
    let values = BenchSection.add([document], to: &table)
    var medians: [String: Int] = [:]
    var hidden: [String: Double] = [:]
    for (entry, value) in zip(table.entries, values.map(\.1)) {
      let suite = entry.labels.first { $0.name == "suite" }?.value ?? ""
      switch entry.metric.name.description {
      case "nodeprobe_bench_seconds": medians[suite, default: 0] += 1
      case "nodeprobe_bench_hidden_results": hidden[suite] = value
      default: break
      }
    }
    for (place, (suite, count)) in counts.enumerated() {
      #expect(medians[suite] == shown[place])
      #expect(hidden[suite] == Double(count - shown[place]))
    }
  }

  @Test("has for each suite the time of its own last result that was right")
  func times() throws {
    var text = document()
    let result = try #require(text.range(of: "{\"suite\":\"gemm\""))
    // Three more, kept from earlier runs, the last of them wrong.
    let more = [
      ("peak", "2026-11-20T10:00:00Z", true), ("peak", "2026-11-20T10:00:01Z", true),
      ("peak", "2027-01-15T08:00:00Z", false),
    ].enumerated().map { index, one in
      """
      {"suite":"\(one.0)","case":"c\(index)","parameters":{},"unit":"hertz","ended":"\(one.1)",
       "best":1,"median":1,"mad":0,"low":1,"high":1,"prediction":{"low":1,"high":1},"samples":[1],
       "verified":\(one.2),"disturbances":[]},
      """
    }
    text.insert(contentsOf: more.joined(), at: result.lowerBound)
    try folder.write(text, to: "bench.json")
    let section = section()
    section.sample()
    let found = values(section)
    let name = "nodeprobe_bench_last_success_timestamp_seconds"
    // date -u -d 2026-11-20T10:00:01Z +%s
    #expect(found[name + "{suite=peak}"] == 1_795_168_801)
    #expect(found[name + "{suite=gemm}"] == 1_795_284_020.5)
  }

  /// The same of another run.
  private func earlier(_ changes: [(String, String)]) -> String {
    changes.reduce(document()) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
  }

  @Test("has results of several runs with the time and the conditions of their own")
  func severalRuns() throws {
    let old = earlier([
      ("\"gemm\"", "\"peak\""), ("0.1.0", "0.0.9"), ("\"quick\"", "\"full\""),
      ("2026-11-21T18:00:20.5Z", "2026-11-20T10:00:01Z"),
      (
        "\"processor\":{",
        "\"kernel\":\"6.1.0\",\"processor\":{\"microcode\":\"0x1\","
      ),
      ("\"scaling\":{}", "\"scaling\":{\"governor\":\"powersave\"}"),
    ])
    try folder.write("[\(document()),\(old)]", to: "bench.json")
    let section = section()
    section.sample()
    let found = values(section)
    let name = "nodeprobe_bench_last_success_timestamp_seconds"
    // date -u -d 2026-11-20T10:00:01Z +%s
    #expect(found[name + "{suite=peak}"] == 1_795_168_801)
    #expect(found[name + "{suite=gemm}"] == 1_795_284_020.5)
    #expect(
      found.filter { $0.key.hasPrefix("nodeprobe_bench_info") } == [
        "nodeprobe_bench_info{suite=gemm,version=0.1.0,extent=quick}": 1,
        "nodeprobe_bench_info{suite=peak,version=0.0.9,kernel=6.1.0,microcode=0x1,governor=powersave,extent=full}":
          1,
      ])
  }

  @Test("has of a case in two runs the newer, and conditions that two runs share once")
  func sameCase() throws {
    let again = earlier([("2.5e11", "9e11")])
    let other = earlier([("2048", "1024"), ("2.5e11", "1e11")])
    try folder.write("[\(document()),\(again),\(other)]", to: "bench.json")
    let section = section()
    section.sample()
    // No two series have the same name and labels.
    let names = section.table.entries.map { entry in
      entry.metric.name.description + "\(entry.labels.map { "\($0.name)=\($0.value)" })"
    }
    #expect(Set(names).count == names.count)
    let medians = values(section).filter { $0.key.contains("flop_per_second") }.map(\.value)
    #expect(medians.sorted() == [1e11, 2.5e11])
    #expect(names.count { $0.hasPrefix("nodeprobe_bench_info") } == 1)
  }

  @Test("is read again when the file was replaced, and not before ten seconds are over")
  func replaced() throws {
    try folder.write(document(), to: "bench.json")
    let section = section()
    section.sample()
    let generation = section.generation
    try folder.write(document(median: "3e11"), to: "bench.json")
    section.sample()
    #expect(section.generation == generation)
    try advance(to: 10_000_000_000)
    section.sample()
    #expect(section.generation == generation + 1)
    #expect(values(section).values.contains(3e11))
  }

  @Test("is nothing where no benchmark ran, with that as the reason")
  func absent() {
    let section = section()
    section.sample()
    #expect(section.table.entries.isEmpty)
    #expect(section.status.failures == FailureReason.absent.bit)
  }

  @Test(
    "is nothing where the file is broken, with that as the reason",
    arguments: ["", "{", "[]", "{}", "[{}]"])
  func broken(_ text: String) throws {
    try folder.write(text, to: "bench.json")
    let section = section()
    section.sample()
    #expect(section.table.entries.isEmpty)
    #expect(section.status.failures == FailureReason.garbled.bit)
  }

  @Test("never shows a result that was wrong")
  func wrong() throws {
    try folder.write(document(verified: false), to: "bench.json")
    let section = section()
    section.sample()
    #expect(section.table.entries.isEmpty)
  }
}
