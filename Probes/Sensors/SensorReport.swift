internal import LinuxFiles
public import NodeModel

/// Everything that one sensor tells, for people and for `probe sensors --json`.
public struct SensorReport: Sendable {
  /// The chip's name as `sensors` prints it.
  public let chip: String
  /// The chip's path below `/sys/devices`.
  public let device: String
  /// What the chip hangs on; nil where the kernel does not tell.
  public let adapter: String?
  /// "temp1".
  public let sensor: String
  /// What it measures.
  public let kind: SensorKind
  /// What it is called for people.
  public let label: String
  /// The value in `kind.unit`; nil where there is none, and then `refusal` tells why.
  public let value: Double?
  /// Why there is no value.
  public let refusal: FailureReason?
  /// The chip's limits and extremes by the names of their files: "max", "crit_hyst", "lowest".
  public let limits: [(name: String, value: Double)]
  /// What the chip warns of now: "max", "crit", "fault", "intrusion", or "alarm" where it only says
  /// that something is wrong.
  public let alarms: [String]
}

extension SensorReport {
  /// Reads all files of a sensor.
  init(
    _ sensor: Sensor, of chip: SensorChip, through reader: any ChipReader,
    buffer: inout ReadBuffer
  ) {
    var (value, refusal) = Self.value(of: sensor, through: reader, buffer: &buffer)
    var limits: [(name: String, value: Double)] = []
    var alarms: [String] = []
    for attribute in sensor.attributes {
      guard let handle = attribute.handle else { continue }
      switch attribute.name.role {
      case .limit, .average:
        guard handle != sensor.value?.handle,
          let number = reader.read(handle, buffer: &buffer).double,
          sensor.kind.acceptsLimit(number)
        else { continue }
        limits.append((attribute.name.suffix, number))
      case .alarm, .fault:
        guard let number = reader.read(handle, buffer: &buffer).double, number != 0
        else { continue }
        alarms.append(attribute.name.alarmKind)
        if attribute.name.role == .fault { (value, refusal) = (nil, .fault) }
      case .input, .setting: continue
      }
    }
    self.init(
      chip: chip.name, device: chip.device, adapter: chip.adapter, sensor: sensor.name,
      kind: sensor.kind, label: sensor.label, value: value, refusal: refusal, limits: limits,
      alarms: alarms)
  }

  /// A sensor that could not be asked.
  init(_ sensor: Sensor, of chip: SensorChip, failed reason: FailureReason) {
    self.init(
      chip: chip.name, device: chip.device, adapter: chip.adapter, sensor: sensor.name,
      kind: sensor.kind, label: sensor.label, value: nil, refusal: reason, limits: [],
      alarms: [])
  }

  private static func value(
    of sensor: Sensor, through reader: any ChipReader, buffer: inout ReadBuffer
  ) -> (Double?, FailureReason?) {
    guard let attribute = sensor.value else { return (nil, .absent) }
    guard let handle = attribute.handle else { return (nil, .accessDenied) }
    switch reader.read(handle, buffer: &buffer) {
    case .failed(let reason): return (nil, reason)
    case let reading:
      guard let number = reading.double, sensor.kind.accepts(number)
      else { return (nil, .implausible) }
      return (number, nil)
    }
  }
}
