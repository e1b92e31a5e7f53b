import LinuxFiles
import NodeModel
import Probes

/// One probe below a root, read as often as a test likes, with readable names for its values.
public final class Sampling {
  /// What the probe declared.
  public let series: SeriesTable
  /// What it said in the last round.
  public private(set) var readings: Readings

  private let names: [String]
  private let readAll: (inout Readings, inout ReadBuffer) -> Void
  private var buffer = ReadBuffer()
  private var time: UInt64 = 1_000_000_000

  /// Finds the hardware of `probe` below the two trees, as the agent would or else a worker, and reads
  /// `rounds` rounds, a second apart; nil where there is none.
  public convenience init?(
    _ probe: any Probe.Type, proc: String = "/proc", sys: String = "/sys", rounds: Int = 1
  ) throws {
    var series = SeriesTable()
    let root = try Root(proc: proc, sys: sys)
    if let made = try probe.init(below: root, series: &series) {
      self.init(series) { made.read(into: &$0, buffer: &$1) }
      for _ in 0..<rounds { round() }
    } else if let divided = probe as? any DividedProbe.Type,
      let source = DividedSource.make(divided, below: root)
    {
      self.init(source, rounds: rounds)
    } else {
      return nil
    }
  }

  /// Reads all groups of `source` `rounds` times, a second apart.
  public convenience init(_ source: any GroupedSource, rounds: Int = 1) {
    self.init(source.series) { readings, buffer in
      for index in source.groups.indices {
        source.read(index, into: &readings, buffer: &buffer)
      }
    }
    for _ in 0..<rounds { round() }
  }

  private init(
    _ series: SeriesTable, _ readAll: @escaping (inout Readings, inout ReadBuffer) -> Void
  ) {
    self.series = series
    self.readAll = readAll
    readings = Readings(for: series)
    names = series.entries.map { entry in
      let labels = entry.labels.map { "\($0.name)=\"\($0.value)\"" }.joined(separator: ",")
      return labels.isEmpty ? entry.metric.name.description : "\(entry.metric.name){\(labels)}"
    }
  }

  /// Reads everything once more, `seconds` after the last round.
  public func round(after seconds: Double = 1) {
    time += UInt64(seconds * 1e9)
    readings.begin(at: time)
    readAll(&readings, &buffer)
  }

  /// Everything that has a value, by `name{label="value",…}` with the labels in declared order.
  public var values: [String: Value] {
    var found: [String: Value] = [:]
    for (name, value) in zip(names, readings.values) where value != .absent { found[name] = value }
    return found
  }

  /// The names of all declared series, with or without a value, in declared order.
  public var declared: [String] { names }

  /// The number of one series, by `name{label="value",…}`; nil where it has none.
  public subscript(name: String) -> Double? { values[name]?.double }

  /// All values of one family, by the value of its label `label`.
  public func family(_ family: String, by label: String) -> [String: Double] {
    var found: [String: Double] = [:]
    for (entry, value) in zip(series.entries, readings.values)
    where entry.metric.name.description == family {
      guard let key = entry.labels.first(where: { $0.name == label })?.value else { continue }
      found[key] = value.double
    }
    return found
  }

  /// The labels of the first series of a family, by name; empty where there is none.
  public func labels(of family: String) -> [String: String] {
    let entry = series.entries.first { $0.metric.name.description == family }
    return Dictionary(
      (entry?.labels ?? []).map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
  }
}
