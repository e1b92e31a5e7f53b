/// What one probe says in one round: a value for each of its series, and why some are missing.
///
/// The storage is made once for a `SeriesTable` and used again each round, so a round allocates
/// nothing.
public struct Readings: Sendable {
  /// The values by `Series.index`.
  public private(set) var values: [Value]
  /// Boot time of this round in nanoseconds; suspended time counts.
  public private(set) var time: UInt64 = 0
  /// How often each reason spoiled a reading in this round, by `FailureReason.rawValue`.
  public private(set) var failures: [UInt32]
  /// How often a value was read and not believed, since the start, by `FailureReason.rawValue`.
  public private(set) var refused: [UInt64]
  /// The probe saw that its hardware is another than it was: it is to be made anew.
  public private(set) var wantsDiscovery = false

  /// Room for the series of `table`, all absent.
  public init(for table: SeriesTable) {
    values = Array(repeating: .absent, count: table.entries.count)
    failures = Array(repeating: 0, count: FailureReason.allCases.count)
    refused = Array(repeating: 0, count: FailureReason.allCases.count)
  }

  /// Opens a round at `time`; values stay until they are set, failed or cleared.
  public mutating func begin(at time: UInt64) {
    self.time = time
    wantsDiscovery = false
    for index in failures.indices { failures[index] = 0 }
  }

  /// Carries over the counts of refused values from the table that this one replaces.
  public mutating func adopt(refused counts: [UInt64]) {
    for index in refused.indices where index < counts.count { refused[index] += counts[index] }
  }

  /// Sets a measured value; one that is not a finite number is refused.
  public mutating func set(_ series: Series, _ value: Double) {
    if value.isFinite {
      values[series.index] = .real(value)
    } else {
      refuse(series, .implausible)
    }
  }

  /// Sets an exact count.
  public mutating func set(_ series: Series, count: UInt64) {
    values[series.index] = .count(count)
  }

  /// Sets an exact number of millionths of the base unit.
  public mutating func set(_ series: Series, micro: UInt64) {
    values[series.index] = .micro(micro)
  }

  /// The series has no value now, and that is no failure.
  public mutating func clear(_ series: Series) {
    values[series.index] = .absent
  }

  /// The series could not be read.
  public mutating func fail(_ series: Series, _ reason: FailureReason) {
    values[series.index] = .absent
    failures[Int(reason.rawValue)] += 1
  }

  /// The series was read, and the value is not believed.
  public mutating func refuse(_ series: Series, _ reason: FailureReason) {
    values[series.index] = .absent
    refused[Int(reason.rawValue)] += 1
  }

  /// All series could not be read.
  public mutating func failAll(_ reason: FailureReason) {
    for index in values.indices { values[index] = .absent }
    failures[Int(reason.rawValue)] += UInt32(truncatingIfNeeded: max(1, values.count))
  }

  /// Asks for a new table: devices came or went.
  public mutating func discoverAgain() {
    wantsDiscovery = true
  }

  /// The most frequent reason of this round, nil where nothing failed.
  public var mainFailure: FailureReason? {
    var found: FailureReason?
    var most: UInt32 = 0
    for reason in FailureReason.allCases where failures[Int(reason.rawValue)] > most {
      most = failures[Int(reason.rawValue)]
      found = reason
    }
    return found
  }
}
