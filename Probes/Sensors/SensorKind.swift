/// What a sensor measures, in the order in which chips list their sensors.
public enum SensorKind: UInt8, CaseIterable, Sendable {
  /// `inN`, in volts.
  case voltage
  /// `fanN`, in revolutions per minute.
  case fan
  /// `tempN`, in degrees Celsius.
  case temperature
  /// `powerN`, in watts.
  case power
  /// `energyN`, in joules since the driver was loaded.
  case energy
  /// `currN`, in amperes.
  case current
  /// `humidityN`, relative humidity in percent.
  case humidity
  /// `cpuN_vid`, the core voltage that the processor asks for, in volts. It is a setting.
  case referenceVoltage
  /// `intrusionN`, whether the case was opened.
  case intrusion

  /// The word for programs and people.
  public var word: String {
    switch self {
    case .voltage: "voltage"
    case .fan: "fan"
    case .temperature: "temperature"
    case .power: "power"
    case .energy: "energy"
    case .current: "current"
    case .humidity: "humidity"
    case .referenceVoltage: "reference_voltage"
    case .intrusion: "intrusion"
    }
  }

  /// The unit of its values and limits in full; empty where they have none.
  public var unit: String {
    switch self {
    case .voltage, .referenceVoltage: "volts"
    case .fan: "rpm"
    case .temperature: "celsius"
    case .power: "watts"
    case .energy: "joules"
    case .current: "amperes"
    case .humidity: "percent"
    case .intrusion: ""
    }
  }

  /// What its files begin with.
  var prefix: String {
    switch self {
    case .voltage: "in"
    case .fan: "fan"
    case .temperature: "temp"
    case .power: "power"
    case .energy: "energy"
    case .current: "curr"
    case .humidity: "humidity"
    case .referenceVoltage: "cpu"
    case .intrusion: "intrusion"
    }
  }

  /// The number of the first sensor of the kind.
  var firstChannel: Int {
    switch self {
    case .voltage, .referenceVoltage, .intrusion: 0
    default: 1
    }
  }

  /// How many units of its files make one of ours: millivolts, microwatts.
  var scale: Double {
    switch self {
    case .voltage, .temperature, .current, .humidity, .referenceVoltage: 1000
    case .power, .energy: 1_000_000
    case .fan, .intrusion: 1
    }
  }

  /// Whether the sensor may have `value`. What is not is no measurement: an open diode (−128, 127 or
  /// 255 °C exactly), a register of ones, a missing bus.
  public func accepts(_ value: Double) -> Bool {
    guard value.isFinite else { return false }
    return switch self {
    case .temperature: value >= -60 && value <= 200 && value != 127
    case .fan: value >= 0 && value <= 60_000
    case .humidity: value >= 0 && value <= 100
    case .voltage, .referenceVoltage, .current, .power: value.magnitude <= 1e6
    case .energy: value >= 0
    case .intrusion: true
    }
  }

  /// Whether `value` is a limit at all: NVMe drives report 65261.85 °C and −273.15 °C for limits that
  /// they do not have (all ones and zero, in kelvins).
  func acceptsLimit(_ value: Double) -> Bool {
    guard value.isFinite else { return false }
    return self != .temperature || (value > -273 && value < 1000)
  }
}
