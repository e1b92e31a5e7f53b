internal import EnergyLedger
internal import NodeModel
internal import Probes

/// Every instrument that a section declares, and where its number stands.
struct MeterRoster {
  /// More are not taken: the ledger has room for so many beside estimates.
  static let most = Topology.mostMeters - Estimates.most

  /// What of an instrument stands on the page already.
  enum Shown {
    case nothing
    /// Its `nodeprobe_source_info`.
    case info
    /// That, and the number that it reads.
    case infoAndNumber
  }

  private enum Place {
    case probe(any MeterSource, Int)
    /// With the generation of the part's table in which it was found.
    case worker(WorkerPart, generation: Int, InstrumentTable, Int)
  }

  private struct Entry {
    let instrument: Instrument
    let shown: Shown
    let place: Place
    /// So long it is left alone at most, in nanoseconds; 0: it is read in each round.
    let pause: UInt64
    /// When the number that was handed on last was read.
    var seen: UInt64 = 0
    /// Whether a failure was handed on last.
    var hasFailed = false
  }
  private var entries: [Entry] = []

  /// What was found, in the order of the ledger's meters.
  private(set) var instruments: [Instrument] = []
  /// How many more there are.
  private(set) var leftOut = 0

  /// What the ledger is told of each. Its number is not expected to be newer than its last read.
  var meters: [Meter] {
    entries.map { entry in
      var meter = entry.instrument.meter
      meter.cadence = max(meter.cadence, entry.pause)
      return meter
    }
  }

  /// What the page has of each already.
  func shown(_ index: Int) -> Shown { index < entries.count ? entries[index].shown : .nothing }

  /// Looks through the sections again; false where the instruments are the same as before.
  ///
  /// - Parameter cards: the accelerators of the node; nil where there is no PCI bus.
  mutating func look(
    through probes: [ProbeSection], _ parts: [WorkerPart], cards: [AcceleratorCard]? = []
  ) -> Bool {
    let old = entries
    entries = []
    for section in probes {
      guard let source = section.meters else { continue }
      for (index, instrument) in source.instruments.enumerated() {
        add(
          Entry(
            instrument: instrument, shown: .info, place: .probe(source, index),
            pause: section.pause), old)
      }
    }
    for part in parts {
      let table = InstrumentTable(part.table, cards: cards)
      for (index, instrument) in table.instruments.enumerated() {
        let shown: Shown = table.isShown[index] ? .infoAndNumber : .nothing
        let pause = min(
          part.cadence(of: table.series(index)), instrument.meter.longestPause ?? .max)
        add(
          Entry(
            instrument: instrument, shown: shown,
            place: .worker(part, generation: part.generation, table, index), pause: pause), old)
      }
    }
    // Rails are only shown: they give way first.
    let booked = entries.filter { $0.instrument.meter.domain != .rail }
    let rails = entries.filter { $0.instrument.meter.domain == .rail }
    leftOut = max(0, entries.count - Self.most)
    entries = Array((booked + rails).prefix(Self.most))
    instruments = entries.map(\.instrument)
    return instruments != old.map(\.instrument) || entries.map(\.pause) != old.map(\.pause)
  }

  /// Whether one of the cards has no meter that counts its energy.
  func lacksMeter(of cards: [AcceleratorCard]) -> Bool {
    // A meter of a whole Grace module has its GPU in it.
    let hasModule = instruments.contains {
      $0.meter.source == "grace" && $0.meter.domain == .package && $0.place.contains("Module")
    }
    if hasModule { return false }
    let metered = Set(
      instruments.filter { $0.meter.domain == .accelerator }.map(\.meter.device))
    return AcceleratorCard.modules(cards)
      > AcceleratorCard.modules(cards.filter { metered.contains($0.address.description) })
  }

  private mutating func add(_ entry: Entry, _ old: [Entry]) {
    var entry = entry
    if let same = old.first(where: { $0.instrument == entry.instrument }) {
      (entry.seen, entry.hasFailed) = (same.seen, same.hasFailed)
    }
    entries.append(entry)
  }

  /// Hands what was read since the round before to the ledger.
  mutating func read(into ledger: inout Ledger, at now: UInt64) {
    for number in entries.indices {
      switch entries[number].place {
      case .probe(let source, let index):
        let time = source.meterReadings.times[index]
        guard time != entries[number].seen else { continue }
        entries[number].seen = time
        ledger.read(number, source.meterReadings.values[index], at: time)
      case .worker(let part, let generation, let table, let index):
        // Between two rounds a worker may have introduced other series: the next look through finds its meters.
        guard part.generation == generation else { continue }
        let reading = table.reading(index, in: part.readings)
        let time = part.readTime(of: table.series(index))
        if case .failed = reading {
          // Values are taken off the page without a new read.
          if !entries[number].hasFailed { ledger.read(number, reading, at: now) }
          entries[number].hasFailed = true
        } else if time != entries[number].seen {
          ledger.read(number, reading, at: time)
          entries[number].hasFailed = false
        }
        entries[number].seen = time
      }
    }
  }
}
