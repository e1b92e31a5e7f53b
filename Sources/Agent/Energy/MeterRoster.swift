internal import EnergyLedger
internal import NodeModel
internal import Probes

/// Every instrument that a section declares, and where its number stands.
struct MeterRoster {
  private enum Place {
    case probe(any MeterSource, Int)
    case worker(WorkerPart, InstrumentTable, Int)
  }

  /// What was found, in the order of the ledger's meters.
  private(set) var instruments: [Instrument] = []
  private var places: [Place] = []
  /// When the number that was handed on last was read.
  private var seen: [UInt64] = []
  /// How often one is renewed at the most, in nanoseconds, before it counts as not read.
  private static let patience: UInt64 = 10_000_000_000

  /// Looks through the sections again; false where the instruments are the same as before.
  mutating func look(through probes: [ProbeSection], _ parts: [WorkerPart]) -> Bool {
    var found: [Instrument] = []
    var where_: [Place] = []
    for section in probes {
      guard let source = section.meters else { continue }
      for (index, instrument) in source.instruments.enumerated() {
        found.append(instrument)
        where_.append(.probe(source, index))
      }
    }
    for part in parts {
      let table = InstrumentTable(part.table)
      for (index, instrument) in table.instruments.enumerated() {
        found.append(instrument)
        where_.append(.worker(part, table, index))
      }
    }
    let isSame = found == instruments
    instruments = found
    places = where_
    if !isSame { seen = Array(repeating: 0, count: found.count) }
    return !isSame
  }

  /// Hands what was read since the round before to the ledger.
  mutating func read(into ledger: inout Ledger) {
    for number in places.indices.prefix(Topology.mostMeters) {
      let reading: MeterReading
      let time: UInt64
      switch places[number] {
      case .probe(let source, let index):
        reading = source.meterReadings.values[index]
        time = source.meterReadings.times[index]
      case .worker(let part, let table, let index):
        reading = table.reading(index, in: part.readings)
        time = part.readings.time
      }
      guard time != seen[number] else { continue }
      seen[number] = time
      ledger.read(number, reading, at: time)
    }
  }
}
