public import NodeModel

/// The last five minutes of what people look at first, in 23 kB that never grow.
///
/// It is fed with each snapshot in turn and knows no other clock. What was not known at a time is a
/// gap, never 0. After the first snapshot of a catalogue it allocates nothing.
public struct History: Sendable {
  /// How far back it reaches.
  public static let seconds: UInt64 = 300

  /// The readings that have a line; the temperatures of `charted` come behind them.
  public enum Row: Int, CaseIterable, Sendable {
    /// CPU time spent working, 0 to 1.
    case cpuUtilization
    /// Memory that is not available, 0 to 1.
    case memoryUsed
    /// What the node draws, in watts.
    case power
    /// The highest of all temperatures, in degrees Celsius.
    case hottest
    /// Bytes a second over all network devices and disks.
    case networkReceive, networkTransmit, diskRead, diskWrite
    /// Share of the time in which some task waited, 0 to 1.
    case pressureCPU, pressureMemory, pressureIO
  }

  /// The time between two points in nanoseconds: the sampling interval, at least a second.
  public let period: UInt64
  /// The most points of a line.
  public let capacity: Int
  /// How many points each line has by now.
  public private(set) var count = 0

  private(set) var layout: NodeLayout
  private(set) var catalogue: Catalogue?
  private(set) var received = CounterRates()
  private(set) var transmitted = CounterRates()
  private(set) var read = CounterRates()
  private(set) var written = CounterRates()
  private var waited = CounterRates()
  private var points: [Float]
  private var origin: UInt64 = 0
  private var newest: UInt64 = 0
  private var lastTime: UInt64?

  private static let rows = Row.allCases.count + NodeLayout.chartedTemperatures

  /// An empty ring for snapshots that come each `interval` nanoseconds.
  public init(interval: UInt64 = 1_000_000_000) {
    period = max(interval, 1_000_000_000)
    capacity = max(2, Int(Self.seconds * 1_000_000_000 / period))
    points = Array(repeating: .nan, count: Self.rows * capacity)
    layout = NodeLayout(SeriesIndex(Catalogue([])))
  }

  /// Takes in the next snapshot; one that is not newer than the last is passed over.
  public mutating func add(_ snapshot: Snapshot) {
    if let lastTime, snapshot.time <= lastTime { return }
    if snapshot.catalogue !== catalogue { follow(snapshot.catalogue) }
    let seconds = lastTime.map { Double(snapshot.time - $0) / 1e9 } ?? 0
    advance(to: snapshot.time)
    lastTime = snapshot.time

    let values = snapshot.values
    set(.cpuUtilization, layout.utilization.flatMap { values[$0].double })
    set(.memoryUsed, Self.usedShare(values, layout))
    set(.power, layout.power.flatMap { values[$0].double })
    var hottest: Double?
    for place in layout.temperatureValues {
      if let value = values[place].double { hottest = max(value, hottest ?? value) }
    }
    set(.hottest, hottest)
    received.update(values, seconds: seconds)
    transmitted.update(values, seconds: seconds)
    read.update(values, seconds: seconds)
    written.update(values, seconds: seconds)
    waited.update(values, seconds: seconds)
    set(.networkReceive, received.total)
    set(.networkTransmit, transmitted.total)
    set(.diskRead, read.total)
    set(.diskWrite, written.total)
    set(.pressureCPU, waited["cpu"].map { min(1, $0) })
    set(.pressureMemory, waited["memory"].map { min(1, $0) })
    set(.pressureIO, waited["io"].map { min(1, $0) })
    for line in layout.chartedValues.indices {
      set(row: Row.allCases.count + line, values[layout.chartedValues[line]].double)
    }
  }

  /// A point of a line, 0 the oldest and `count` − 1 the newest; nil where nothing was known.
  public subscript(row: Row, position: Int) -> Double? {
    point(row.rawValue, position)
  }

  /// A point of the line of number `line` of the charted temperatures.
  func temperature(_ line: Int, _ position: Int) -> Double? {
    point(Row.allCases.count + line, position)
  }

  /// The mean of the points that are known among the newest `number`.
  func mean(_ row: Row, newest number: Int) -> Double? {
    var sum = 0.0
    var known = 0.0
    for position in max(0, count - number)..<count {
      guard let value = self[row, position] else { continue }
      sum += value
      known += 1
    }
    return known > 0 ? sum / known : nil
  }

  /// The share of the memory that is not available to a new program.
  static func usedShare(_ values: [Value], _ layout: NodeLayout) -> Double? {
    guard let total = layout.memoryTotal.flatMap({ values[$0].double }), total > 0,
      let available = layout.memoryAvailable.flatMap({ values[$0].double })
    else { return nil }
    return 1 - available / total
  }

  private func point(_ row: Int, _ position: Int) -> Double? {
    guard position >= 0, position < count else { return nil }
    let slot = (newest &- UInt64(count - 1 - position)) % UInt64(capacity)
    let value = points[row * capacity + Int(slot)]
    return value.isNaN ? nil : Double(value)
  }

  private mutating func set(_ row: Row, _ value: Double?) {
    set(row: row.rawValue, value)
  }

  private mutating func set(row: Int, _ value: Double?) {
    guard let value else { return }
    points[row * capacity + Int(newest % UInt64(capacity))] = Float(value)
  }

  /// Opens the points between the last time and this one, all of them gaps.
  ///
  /// Points stand a period apart, counted from the first snapshot and rounded, so that a round that
  /// ends a little early or late falls on its own point.
  private mutating func advance(to time: UInt64) {
    guard lastTime != nil else {
      origin = time
      newest = 0
      count = 1
      return
    }
    let slot = (time - origin + period / 2) / period
    let steps = slot - newest
    for step in 0..<min(steps, UInt64(capacity)) {
      let place = Int((slot - step) % UInt64(capacity))
      for row in 0..<Self.rows { points[row * capacity + place] = .nan }
    }
    count = min(capacity, count + Int(min(steps, UInt64(capacity))))
    newest = slot
  }

  /// Finds everything in a new catalogue. Lines of temperatures that stay move to their new number.
  private mutating func follow(_ catalogue: Catalogue) {
    self.catalogue = catalogue
    let before = layout.charted.map(\.key)
    layout = NodeLayout(SeriesIndex(catalogue))
    received.follow(layout.network.compactMap { Self.counter($0, $0.inward) })
    transmitted.follow(layout.network.compactMap { Self.counter($0, $0.outward) })
    read.follow(layout.disks.compactMap { Self.counter($0, $0.inward) })
    written.follow(layout.disks.compactMap { Self.counter($0, $0.outward) })
    waited.follow(layout.pressure.map { ($0.resource, $0.place, false) })
    let first = Row.allCases.count * capacity
    let old = points[first...]
    for line in 0..<NodeLayout.chartedTemperatures {
      let key = line < layout.charted.count ? layout.charted[line].key : nil
      let from = key.flatMap { before.firstIndex(of: $0) }
      for slot in 0..<capacity {
        points[first + line * capacity + slot] =
          from.map { old[first + $0 * capacity + slot] } ?? .nan
      }
    }
  }

  private static func counter(_ flow: NodeLayout.Flow, _ place: Int?) -> (
    name: String, place: Int, isSummed: Bool
  )? {
    place.map { (flow.name, $0, flow.isSummed) }
  }
}
