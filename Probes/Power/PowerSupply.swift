internal import CLinux
internal import LinuxFiles
internal import NodeModel

/// What the node draws from its batteries.
///
/// Source: `/sys/class/power_supply/*`, microwatts or microvolts and microamperes; Linux
/// `Documentation/ABI/testing/sysfs-class-power`. A battery tells the node's power only while it feeds it
/// alone: with a charger, or while it is charged, it fails as `unavailable`. The sign of the number is the
/// driver's whim; `status` tells the direction. Batteries of mice and headsets (`scope` is `Device`) are not
/// the node's. What a USB-C port shows is what was agreed on, not what flows, and is not read.
///
/// Every file may be a question to an embedded controller, so a worker reads them, all as one group: what
/// one supply says is understood only with the others.
final class PowerSupply: DividedProbe {
  static let name: StaticString = "power_supply"
  static var watched: StaticString? { "class/power_supply" }
  static var metrics: [Metric] { InstrumentTable.metrics }

  private static let path = "class/power_supply"
  private static let group = "batteries"

  private struct Battery {
    let info: Series
    let number: Series
    let status: String
    let power: String
    let voltage: String
    let current: String
  }
  private let directory: Directory
  private let batteries: [Battery]
  /// `online` of the supplies that feed the node from outside: mains, USB, wireless.
  private let feeds: [String]

  /// The agent reads none itself.
  convenience init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    return nil
  }

  private init?(reading root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    let directory = try Directory(Self.path, below: root.sys)
    let supplies = directory.names()
    let types = supplies.map { directory.text(of: $0 + "/type") }
    feeds = zip(supplies, types).filter { $0.1 != "Battery" && $0.1 != "UPS" }
      .map { $0.0 + "/online" }
    var batteries: [Battery] = []
    for (supply, type) in zip(supplies, types) where type == "Battery" {
      guard directory.text(of: supply + "/scope") != "Device", Self.tellsPower(supply, directory)
      else { continue }
      let (info, number) = series.addWithNumber(Self.instrument(supply))
      batteries.append(
        Battery(
          info: info, number: number, status: supply + "/status", power: supply + "/power_now",
          voltage: supply + "/voltage_now", current: supply + "/current_now"))
    }
    self.batteries = batteries
    self.directory = directory
    if batteries.isEmpty { return nil }
  }

  static func listing(below root: borrowing Root, buffer: inout ReadBuffer) -> UInt64? {
    root.sys.fingerprint(of: path, buffer: &buffer)
  }

  static func groups(below root: borrowing Root) -> [String] {
    guard let directory = try? Directory(path, below: root.sys) else { return [] }
    // The type is what the driver was made for, and names are the kernel's: no controller is asked.
    let isThere = directory.names().contains {
      directory.text(of: $0 + "/type") == "Battery" && tellsPower($0, directory)
    }
    return isThere ? [group] : []
  }

  static func make(
    _ group: String, below root: borrowing Root, series: inout SeriesTable
  ) throws(SystemError) -> (any SeriesReader)? {
    guard group == Self.group else { return nil }
    return try PowerSupply(reading: root, series: &series)
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    let isFed = feeds.contains { (try? number($0, &buffer)) ?? 0 > 0 }
    let isDrained = batteries.contains { status($0, &buffer) == .discharging }
    for battery in batteries {
      do throws(SystemError) {
        let status = status(battery, &buffer)
        if isFed || !isDrained || status == .charging {
          set(battery, nil, .unavailable, &readings)
        } else if status == .discharging {
          set(battery, try microwatts(battery, &buffer), .implausible, &readings)
        } else {
          // Another battery feeds the node, and this one rests.
          set(battery, 0, .implausible, &readings)
        }
      } catch {
        set(battery, nil, FailureReason(error), &readings)
        if error.isAbsent { readings.discoverAgain() }
      }
    }
  }

  private func set(
    _ battery: Battery, _ microwatts: UInt64?, _ reason: FailureReason,
    _ readings: inout Readings
  ) {
    if let microwatts {
      readings.set(battery.info, count: 1)
      readings.set(battery.number, micro: microwatts)
    } else {
      readings.fail(battery.info, reason)
      readings.fail(battery.number, reason)
    }
  }

  private enum Status {
    case charging, discharging, resting
  }

  private func status(_ battery: Battery, _ buffer: inout ReadBuffer) -> Status {
    guard let text = try? directory.attribute(battery.status, into: &buffer) else {
      return .resting
    }
    var scanner = ByteScanner(text)
    if scanner.skip("Discharging") { return .discharging }
    return scanner.skip("Charging") ? .charging : .resting
  }

  /// What flows, without its sign; nil of more than a megawatt.
  private func microwatts(
    _ battery: Battery, _ buffer: inout ReadBuffer
  ) throws(SystemError) -> UInt64? {
    let power: UInt64
    do throws(SystemError) {
      power = try number(battery.power, &buffer)
    } catch  where error.code == ENOENT {
      let product = try number(battery.voltage, &buffer).multipliedFullWidth(
        by: number(battery.current, &buffer))
      guard product.high < 1_000_000 else { return nil }
      power = UInt64(1_000_000).dividingFullWidth(product).quotient
    }
    return power <= 1_000_000_000_000 ? power : nil
  }

  private func number(
    _ path: String, _ buffer: inout ReadBuffer
  ) throws(SystemError) -> UInt64 {
    guard let number = AttributeNumber(try directory.attribute(path, into: &buffer)) else {
      throw .garbled(path)
    }
    return number.magnitude
  }

  private static func tellsPower(_ supply: String, _ directory: borrowing Directory) -> Bool {
    directory.contains(supply + "/power_now")
      || (directory.contains(supply + "/voltage_now")
        && directory.contains(supply + "/current_now"))
  }

  private static func instrument(_ supply: String) -> Instrument {
    // What a fuel gauge is worth was not published: within 10 %, like other controllers' readings.
    var meter = Meter(
      source: "battery", domain: .psys, device: supply,
      kind: .power(PowerScale(isMean: false, longestGap: 30_000_000_000)), tier: .components,
      bounds: EnergyBounds(100_000), maximumMicrowatts: 1_000_000_000)
    meter.cadence = 1_000_000_000
    return Instrument(meter, place: "\(path)/\(supply)")
  }
}
