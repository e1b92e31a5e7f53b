/// What one probe says in one round: a value for each of its series, and why some are missing.
///
/// The storage is made once for a `SeriesTable` and used again each round, so a round allocates
/// nothing.
public struct Readings: Sendable {
  /// The values by `Series.index`.
  public private(set) var values: [Value]
  /// Boot time of this round in nanoseconds; suspended time counts.
  public private(set) var time: UInt64 = 0
  /// How many series cannot be read now, by `FailureReason.rawValue`.
  public private(set) var failures: [UInt32]
  /// How often a value was read and not believed, since the start, by `FailureReason.rawValue`.
  public private(set) var refused: [UInt64]
  /// The probe saw that its hardware is another than it was: it is to be made anew.
  public private(set) var wantsDiscovery = false

  /// How many series have a value.
  public private(set) var present = 0
  /// The reasons for which some series cannot be read now, one bit each by `FailureReason.rawValue`.
  public private(set) var failureMask: UInt32 = 0
  /// The sum of `refused`.
  public private(set) var refusals: UInt64 = 0

  /// Why each series cannot be read.
  private var reasons: [FailureReason?]

  /// Room for the series of `table`, all absent.
  public init(for table: SeriesTable) {
    values = Array(repeating: .absent, count: table.entries.count)
    reasons = Array(repeating: nil, count: table.entries.count)
    failures = Array(repeating: 0, count: FailureReason.allCases.count)
    refused = Array(repeating: 0, count: FailureReason.allCases.count)
  }

  /// Opens a round at `time`; values and failures stay until they are set, failed or cleared.
  public mutating func begin(at time: UInt64) {
    self.time = time
    wantsDiscovery = false
  }

  /// Carries on from the readings of a table that this one replaces: the counts of refused values, and
  /// what the series that both tables declare said last.
  public mutating func adopt(_ old: Readings, of oldTable: SeriesTable, for table: SeriesTable) {
    for index in refused.indices { refused[index] += old.refused[index] }
    refusals += old.refusals
    time = old.time
    var places: [SeriesTable.Entry: Int] = [:]
    for (index, entry) in oldTable.entries.enumerated() { places[entry] = index }
    for (index, entry) in table.entries.enumerated() {
      guard let place = places[entry] else { continue }
      put(old.values[place], at: index, old.reasons[place])
    }
  }

  /// Sets a measured value; one that is not a finite number is refused.
  public mutating func set(_ series: Series, _ value: Double) {
    guard value.isFinite else { return refuse(series, .implausible) }
    put(.real(value), at: series.index)
  }

  /// Sets an exact count.
  public mutating func set(_ series: Series, count: UInt64) {
    put(.count(count), at: series.index)
  }

  /// Sets an exact number of millionths of the base unit.
  public mutating func set(_ series: Series, micro: UInt64) {
    put(.micro(micro), at: series.index)
  }

  /// Sets what was made a value elsewhere.
  public mutating func set(_ series: Series, to value: Value) {
    put(value, at: series.index)
  }

  /// The series has no value now, and that is no failure.
  public mutating func clear(_ series: Series) {
    put(.absent, at: series.index)
  }

  /// The series could not be read.
  public mutating func fail(_ series: Series, _ reason: FailureReason) {
    put(.absent, at: series.index, reason)
  }

  /// The series was read, and the value is not believed.
  public mutating func refuse(_ series: Series, _ reason: FailureReason) {
    put(.absent, at: series.index)
    count(refused: 1, reason)
  }

  /// All series could not be read.
  public mutating func failAll(_ reason: FailureReason) {
    for index in values.indices { fail(Series(index: index), reason) }
  }

  /// Counts values that a worker refused.
  public mutating func count(refused more: UInt64, _ reason: FailureReason) {
    refused[Int(reason.rawValue)] += more
    refusals += more
  }

  /// Why a series cannot be read; nil where it can, or never was.
  public func reason(at series: Series) -> FailureReason? {
    reasons[series.index]
  }

  /// Asks for a new table: devices came or went.
  public mutating func discoverAgain() {
    wantsDiscovery = true
  }

  /// Whether a series has a value.
  public var hasValues: Bool { present > 0 }

  /// Writes all values into `target` from `place` on.
  public func copy(into target: inout [Value], at place: Int) {
    for index in values.indices { target[place + index] = values[index] }
  }

  /// The most frequent reason why series cannot be read, nil where nothing failed.
  public var mainFailure: FailureReason? {
    var found: FailureReason?
    var most: UInt32 = 0
    for reason in FailureReason.allCases where failures[Int(reason.rawValue)] > most {
      most = failures[Int(reason.rawValue)]
      found = reason
    }
    return found
  }

  private mutating func put(_ value: Value, at index: Int, _ reason: FailureReason? = nil) {
    let had = values[index] != .absent
    let has = value != .absent
    if had != has { present += has ? 1 : -1 }
    values[index] = value
    if reasons[index] != reason { note(reason, at: index) }
  }

  private mutating func note(_ reason: FailureReason?, at index: Int) {
    if let old = reasons[index] {
      failures[Int(old.rawValue)] -= 1
      if failures[Int(old.rawValue)] == 0 { failureMask &= ~(1 << UInt32(old.rawValue)) }
    }
    if let reason {
      failures[Int(reason.rawValue)] += 1
      failureMask |= 1 << UInt32(reason.rawValue)
    }
    reasons[index] = reason
  }
}
