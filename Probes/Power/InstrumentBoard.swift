internal import LinuxFiles
internal import NodeModel

/// The instruments of one probe with what they showed last, and the series that say whether they can be read.
struct InstrumentBoard: Sendable {
  let instruments: [Instrument]
  private(set) var readings: MeterReadings
  private let series: [Series]

  /// Declares the instruments.
  init(_ instruments: [Instrument], series table: inout SeriesTable) {
    self.instruments = instruments
    readings = MeterReadings(count: instruments.count)
    series = instruments.map { table.add($0) }
  }

  /// Takes what an instrument showed in the round of `page`.
  mutating func set(_ index: Int, _ reading: MeterReading, on page: inout Readings) {
    readings.set(index, reading, at: page.time)
    switch reading {
    case .counter, .power: page.set(series[index], count: 1)
    case .failed(let reason): page.fail(series[index], reason)
    }
  }

  /// Takes the reason why an instrument could not be read. One that is gone means that the hardware is
  /// another now.
  mutating func fail(_ index: Int, _ error: SystemError, on page: inout Readings) {
    set(index, .failed(FailureReason(error)), on: &page)
    if error.isAbsent { page.discoverAgain() }
  }

  /// Nothing could be read, for the same reason.
  mutating func failAll(_ reason: FailureReason, on page: inout Readings) {
    for index in instruments.indices { set(index, .failed(reason), on: &page) }
  }
}
