internal import LinuxFiles
internal import NodeModel

/// The kernel's thermal zones and what it does to cool them.
///
/// Source: `/sys/class/thermal/{thermal_zone,cooling_device}N`, thousandths of a degree; Linux
/// `Documentation/driver-api/thermal/sysfs-api.rst`. The kernel shows many zones as a hwmon chip
/// too: that is the same sensor, so zones have a family of their own and are never added to the
/// sensors.
///
/// To read a zone is to ask firmware (ACPI), a bus (I²C) or another processor, and any of them may not
/// answer. Where all is known to answer from memory the agent reads the whole class, else a worker does,
/// with a group for each device that may wait and one for the rest.
final class ThermalZone: DividedProbe {
  static let name: StaticString = "thermal"
  /// ACPI zones run firmware when they are read.
  static var cadence: Cadence { .seconds(5) }
  static var watched: StaticString? { "class/thermal" }
  static var metrics: [Metric] { [.thermalZone, .coolingState, .coolingMaximum] }

  /// The group of all that answers from memory; no device has this name.
  private static let quick = "memory"
  /// Types that are known to: a register of the processor, or a number that their driver keeps. Linux
  /// `drivers/thermal/intel`, `drivers/acpi/processor_thermal.c`, `drivers/thermal/*_cooling.c`.
  private static let quickTypes: Set<String> = [
    "x86_pkg_temp", "Processor", "intel_powerclamp", "TCC Offset",
  ]
  private static let quickPrefixes = ["cpufreq-", "cpuidle-", "devfreq-"]

  private let files: NumberFiles

  convenience init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    guard Self.groups(below: root).isEmpty else { return nil }
    try self.init(below: root, series: &series) { _, _ in true }
  }

  /// The devices whose name and type are wanted.
  private init?(
    below root: borrowing Root, series: inout SeriesTable,
    where isWanted: (_ name: String, _ type: String) -> Bool
  ) throws(SystemError) {
    var files: NumberFiles
    do {
      files = try NumberFiles("class/thermal", below: root.sys)
    } catch  where error.isAbsent {
      return nil
    }
    for zone in files.devices("thermal_zone") {
      let type = files.text(of: zone + "/type") ?? ""
      guard isWanted(zone, type) else { continue }
      let labels: KeyValuePairs = [
        "zone": String(zone.dropFirst("thermal_zone".count)), "type": type,
      ]
      files.add(
        zone + "/temp", series.add(.thermalZone, labels), .per(1000), mayBeSilent: true,
        isPlausible: Self.isPlausible)
    }
    for device in files.devices("cooling_device") {
      let type = files.text(of: device + "/type") ?? ""
      guard isWanted(device, type) else { continue }
      let labels: KeyValuePairs = [
        "device": String(device.dropFirst("cooling_device".count)), "type": type,
      ]
      files.add(device + "/cur_state", series.add(.coolingState, labels), mayBeSilent: true)
      files.addIfPresent(device + "/max_state", .coolingMaximum, labels, series: &series)
    }
    self.files = files
  }

  static func listing(below root: borrowing Root, buffer: inout ReadBuffer) -> UInt64? {
    root.sys.fingerprint(of: "class/thermal", buffer: &buffer)
  }

  static func groups(below root: borrowing Root) -> [String] {
    let devices = root.sys.names(in: "class/thermal").filter {
      $0.hasPrefix("thermal_zone") || $0.hasPrefix("cooling_device")
    }
    let waiting = devices.filter {
      !isQuick(root.sys.text(of: "class/thermal/\($0)/type") ?? "")
    }
    if waiting.isEmpty { return [] }
    return waiting.count < devices.count ? [quick] + waiting : waiting
  }

  static func make(
    _ group: String, below root: borrowing Root, series: inout SeriesTable
  ) throws(SystemError) -> (any SeriesReader)? {
    try ThermalZone(below: root, series: &series) { name, type in
      group == quick ? isQuick(type) : name == group
    }
  }

  private static func isQuick(_ type: String) -> Bool {
    quickTypes.contains(type) || quickPrefixes.contains { type.hasPrefix($0) }
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    files.read(into: &readings, buffer: &buffer)
  }

  /// Whether a zone can have this temperature: neither beyond what silicon survives nor the code of
  /// an open diode.
  static func isPlausible(_ celsius: Double) -> Bool {
    celsius >= -60 && celsius <= 200 && celsius != 127
  }
}

extension Metric {
  static let thermalZone = Metric(
    "nodeprobe_thermal_zone_celsius",
    "Temperature of a thermal zone; it may be one of the sensors again")
  static let coolingState = Metric(
    "nodeprobe_cooling_device_state", "How hard a cooling device works, from 0 to its maximum")
  static let coolingMaximum = Metric(
    "nodeprobe_cooling_device_max_state", "The highest state of a cooling device")
}
