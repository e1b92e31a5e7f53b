internal import LinuxFiles
internal import NodeModel

/// The kernel's thermal zones and what it does to cool them.
///
/// Source: `/sys/class/thermal/{thermal_zone,cooling_device}N`, thousandths of a degree; Linux
/// `Documentation/driver-api/thermal/sysfs-api.rst`. The kernel shows many zones as a hwmon chip
/// too: that is the same sensor, so zones have a family of their own and are never added to the
/// sensors.
final class ThermalZone: Probe {
  static let name: StaticString = "thermal"
  /// ACPI zones run firmware when they are read.
  static var cadence: Cadence { .seconds(10) }

  private let files: NumberFiles

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    var files: NumberFiles
    do {
      files = try NumberFiles("class/thermal", below: root.sys)
    } catch  where error.isAbsent {
      return nil
    }
    for zone in files.devices("thermal_zone") {
      let labels: KeyValuePairs = [
        "zone": String(zone.dropFirst("thermal_zone".count)),
        "type": files.text(of: zone + "/type") ?? "",
      ]
      files.add(
        zone + "/temp", series.add(.thermalZone, labels), .per(1000), mayBeSilent: true,
        isPlausible: Self.isPlausible)
    }
    for device in files.devices("cooling_device") {
      let labels: KeyValuePairs = [
        "device": String(device.dropFirst("cooling_device".count)),
        "type": files.text(of: device + "/type") ?? "",
      ]
      files.add(device + "/cur_state", series.add(.coolingState, labels), mayBeSilent: true)
      files.addIfPresent(device + "/max_state", .coolingMaximum, labels, series: &series)
    }
    self.files = files
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
