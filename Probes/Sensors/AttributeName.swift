/// The name of one file of a chip, taken apart: `temp1_max_hyst` is limit `max_hyst` of temperature 1.
///
/// Source: Linux `Documentation/hwmon/sysfs-interface.rst`. Known are exactly the names that libsensors
/// 3.6 knows, so that both of our readers say the same.
struct AttributeName: Equatable {
  /// What a file tells about its sensor.
  enum Role: Sendable {
    /// The measurement.
    case input
    /// A mean that the chip forms; the measurement where there is no other.
    case average
    /// A bound, or the least or greatest that was measured.
    case limit
    /// 1 while a bound is crossed.
    case alarm
    /// 1 while the sensor itself is broken or not connected.
    case fault
    /// How the chip is set up.
    case setting
  }

  let kind: SensorKind
  let channel: Int
  /// The sensor's name, as in configurations of libsensors: "temp1".
  let sensor: String
  /// What follows the sensor's name: "max_hyst".
  let suffix: String
  /// The place of `suffix` in the order of the kind's files.
  let order: Int
  let role: Role

  /// Nil where `file` is not one of the known names.
  init?(_ file: String) {
    guard
      let underscore = file.utf8.firstIndex(of: 0x5F),
      let kind = SensorKind.allCases.first(where: { kind in
        let number = file.utf8[..<underscore].dropFirst(kind.prefix.utf8.count)
        return file.hasPrefix(kind.prefix) && !number.isEmpty
          && number.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
      }),
      let channel = Int(file[..<underscore].dropFirst(kind.prefix.utf8.count)),
      channel >= kind.firstChannel, channel - kind.firstChannel < Self.channels
    else { return nil }
    let suffix = String(file[file.utf8.index(after: underscore)...])
    guard let order = Self.suffixes(of: kind).firstIndex(of: suffix) else { return nil }
    self.kind = kind
    self.channel = channel
    // libsensors names the one sensor that has a single file by that file.
    sensor = kind == .referenceVoltage ? file : String(file[..<underscore])
    self.suffix = suffix
    self.order = order
    role = Self.role(of: suffix)
  }

  /// The file's name.
  var file: String { kind == .referenceVoltage ? sensor : sensor + "_" + suffix }

  /// How many units of the file make one of ours. Alarms and settings are plain numbers.
  var scale: Double {
    switch role {
    case .input, .average, .limit: kind.scale
    case .alarm, .fault, .setting: 1
    }
  }

  /// The word for an alarm: what is crossed, or "alarm" where the chip does not tell.
  var alarmKind: String {
    if kind == .intrusion { return "intrusion" }
    return suffix.hasSuffix("_alarm") ? String(suffix.dropLast("_alarm".count)) : suffix
  }

  /// Says over how many milliseconds a mean is formed.
  static let averaging = "average_interval"

  /// The most channels of a kind that are looked at.
  private static let channels = 1024

  private static func role(of suffix: String) -> Role {
    switch suffix {
    case "input", "vid": .input
    case "average": .average
    case "fault": .fault
    case "type", "offset", "beep", "div", "pulses", averaging: .setting
    default: suffix.hasSuffix("alarm") ? .alarm : .limit
    }
  }

  private static func suffixes(of kind: SensorKind) -> [String] {
    switch kind {
    case .temperature: temperature
    case .voltage, .current: voltageOrCurrent
    case .fan: fan
    case .power: power
    case .energy, .humidity: ["input"]
    case .referenceVoltage: ["vid"]
    case .intrusion: ["alarm", "beep"]
    }
  }

  private static let temperature = [
    "input", "max", "max_hyst", "min", "crit", "crit_hyst", "lcrit", "emergency",
    "emergency_hyst", "lowest", "highest", "min_hyst", "lcrit_hyst", "alarm", "max_alarm",
    "min_alarm", "crit_alarm", "fault", "type", "offset", "beep", "emergency_alarm",
    "lcrit_alarm",
  ]
  private static let voltageOrCurrent = [
    "input", "min", "max", "lcrit", "crit", "average", "lowest", "highest", "alarm", "min_alarm",
    "max_alarm", "beep", "lcrit_alarm", "crit_alarm",
  ]
  private static let fan = [
    "input", "min", "max", "alarm", "fault", "div", "beep", "pulses", "min_alarm", "max_alarm",
  ]
  private static let power = [
    "average", "average_highest", "average_lowest", "input", "input_highest", "input_lowest",
    "cap", "cap_hyst", "max", "crit", "min", "lcrit", averaging, "alarm", "cap_alarm",
    "max_alarm", "crit_alarm", "min_alarm", "lcrit_alarm",
  ]
}
