internal import LinuxFiles
internal import NodeModel

/// One chip's series, and when each of its files is due.
///
/// A measurement is read whenever the chip is, a fault flag every 5 s, alarms every 10 s and limits each
/// minute. In between their last values stay.
final class SensorGroup {
  private struct Input {
    let kind: SensorKind
    let handle: Int?
    let series: Series
    var isFaulty = false
  }
  private struct Flag {
    let handle: Int
    let series: Series
    /// The input that the flag calls faulty; nil for alarms.
    let input: Int?
  }
  private struct Limit {
    let kind: SensorKind
    let handle: Int
    let series: Series
  }
  private struct Averaging {
    let handle: Int
    /// What was found, and its series; nil where the chip says nothing.
    let found: (milliseconds: UInt64, series: Series)?
  }
  private let reader: any ChipReader
  private var inputs: [Input] = []
  private var faults: [Flag] = []
  private var alarms: [Flag] = []
  private var limits: [Limit] = []
  private var averagings: [Averaging] = []
  private var faultsDue: UInt64 = 0
  private var alarmsDue: UInt64 = 0
  private var limitsDue: UInt64 = 0
  /// Whether the chip forms its means over another time than its series say.
  private(set) var hasOtherAveraging = false

  /// All families that a chip may have.
  static let metrics: [Metric] =
    SensorKind.allCases.compactMap(\.metric) + [
      .temperatureMax, .temperatureCritical, .sensorAlarm, .sensorAveraging,
    ]

  /// Declares the series of `chip`.
  init(_ chip: SensorChip, reader: any ChipReader, series table: inout SeriesTable) {
    self.reader = reader
    for sensor in chip.sensors {
      let place = [Label("chip", chip.name), Label("device", chip.device)]
      let labels = place + [Label("sensor", sensor.name), Label("label", sensor.label)]
      var input: Int?
      if let metric = sensor.kind.metric, let value = sensor.value {
        input = inputs.count
        inputs.append(
          Input(
            kind: sensor.kind, handle: value.handle, series: table.add(metric, labels: labels)))
      }
      if let handle = sensor.averaging?.handle {
        let found = sensor.averagingInterval.map { milliseconds in
          let labels = [
            Label("sensor", sensor.name), Label("averaging_milliseconds", "\(milliseconds)"),
          ]
          return (milliseconds, table.add(.sensorAveraging, labels: place + labels))
        }
        averagings.append(Averaging(handle: handle, found: found))
      }
      for attribute in sensor.attributes {
        guard let handle = attribute.handle else { continue }
        switch attribute.name.role {
        case .limit:
          guard let metric = Self.limitMetric(sensor.kind, attribute.name.suffix) else { continue }
          limits.append(
            Limit(
              kind: sensor.kind, handle: handle, series: table.add(metric, labels: labels)))
        case .alarm, .fault:
          let series = table.add(
            .sensorAlarm,
            labels: place + [
              Label("sensor", sensor.name), Label("kind", attribute.name.alarmKind),
            ])
          if attribute.name.role == .fault {
            faults.append(Flag(handle: handle, series: series, input: input))
          } else {
            alarms.append(Flag(handle: handle, series: series, input: nil))
          }
        case .input, .average, .setting: continue
        }
      }
    }
  }

  /// Reads what is due. False where a file was gone.
  func read(into readings: inout Readings, buffer: inout ReadBuffer) -> Bool {
    let now = readings.time
    var isThere = true
    if Self.isDue(&faultsDue, now, seconds: 5) {
      for flag in faults {
        let isFaulty = read(flag, into: &readings, buffer: &buffer, isThere: &isThere)
        if let input = flag.input { inputs[input].isFaulty = isFaulty }
      }
    }
    for input in inputs {
      if input.isFaulty {
        readings.refuse(input.series, .fault)
      } else if let handle = input.handle {
        let value = value(handle, isThere: &isThere, buffer: &buffer)
        input.kind.fill(input.series, value, &readings)
      } else {
        readings.fail(input.series, .accessDenied)
      }
    }
    if Self.isDue(&alarmsDue, now, seconds: 10) {
      for flag in alarms {
        _ = read(flag, into: &readings, buffer: &buffer, isThere: &isThere)
      }
    }
    if Self.isDue(&limitsDue, now, seconds: 60) {
      for averaging in averagings {
        check(averaging, &readings, buffer: &buffer, isThere: &isThere)
      }
      for limit in limits {
        switch value(limit.handle, isThere: &isThere, buffer: &buffer) {
        case .failed(let reason): readings.fail(limit.series, reason)
        case let value:
          if let number = value.double, limit.kind.acceptsLimit(number) {
            readings.set(limit.series, number)
          } else {
            readings.clear(limit.series)
          }
        }
      }
    }
    return isThere
  }

  /// Means over another time are another instrument's, with other series.
  private func check(
    _ averaging: Averaging, _ readings: inout Readings, buffer: inout ReadBuffer,
    isThere: inout Bool
  ) {
    if let found = averaging.found { readings.set(found.series, 1) }
    guard let number = value(averaging.handle, isThere: &isThere, buffer: &buffer).double else {
      return
    }
    if max(number, 0) != Double(averaging.found?.milliseconds ?? 0) { hasOtherAveraging = true }
  }

  private func read(
    _ flag: Flag, into readings: inout Readings, buffer: inout ReadBuffer, isThere: inout Bool
  ) -> Bool {
    switch value(flag.handle, isThere: &isThere, buffer: &buffer) {
    case .failed(let reason):
      readings.fail(flag.series, reason)
      return false
    case let value:
      let isSet = value != .real(0)
      readings.set(flag.series, isSet ? 1 : 0)
      return isSet
    }
  }

  private func value(
    _ handle: Int, isThere: inout Bool, buffer: inout ReadBuffer
  ) -> AttributeReading {
    // After one file was gone the others would only say so again.
    guard isThere else { return .failed(.absent) }
    let value = reader.read(handle, buffer: &buffer)
    // A driver may also answer "no such device" for a sensor that does not reply: its file stays.
    if value == .failed(.absent), reader.isGone(handle) { isThere = false }
    return value
  }

  /// Whether something is due, and if so when next. Rounds come a little early or late: a tenth of the
  /// time is no reason to wait for another round.
  private static func isDue(_ due: inout UInt64, _ now: UInt64, seconds: UInt64) -> Bool {
    guard now + seconds * 100_000_000 >= due else { return false }
    due = now + seconds * 1_000_000_000
    return true
  }

  private static func limitMetric(_ kind: SensorKind, _ suffix: String) -> Metric? {
    guard kind == .temperature else { return nil }
    return switch suffix {
    case "max": .temperatureMax
    case "crit": .temperatureCritical
    default: nil
    }
  }
}

extension SensorKind {
  /// The family of its values; nil for what is no measurement.
  fileprivate var metric: Metric? {
    switch self {
    case .temperature: .temperature
    case .fan: .fanSpeed
    case .voltage: .voltage
    case .current: .current
    case .power: .sensorPower
    case .energy: .sensorEnergy
    case .humidity: .humidity
    case .referenceVoltage, .intrusion: nil
    }
  }

  /// Enters a reading under the family's unit, if the sensor may have it.
  fileprivate func fill(_ series: Series, _ value: AttributeReading, _ readings: inout Readings) {
    switch value {
    case .failed(let reason): readings.fail(series, reason)
    case .micro(let count): readings.set(series, micro: count)
    case .real(let number):
      if !accepts(number) {
        readings.refuse(series, .implausible)
      } else {
        readings.set(series, self == .humidity ? number / 100 : number)
      }
    }
  }
}

extension Metric {
  static let temperature = Metric(
    "nodeprobe_temperature_celsius", "Temperature of a sensor chip's sensor")
  static let temperatureMax = Metric(
    "nodeprobe_temperature_max_celsius", "Temperature above which the chip warns")
  static let temperatureCritical = Metric(
    "nodeprobe_temperature_critical_celsius", "Temperature above which damage or shutdown is near")
  static let fanSpeed = Metric("nodeprobe_fan_speed_rpm", "Speed of a fan")
  static let voltage = Metric("nodeprobe_voltage_volts", "Voltage of a rail")
  static let current = Metric("nodeprobe_current_amperes", "Current of a rail")
  static let sensorPower = Metric(
    "nodeprobe_sensor_power_watts", "Power as a sensor chip reads it; nested, not to be summed")
  static let sensorEnergy = Metric(
    "nodeprobe_sensor_energy_joules_total",
    "Energy as a sensor chip counts it; nested, not to be summed")
  static let humidity = Metric("nodeprobe_humidity_ratio", "Relative humidity, 0 to 1")
  static let sensorAlarm = Metric(
    "nodeprobe_sensor_alarm",
    "1 while the chip signals that a limit is crossed, a sensor is faulty or the case was opened")
  static let sensorAveraging = Metric(
    "nodeprobe_sensor_averaging_info", "Over how long a sensor chip forms the mean that it shows")
}
