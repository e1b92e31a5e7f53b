internal import LinuxFiles
internal import NodeModel

/// Energy and power of a node of HPE Cray EX and XC machines, as its blade's controller measures them.
///
/// Source: `/sys/cray/pm_counters`, whole joules and watts, renewed `raw_scan_hz` times a second by the
/// controller and never by the node, so a read does not wait. A file holds a number, its unit and the
/// controller's time ("5433232 J 1640995200123456 us"). `energy` is the whole node behind its power supply; `cpu_`, `memory_` and
/// `accelN_energy` are parts of it, in no way divided among sockets, and only shown. Counters go on while the
/// node restarts. Never executed on such a machine.
final class CrayCounters: MeterSource {
  static let name: StaticString = "pm_counters"
  static var watched: StaticString? { "cray/pm_counters" }

  /// How long the controller may take to renew its numbers, in nanoseconds: ten scans at its slowest.
  private static let patience: UInt64 = 1_000_000_000

  private let directory: Directory
  private let files: [CounterFile]
  private let scans = CounterFile("freshness", hasUnit: true)
  private var board: InstrumentBoard
  /// The controller's count of its scans, and the boot time at which it was seen to move.
  private var freshness: UInt64?
  private var renewed: UInt64 = 0

  var instruments: [Instrument] { board.instruments }
  var meterReadings: MeterReadings { board.readings }

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    let directory: Directory
    do {
      directory = try Directory("cray/pm_counters", below: root.sys)
    } catch  where error.isAbsent {
      return nil
    }
    var instruments: [Instrument] = []
    var files: [CounterFile] = []
    let names = directory.names()
    for name in names {
      guard let meter = Self.meter(name, among: names) else { continue }
      instruments.append(Instrument(meter, place: "cray/pm_counters/" + name))
      files.append(CounterFile(name, hasUnit: true))
    }
    board = InstrumentBoard(instruments, series: &series)
    self.files = files
    self.directory = directory
    if files.isEmpty { return nil }
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    // Numbers of two scans do not fit together: where one ended meanwhile, all are read again.
    for _ in 0..<2 {
      let scan = self.scan(buffer: &buffer)
      guard isFresh(scan, at: readings.time) else {
        return board.failAll(.stale, on: &readings)
      }
      for index in files.indices { read(index, into: &readings, buffer: &buffer) }
      if self.scan(buffer: &buffer) == scan { return }
    }
  }

  private func read(_ index: Int, into readings: inout Readings, buffer: inout ReadBuffer) {
    do {
      let number = try files[index].read(below: directory, buffer: &buffer)
      board.set(index, reading(index, number), on: &readings)
    } catch {
      board.fail(index, error, on: &readings)
    }
  }

  private func reading(_ index: Int, _ number: UInt64) -> MeterReading {
    if instruments[index].meter.isCounter { return .counter(number) }
    let (microwatts, isTooLarge) = number.multipliedReportingOverflow(by: 1_000_000)
    return isTooLarge ? .failed(.implausible) : .power(microwatts)
  }

  /// How many scans the controller has done; nil where it does not tell.
  private func scan(buffer: inout ReadBuffer) -> UInt64? {
    try? scans.read(below: directory, buffer: &buffer)
  }

  /// Whether the controller still renews its numbers; one that does not tell is believed.
  private func isFresh(_ scan: UInt64?, at time: UInt64) -> Bool {
    if scan == nil || scan != freshness {
      freshness = scan
      renewed = time
      return true
    }
    return time < renewed + Self.patience
  }

  /// The meter of a file; nil of any other, and of the power of what also has a counter.
  private static func meter(_ file: String, among files: [String]) -> Meter? {
    let parts = file.split(separator: "_")
    guard let quantity = parts.last, parts.count <= 2 else { return nil }
    let part = parts.count == 2 ? String(parts[0]) : ""
    let kind: Meter.Kind
    switch quantity {
    case "energy":
      var scale = CounterScale()
      scale.numerator = 1_000_000
      scale.life = .outside
      kind = .counter(scale)
    case "power" where !files.contains(file.dropLast("power".count) + "energy"):
      kind = .power(PowerScale(isMean: false, longestGap: 30_000_000_000))
    default: return nil
    }
    let isNode = part.isEmpty
    guard isNode || part == "cpu" || part == "memory" || part.hasPrefix("accel") else { return nil }
    // No figure was published; a controller's readings are taken to be within 10 %.
    var meter = Meter(
      source: "pm_counters", domain: isNode ? .psys : .rail, device: isNode ? "node" : part,
      kind: kind, tier: .components, bounds: EnergyBounds(100_000),
      maximumMicrowatts: 20_000_000_000)
    meter.cadence = 100_000_000
    meter.stillLimit = isNode ? 60_000_000_000 : 0
    return meter
  }
}
