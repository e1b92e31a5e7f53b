internal import NodeModel
internal import Probes

/// The groups that a worker introduces, until all of those that it announced are there.
struct WorkerIntroduction {
  typealias Malformed = FrameReader.Malformed

  /// A group by the numbers of its part and of itself there.
  struct Place {
    let part: Int
    let group: Int
  }

  /// Each part's series so far.
  private(set) var tables: [SeriesTable]
  /// Each part's groups so far.
  private(set) var groups: [[ReadingGroup]]
  /// The groups in the order of their numbers on the pipe.
  private(set) var places: [Place] = []
  private let announced: Int

  /// Takes a hello of a worker that may speak of so many parts.
  init(_ frame: inout FrameReader.Frame, parts: Int) throws(Malformed) {
    guard try frame.take(UInt16.self) == WorkerFrame.version else {
      throw Malformed(what: "version")
    }
    announced = Int(try frame.take(UInt32.self))
    guard announced <= SeriesTable.limit else { throw Malformed(what: "group count") }
    tables = (0..<parts).map { _ in SeriesTable() }
    groups = (0..<parts).map { _ in [] }
  }

  /// Whether no group is missing.
  var isComplete: Bool { places.count == announced }

  /// Takes the next group, which has to be of one of these parts.
  mutating func take(
    _ frame: inout FrameReader.Frame, of parts: [WorkerPart]
  ) throws(Malformed) {
    let seconds = try frame.take(UInt32.self)
    let part = try parts.index(of: try frame.text())
    let key = try frame.text()
    let count = Int(try frame.take(UInt32.self))
    let start = tables[part].entries.count
    guard count <= SeriesTable.limit - start else { throw Malformed(what: "series count") }
    for _ in 0..<count { try takeSeries(&frame, part, parts[part].metrics) }
    places.append(Place(part: part, group: groups[part].count))
    groups[part].append(
      ReadingGroup(
        key: key, members: start..<start + count,
        cadence: seconds == 0 ? .everyRound : .seconds(seconds)))
  }

  private mutating func takeSeries(
    _ frame: inout FrameReader.Frame, _ part: Int, _ metrics: [Metric]
  ) throws(Malformed) {
    let name = try frame.text()
    guard let metric = metrics.first(where: { $0.name.description == name }) else {
      throw Malformed(what: "metric")
    }
    var labels: [Label] = []
    for _ in 0..<(try frame.take(UInt8.self)) {
      labels.append(Label(try frame.text(), try frame.text()))
    }
    guard labels.allSatisfy({ Label.isName($0.name) }) else {
      throw Malformed(what: "label name")
    }
    _ = tables[part].add(metric, labels: labels)
  }
}

extension [WorkerPart] {
  /// The number of a probe's part.
  func index(of probe: String) throws(FrameReader.Malformed) -> Int {
    guard let part = firstIndex(where: { $0.probe == probe }) else {
      throw FrameReader.Malformed(what: "probe")
    }
    return part
  }
}
