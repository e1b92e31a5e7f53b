internal import CLibSensors
internal import LinuxFiles

/// libsensors, opened. It keeps one state for the whole process, so a later opening ends an earlier
/// one, whose chips then have no values.
///
/// Source: `<sensors/sensors.h>` of lm-sensors 3.6. Never `sensors_do_chip_sets`: statements that set
/// limits are an administrator's to run (`sensors -s`).
@safe final class SensorLibrary {
  /// One chip as libsensors knows it. The pointer is dead after the opening.
  @safe struct Chip {
    let pointer: UnsafePointer<sensors_chip_name>
    /// The name as `sensors` prints it.
    let name: String
    /// Where its attributes are, below /sys.
    let directory: String
    /// What it hangs on; nil where the kernel does not tell.
    let adapter: String?
    /// Its sensors but for those that the configuration ignores, not yet with labels. The handles
    /// are libsensors' numbers of its subfeatures.
    let sensors: [Sensor]
  }

  /// All chips, in the order of detection.
  private(set) var chips: [Chip] = []

  private let opening: Int32

  /// Opens the library, which reads the name of each chip and nothing else of it. `configuration` is a
  /// file; nil stands for the system's, empty for none. Nil where libsensors does not work: no sysfs
  /// at /sys, a configuration that names an unknown bus. What it says goes to `log` line by line.
  init?(configuration: String?, log: (String) -> Void) {
    var messages = [CChar](repeating: 0, count: 8192)
    let capacity = messages.count
    let result =
      if let configuration {
        unsafe clibsensors_open(configuration, &messages, capacity)
      } else {
        unsafe clibsensors_open(nil, &messages, capacity)
      }
    opening = result
    let text = String(
      decoding: messages.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    for line in text.split(separator: "\n") { log("configuration of libsensors: \(line)") }
    guard result > 0 else {
      let reason = unsafe Self.text(of: sensors_strerror(result))
      log("libsensors: \(reason ?? "error \(result)")")
      return nil
    }
    var position: Int32 = 0
    while let pointer = unsafe sensors_get_detected_chips(nil, &position) {
      if let chip = unsafe Self.chip(pointer) { chips.append(chip) }
    }
  }

  deinit {
    clibsensors_close(opening)
  }

  /// Whether no other opening took its place.
  var isOpen: Bool { clibsensors_current() == opening }

  /// The value of subfeature `number`, with the configuration's `compute` applied, or the error's
  /// number, which is negative.
  func value(_ chip: Chip, _ number: Int) -> Result {
    guard isOpen else { return .failed(-SENSORS_ERR_NO_ENTRY) }
    var value = 0.0
    let error = unsafe sensors_get_value(chip.pointer, Int32(number), &value)
    return error == 0 ? .value(value) : .failed(error)
  }

  /// What a read came to.
  enum Result {
    case value(Double)
    case failed(Int32)
  }

  /// The label that the configuration gives to `sensor` of a chip; nil where it gives none.
  func configuredLabel(of sensor: String, _ chip: Chip) -> String? {
    guard isOpen else { return nil }
    // libsensors would also read the chip's own label, and cut its last byte even if that is no end of
    // a line. Below a name that can hold no file it finds none and answers with the sensor's name.
    var copy = unsafe chip.pointer.pointee
    var nowhere: [CChar] = Array("/dev/null".utf8CString)
    var name = Array(sensor.utf8CString)
    let text: String? = unsafe nowhere.withUnsafeMutableBufferPointer { path in
      unsafe name.withUnsafeMutableBufferPointer { name in
        unsafe copy.path = path.baseAddress
        var feature = unsafe sensors_feature()
        unsafe feature.name = name.baseAddress
        guard let text = unsafe sensors_get_label(&copy, &feature) else { return nil }
        defer { unsafe free(text) }
        return unsafe Self.text(of: text)
      }
    }
    // Blanks around a label are there to line up columns.
    let label = text.map { String(trimming: Array($0.utf8).span) }
    return label == sensor || label?.isEmpty == true ? nil : label
  }

  private static func chip(_ pointer: UnsafePointer<sensors_chip_name>) -> Chip? {
    var name = [CChar](repeating: 0, count: 256)
    let length = unsafe sensors_snprintf_chip_name(&name, name.count, pointer)
    guard length > 0, let path = unsafe text(of: pointer.pointee.path) else { return nil }
    let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    var bus = unsafe pointer.pointee.bus
    return unsafe Chip(
      pointer: pointer, name: String(decoding: bytes, as: UTF8.self),
      directory: path.hasPrefix("/sys/") ? String(path.dropFirst(5)) : path,
      adapter: text(of: sensors_get_adapter_name(&bus)), sensors: sensors(of: pointer))
  }

  private static func sensors(of chip: UnsafePointer<sensors_chip_name>) -> [Sensor] {
    var attributes: [Sensor.Attribute] = []
    var position: Int32 = 0
    while let feature = unsafe sensors_get_features(chip, &position) {
      // The search begins anew for each feature.
      var next: Int32 = 0
      while let file = unsafe sensors_get_all_subfeatures(chip, feature, &next) {
        guard let text = unsafe text(of: file.pointee.name), let name = AttributeName(text)
        else { continue }
        if unsafe file.pointee.flags & UInt32(SENSORS_MODE_R) != 0 {
          unsafe attributes.append(
            Sensor.Attribute(name: name, handle: Int(file.pointee.number)))
        } else if name.role == .input {
          attributes.append(Sensor.Attribute(name: name, handle: nil))
        }
      }
    }
    return Sensor.all(of: attributes)
  }

  /// A copy of a C string, broken UTF-8 repaired.
  private static func text(of pointer: UnsafePointer<CChar>?) -> String? {
    guard let pointer = unsafe pointer else { return nil }
    return unsafe String(cString: pointer)
  }
}
