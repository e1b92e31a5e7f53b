internal import LinuxFiles
internal import NodeModel

/// Energy counters of processors and their memory (RAPL), as the kernel's power capping shows them.
///
/// Source: `/sys/class/powercap/*/energy_uj`, microjoules that wrap at `max_energy_range_uj`; Linux
/// `Documentation/power/powercap/powercap.rst`. Intel's and AMD's packages bear the same names. The files of
/// the counters are root's alone since Linux 5.10 (CVE-2020-8694): a zone that may not be read is declared
/// and fails. `enabled` tells of limits, not of the counter, and is not asked.
final class PowercapEnergy: MeterSource {
  static let name: StaticString = "rapl"
  static var watched: StaticString? { "class/powercap" }

  private let directory: Directory
  private let files: [CounterFile]
  private var board: InstrumentBoard

  var instruments: [Instrument] { board.instruments }
  var meterReadings: MeterReadings { board.readings }

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    let directory: Directory
    do {
      directory = try Directory("class/powercap", below: root.sys)
    } catch  where error.isAbsent {
      return nil
    }
    let zones = Self.zones(in: directory)
    files = zones.map { CounterFile($0.entry + "/energy_uj") }
    board = InstrumentBoard(Self.instruments(zones, in: directory), series: &series)
    self.directory = directory
    if zones.isEmpty { return nil }
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    for (index, file) in files.enumerated() {
      do {
        let raw = try file.read(below: directory, buffer: &buffer)
        board.set(index, reading(index, raw), on: &readings)
      } catch {
        board.fail(index, error, on: &readings)
      }
    }
  }

  /// A package, its memory or a platform that has used nothing since power-on is not wired to its counter.
  private func reading(_ index: Int, _ raw: UInt64) -> MeterReading {
    guard raw == 0 else { return .counter(raw) }
    switch instruments[index].meter.domain {
    case .package, .dram, .psys: return .failed(.stuck)
    default: return .counter(raw)
    }
  }

  /// The zones that have a counter, readable or not.
  static func zones(in directory: borrowing Directory) -> [PowercapZone] {
    var zones: [PowercapZone] = []
    for entry in directory.names() where directory.contains(entry + "/energy_uj") {
      var parent: String?
      if let colon = entry.lastIndex(of: ":") {
        parent = directory.text(of: entry[..<colon] + "/name")
      }
      zones.append(PowercapZone(entry, name: directory.text(of: entry + "/name"), parent: parent))
    }
    return zones
  }

  private static func instruments(
    _ zones: [PowercapZone], in directory: borrowing Directory
  ) -> [Instrument] {
    var seen: Set<[String]> = []
    var instruments: [Instrument] = []
    for zone in zones {
      var device = zone.device
      // Two zones of one name, of which nobody knows whether they are one: the ledger will see.
      if !seen.insert([zone.source, zone.domain.word, device]).inserted {
        device += " \(zone.entry)"
      }
      let range = directory.text(of: zone.entry + "/max_energy_range_uj").flatMap { UInt64($0) }
      var meter = Meter(
        source: zone.source, domain: zone.domain, device: device,
        kind: .counter(CounterScale(range: range ?? 0)), tier: .components,
        bounds: zone.bounds, maximumMicrowatts: zone.maximumMicrowatts(in: directory))
      // The registers are renewed each millisecond.
      meter.cadence = 1_000_000
      meter.preference = zone.preference
      meter.mirrorGroup = zone.mirrorGroup
      meter.stillLimit = [.package, .psys].contains(zone.domain) ? 60_000_000_000 : 0
      instruments.append(Instrument(meter, place: "class/powercap/\(zone.entry)/energy_uj"))
    }
    return instruments
  }
}

extension PowercapZone {
  /// 5 % for packages (no absolute figure was published; Hackenberg and Khan show how close it follows the
  /// plug), twice as much for memory, whose counter has an offset on clients, and for platforms.
  fileprivate var bounds: EnergyBounds {
    switch domain {
    case .dram, .psys, .rail: EnergyBounds(100_000)
    default: EnergyBounds(50_000)
    }
  }

  /// Four times the thermal design power, which boards without limits do not reach, where the zone or its
  /// package tells it; else more than any part draws.
  fileprivate func maximumMicrowatts(in directory: borrowing Directory) -> UInt64 {
    let usual: UInt64
    switch domain {
    case .package, .core, .uncore: usual = 2_000_000_000
    case .dram: usual = 1_000_000_000
    default: return 10_000_000_000
    }
    let package = entry.split(separator: ":").prefix(2).joined(separator: ":")
    let teller = domain == .dram ? entry : package
    let design = directory.text(of: teller + "/constraint_0_max_power_uw").flatMap { UInt64($0) }
    guard let design, design > 0, design < usual else { return usual }
    return min(max(4 * design, 250_000_000), usual)
  }
}
