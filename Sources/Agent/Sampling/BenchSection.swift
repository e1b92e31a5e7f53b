internal import LinuxFiles
internal import NodeModel

/// What the last `probe bench` of each suite on this node found out.
///
/// Source: `bench.json` in the state directory (`nodeprobe.bench/1`), read again when it was replaced. The
/// agent never runs a benchmark itself.
final class BenchSection: Section {
  /// Time between two looks at the file.
  private static let interval: UInt64 = 10_000_000_000
  /// Of every pair of 256 CPUs nobody wants a series: what is beyond stands in the file only.
  static let mostResults = 256
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
        let document = try BenchDocument(reading: bytes)
        values = Self.add(document, to: &fresh)
        page.lastSuccess = clock.wallTime()
      } catch {
        page.failure = .garbled
        log.warning("benchmark results refused", ["reason": "\(error)"])
      }
    }
    page.replace(with: fresh)
    page.readings.begin(at: clock.now())
    for (series, value) in values { page.readings.set(series, value) }
  }

  /// Declares the series of a document; the values belong to them.
  static func add(
    _ document: BenchDocument, to table: inout SeriesTable
  ) -> [(Series, Double)] {
    var values: [(Series, Double)] = []
    var suites: [(name: String, ended: UInt64)] = []
    for result in document.results.prefix(mostResults) where result.isVerified {
      let subject = result.subject
      let labels = labels(of: subject)
      values.append((table.add(subject.unit.metric, labels: labels), result.median))
      if let share = result.peakShare {
        values.append((table.add(.benchPeakShare, labels: labels), share))
      }
      let spread = result.prediction.high - result.prediction.low
      if result.median > 0 {
        values.append((table.add(.benchUncertainty, labels: labels), spread / 2 / result.median))
      }
      values.append(
        (table.add(.benchDisturbances, labels: labels), Double(result.disturbances.count)))
      let ended = result.ended ?? document.conditions.ended
      if let place = suites.firstIndex(where: { $0.name == subject.suite }) {
        suites[place].ended = max(suites[place].ended, ended)
      } else {
        suites.append((subject.suite, ended))
      }
    }
    for (name, ended) in suites {
      let time = Double(ended / 1_000_000) / 1e3
      values.append((table.add(.benchTime, ["suite": name]), time))
    }
    return values
  }

  /// The suite, the case, and the parameters whose names can be labels.
  private static func labels(of subject: BenchSubject) -> [Label] {
    var labels = [Label("suite", subject.suite), Label("case", subject.name)]
    for parameter in subject.parameters.prefix(12) where Label.isName(parameter.name) {
      guard !labels.contains(where: { $0.name == parameter.name }) else { continue }
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
  static let benchDisturbances = Metric(
    "nodeprobe_bench_disturbances", "Things seen that may have changed the benchmark's result")
  static let benchTime = Metric(
    "nodeprobe_bench_last_success_timestamp_seconds",
    "Unix time at which the suite's last verified result was measured")
}
