public import NodeModel

/// The instruments of power and energy among the series that a worker reads, and their readings.
///
/// There are two kinds. A source of power declares its instruments: a `nodeprobe_source_info` each, followed by
/// the series of its number, exact in millionths. And sensor chips measure power among other things: their
/// instruments are found by what their series say (`HwmonInstruments`), so no chip is read twice.
public struct InstrumentTable: Sendable {
  /// All families that declared instruments fill.
  public static let metrics: [Metric] = [.sourceInfo, .sourcePower, .sourceEnergy]

  /// All of them.
  public private(set) var instruments: [Instrument] = []
  /// Whether the table itself shows each one's info, and the number that it reads: the energy of a counter,
  /// else the power.
  public private(set) var isShown: [Bool] = []
  private var numbers: [HwmonInstruments.Number] = []

  /// Finds the instruments of `table`.
  ///
  /// - Parameter cards: the accelerators whose sensors may be among those of the table; nil where there is no PCI bus that
  ///   tells.
  public init(_ table: SeriesTable, cards: [AcceleratorCard]? = []) {
    let entries = table.entries
    for index in entries.indices.dropLast() where entries[index].metric == .sourceInfo {
      guard let instrument = Instrument(labels: entries[index].labels),
        entries[index + 1].metric == (instrument.meter.isCounter ? .sourceEnergy : .sourcePower),
        entries[index + 1].labels == instrument.meter.labels
      else { continue }
      append(instrument, .sensor(Series(index: index + 1)), isShown: true)
    }
    for (instrument, number) in HwmonInstruments(table, cards).found {
      append(instrument, number, isShown: false)
    }
  }

  private mutating func append(
    _ instrument: Instrument, _ number: HwmonInstruments.Number, isShown: Bool
  ) {
    instruments.append(instrument)
    numbers.append(number)
    self.isShown.append(isShown)
  }

  /// A series of the instrument at `index`: it belongs to the group that must have been read anew for the
  /// reading to be a new one.
  public func series(_ index: Int) -> Series {
    switch numbers[index] {
    case .sensor(let series), .product(let series, _): series
    }
  }

  /// What the instrument at `index` says now, in the unit of its meter.
  public func reading(_ index: Int, in readings: borrowing Readings) -> MeterReading {
    switch numbers[index] {
    case .sensor(let series):
      if case .micro(let number) = readings.values[series.index] {
        return instruments[index].meter.isCounter ? .counter(number) : .power(number)
      }
      guard let number = readings.values[series.index].double else {
        return .failed(readings.reason(at: series) ?? .unavailable)
      }
      return Self.reading(number * 1e6, isCounter: instruments[index].meter.isCounter)
    case .product(let voltage, let current):
      guard let volts = readings.values[voltage.index].double,
        let amperes = readings.values[current.index].double
      else {
        return .failed(
          readings.reason(at: voltage) ?? readings.reason(at: current) ?? .unavailable)
      }
      return Self.reading(volts * amperes * 1e6, isCounter: false)
    }
  }

  /// Millionths as a meter tells them. Power that flows back, as into a battery, is no consumption.
  private static func reading(_ micro: Double, isCounter: Bool) -> MeterReading {
    guard micro > -0.5 else { return .failed(isCounter ? .implausible : .unavailable) }
    guard let number = UInt64(exactly: micro.rounded()) else { return .failed(.implausible) }
    return isCounter ? .counter(number) : .power(number)
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
