internal import CLibSensors
internal import LinuxFiles
internal import NodeModel

/// Reads a chip through libsensors, so that what the administrator configured holds.
final class LibSensorsReader: ChipReader {
  private let library: SensorLibrary
  private let chip: SensorLibrary.Chip
  private let files: HwmonReader
  /// For each handle its place among the files.
  private var places: [Int: Int] = [:]
  /// Which handles are energies, kept as counts.
  private var counters: Set<Int> = []
  /// Which handles are flags or settings: no configuration changes them, so the shorter way to them does.
  private var flags: Set<Int> = []
  /// Why an attribute failed when it last began to.
  private var reasons: [Int: FailureReason] = [:]

  /// A reader of `chip`, whose files are below the root of sysfs, `sys`.
  init(_ chip: SensorLibrary.Chip, of library: SensorLibrary, below sys: OpenDirectory) {
    self.library = library
    self.chip = chip
    var files: [Sensor.Attribute] = []
    for attribute in chip.sensors.flatMap(\.attributes) {
      guard let handle = attribute.handle else { continue }
      if attribute.name.kind == .energy { counters.insert(handle) }
      if [.alarm, .fault, .setting].contains(attribute.name.role) { flags.insert(handle) }
      places[handle] = files.count
      files.append(Sensor.Attribute(name: attribute.name, handle: files.count))
    }
    self.files = HwmonReader(
      SensorChip(
        name: chip.name, device: "", adapter: nil, entry: chip.directory,
        directory: chip.directory, sensors: Sensor.all(of: files)),
      below: sys)
  }

  func read(_ handle: Int, buffer: inout ReadBuffer) -> AttributeReading {
    if flags.contains(handle), let place = places[handle] {
      return files.read(place, buffer: &buffer)
    }
    switch library.value(chip, handle) {
    case .value(let value):
      if !reasons.isEmpty { reasons[handle] = nil }
      if counters.contains(handle), value >= 0, value < 1e13 {
        return .micro(UInt64((value * 1e6).rounded()))
      }
      return .real(value)
    case .failed(-SENSORS_ERR_IO):
      return .failed(.inputOutput)
    case .failed:
      // All other errors are one to libsensors. The file is asked once more, when it begins to fail.
      if let reason = reasons[handle] { return .failed(reason) }
      let reason = ask(handle, buffer: &buffer)
      reasons[handle] = reason
      return .failed(reason)
    }
  }

  func isGone(_ handle: Int) -> Bool {
    places[handle].map(files.isGone) ?? true
  }

  private func ask(_ handle: Int, buffer: inout ReadBuffer) -> FailureReason {
    guard let place = places[handle], case .failed(let reason) = files.read(place, buffer: &buffer)
    else { return .unavailable }
    return reason
  }
}
