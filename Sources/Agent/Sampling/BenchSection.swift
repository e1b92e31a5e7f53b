internal import LinuxFiles
internal import NodeModel
internal import Probes

/// What the last `probe bench` of each suite on this node found out.
///
/// Source: `bench.json` in the state directory, documents of `nodeprobe.bench/1`, read again when it was replaced. The
/// agent never runs a benchmark itself.
final class BenchSection: Section {
  /// Time between two looks at the file.
  private static let interval: UInt64 = 10_000_000_000
  /// Modes of one result: each has a fifth of its samples at least.
  private static let mostModes = 5
  /// Larger files were not written by `probe bench`.
  private static let mostBytes = 16 << 20

  let probe = "bench"
  private(set) var page = SectionPage(failure: .absent)

  private let path: String?
  private let clock: NodeClock
  private let log: Log
  private var seen: FileStamp?
  private var next: UInt64 = 0

  /// A section over `bench.json` in the state directory `directory`; nil where there is none to look in.
  init(in directory: String?, clock: NodeClock, log: Log) {
    path = directory.map { $0 + "/bench.json" }
    self.clock = clock
    self.log = log
  }

  /// Looks whether the file is another one, if it is time.
  func sample() {
    let now = clock.now()
    guard let path, now >= next else { return }
    next = now + Self.interval
    let stamp = FileStamp(of: path)
    guard stamp != seen else { return }
    seen = stamp
    read(path, isThere: stamp != nil)
    page.duration = clock.now() - now
  }

  private func read(_ path: String, isThere: Bool) {
    var fresh = SeriesTable()
    var values: [(Series, Double)] = []
    page.failure = isThere ? nil : .absent
    if isThere {
      do {
        let bytes = try BoundedFile.contents(of: path, limit: Self.mostBytes)
        values = Self.add(try BenchDocument.all(reading: bytes), to: &fresh)
        page.lastSuccess = clock.wallTime()
      } catch {
        page.failure = (error as? SystemError).map { FailureReason($0) } ?? .garbled
        log.warning("benchmark results refused", ["reason": "\(error)"])
      }
    }
    page.replace(with: fresh)
    page.readings.begin(at: clock.now())
    for (series, value) in values { page.readings.set(series, value) }
  }

  /// Declares the series of documents, the newest first; the values belong to them.
  static func add(
    _ documents: [BenchDocument], to table: inout SeriesTable
  ) -> [(Series, Double)] {
    var values: [(Series, Double)] = []
    var seen: Set<BenchSubject> = []
    var verified: [(result: BenchResult, ended: UInt64)] = []
    for document in documents {
      for result in document.results
      where result.isVerified && seen.insert(result.subject).inserted {
        verified.append((result, result.ended ?? document.conditions.ended))
      }
    }
    var room = BenchRoom(for: verified.map(\.result)).shown
    var suites: [(name: String, ended: UInt64, hidden: Int)] = []
    for (result, ended) in verified {
      let suite = result.subject.suite
      let place = suites.firstIndex { $0.name == suite } ?? suites.endIndex
      if place == suites.endIndex { suites.append((suite, ended, 0)) }
      suites[place].ended = max(suites[place].ended, ended)
      if let left = room[suite], left > 0 {
        room[suite] = left - 1
        add(result, to: &table, &values)
      } else {
        suites[place].hidden += 1
      }
    }
    for (name, ended, hidden) in suites {
      let time = Double(ended / 1_000_000) / 1e3
      values.append((table.add(.benchTime, ["suite": name]), time))
      values.append((table.add(.benchHidden, ["suite": name]), Double(hidden)))
    }
    for labels in runs(of: documents) {
      values.append((table.add(.benchInfo, labels: labels), 1))
    }
    return values
  }

  /// Under what conditions the verified results of each suite were measured; each set of labels once.
  private static func runs(of documents: [BenchDocument]) -> [[Label]] {
    var runs: [[Label]] = []
    var seen: Set<[Label]> = []
    for document in documents {
      let conditions = document.conditions
      let told: KeyValuePairs<String, String?> = [
        "version": conditions.version, "kernel": conditions.kernel,
        "microcode": conditions.processor.microcode, "governor": conditions.scaling.governor,
        "extent": conditions.extent,
      ]
      let common = told.compactMap { name, value in
        value.flatMap { $0.isEmpty ? nil : Label(name, $0) }
      }
      for result in document.results where result.isVerified {
        let labels = [Label("suite", result.subject.suite)] + common
        if seen.insert(labels).inserted { runs.append(labels) }
      }
    }
    return runs
  }

  /// What jumps between modes has no figure that is one number: each mode has its own, lowest first.
  private static func add(
    _ result: BenchResult, to table: inout SeriesTable, _ values: inout [(Series, Double)]
  ) {
    let labels = labels(of: result.subject)
    let metric = result.subject.unit.metric
    let count = max(1, result.modes.count)
    values.append((table.add(.benchModes, labels: labels), Double(count)))
    values.append(
      (table.add(.benchDisturbances, labels: labels), Double(result.disturbances.count)))
    guard count > 1 else {
      values.append((table.add(metric, labels: labels), result.median))
      if let share = result.peakShare {
        values.append((table.add(.benchPeakShare, labels: labels), share))
      }
      let spread = result.prediction.high - result.prediction.low
      if result.median > 0 {
        values.append((table.add(.benchUncertainty, labels: labels), spread / 2 / result.median))
      }
      return
    }
    for (index, mode) in result.modes.prefix(mostModes).enumerated() {
      let labels = labels + [Label("mode", "\(index + 1)")]
      values.append((table.add(metric, labels: labels), mode.median))
      values.append((table.add(.benchModeShare, labels: labels), mode.share))
      if let share = mode.peakShare {
        values.append((table.add(.benchPeakShare, labels: labels), share))
      }
    }
  }

  /// The suite, the case, and the parameters whose names can be labels.
  private static func labels(of subject: BenchSubject) -> [Label] {
    var labels = [Label("suite", subject.suite), Label("case", subject.name)]
    for parameter in subject.parameters.prefix(12) where Label.isName(parameter.name) {
      guard parameter.name != "mode", !labels.contains(where: { $0.name == parameter.name }) else {
        continue
      }
      switch parameter.value {
      case .count(let count): labels.append(Label(parameter.name, "\(count)"))
      case .text(let text): labels.append(Label(parameter.name, text))
      }
    }
    return labels
  }
}

extension BenchUnit {
  /// The family of medians in this unit.
  fileprivate var metric: Metric {
    switch self {
    case .flopPerSecond: .benchFlops
    case .operationsPerSecond: .benchOperations
    case .bytesPerSecond: .benchBandwidth
    case .seconds: .benchSeconds
    case .hertz: .benchHertz
    }
  }
}

extension Metric {
  static let benchFlops = Metric(
    "nodeprobe_bench_flop_per_second",
    "Median rate of floating-point operations in the last benchmark")
  static let benchOperations = Metric(
    "nodeprobe_bench_operations_per_second",
    "Median rate of integer operations in the last benchmark")
  static let benchBandwidth = Metric(
    "nodeprobe_bench_bytes_per_second", "Median bandwidth in the last benchmark")
  static let benchSeconds = Metric(
    "nodeprobe_bench_seconds", "Median time of one operation in the last benchmark")
  static let benchHertz = Metric(
    "nodeprobe_bench_hertz", "Median clock frequency in the last benchmark")
  static let benchPeakShare = Metric(
    "nodeprobe_bench_peak_share_ratio",
    "Part of the physical limit, measured seconds before and after, that the benchmark reached")
  static let benchUncertainty = Metric(
    "nodeprobe_bench_uncertainty_ratio",
    "Half the width of the 95 % prediction interval of the next run's median, over the median")
  static let benchModes = Metric(
    "nodeprobe_bench_modes", "Values between which the benchmark jumped; 1 where it did not")
  static let benchModeShare = Metric(
    "nodeprobe_bench_mode_share_ratio", "Part of the benchmark's samples that was in the mode")
  static let benchHidden = Metric(
    "nodeprobe_bench_hidden_results",
    "Verified results of the suite's last benchmark that are too many to be shown")
  static let benchDisturbances = Metric(
    "nodeprobe_bench_disturbances", "Things seen that may have changed the benchmark's result")
  static let benchInfo = Metric(
    "nodeprobe_bench_info",
    "Conditions under which verified results of the suite were measured; several where runs differ")
  static let benchTime = Metric(
    "nodeprobe_bench_last_success_timestamp_seconds",
    "Unix time at which the suite's last verified result was measured")
}
