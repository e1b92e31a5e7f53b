public import NodeModel

/// The instruments among the series of a table, and their readings among its values.
///
/// It is how a worker tells the agent of meters: for each a `nodeprobe_source_info` that declares it, followed
/// by the series of its number, exact in millionths.
public struct InstrumentTable: Sendable {
  /// All families that instruments fill.
  public static let metrics: [Metric] = [.sourceInfo, .sourcePower, .sourceEnergy]

  /// What was declared.
  public private(set) var instruments: [Instrument] = []
  /// The series of each one's number: `nodeprobe_source_energy_joules_total` of a counter, else
  /// `nodeprobe_source_power_watts`.
  public private(set) var series: [Series] = []

  /// Finds the instruments that `table` declares.
  public init(_ table: SeriesTable) {
    let entries = table.entries
    for index in entries.indices.dropLast() where entries[index].metric == .sourceInfo {
      guard let instrument = Instrument(labels: entries[index].labels),
        entries[index + 1].metric == (instrument.meter.isCounter ? .sourceEnergy : .sourcePower),
        entries[index + 1].labels == instrument.meter.labels
      else { continue }
      instruments.append(instrument)
      series.append(Series(index: index + 1))
    }
  }

  /// What the instrument at `index` says now, in the unit of its meter.
  public func reading(_ index: Int, in readings: borrowing Readings) -> MeterReading {
    switch readings.values[series[index].index] {
    case .micro(let number):
      return instruments[index].meter.isCounter ? .counter(number) : .power(number)
    case .absent, .real, .count:
      return .failed(readings.reason(at: series[index]) ?? .unavailable)
    }
  }
}

extension SeriesTable {
  /// Declares an instrument that the agent reads itself.
  mutating func add(_ instrument: Instrument) -> Series {
    add(.sourceInfo, labels: instrument.labels)
  }

  /// Declares an instrument that a worker reads, and the series of its number.
  mutating func addWithNumber(_ instrument: Instrument) -> (info: Series, number: Series) {
    let info = add(instrument)
    let metric: Metric = instrument.meter.isCounter ? .sourceEnergy : .sourcePower
    return (info, add(metric, labels: instrument.meter.labels))
  }
}

extension Metric {
  /// Every instrument of power and energy, with how its numbers are to be read.
  public static let sourceInfo = Metric(
    "nodeprobe_source_info", "A meter of power or energy that can be read now")
  /// The power of every instrument, nested and doubled.
  public static let sourcePower = Metric(
    "nodeprobe_source_power_watts", "Power as one meter reads it; nested, not to be summed")
  /// The energy of every instrument, nested and doubled.
  public static let sourceEnergy = Metric(
    "nodeprobe_source_energy_joules_total",
    "Energy as one meter counts it; nested, not to be summed")
}
