internal import LinuxFiles

/// The chips of a sysfs tree, found as libsensors finds them and named as `sensors` names them.
///
/// Source: `class/hwmon`, Linux `Documentation/hwmon/sysfs-interface.rst`. Only names, links and labels
/// are read: nothing here asks a chip for a value.
struct HwmonTree {
  private let root: OpenDirectory

  /// The chips below the root of sysfs.
  init(_ sys: OpenDirectory) {
    root = sys
  }

  /// All chips that have at least one known attribute, without their sensors' labels.
  func chips() -> [SensorChip] {
    SensorChip.sorted(
      root.directory.names(in: SensorSource.folder).compactMap { node in
        node.hasPrefix(".") ? nil : chip(SensorSource.folder + "/" + node)
      })
  }

  /// The text of the file that names `sensor` for people; the sensor's name where there is none. Meters of
  /// ACPI have no labels: their firmware names them in what it calls OEM information.
  func label(of sensor: String, in directory: String) -> String {
    for ending in ["_label", "_oem_info"] {
      let file = directory + "/" + sensor + ending
      // A label that is no regular file could be anything; opening it could wait for ever elsewhere.
      guard root.directory.entry(file) == .readableFile, let text = root.directory.text(of: file),
        !text.isEmpty
      else { continue }
      return text
    }
    return sensor
  }

  /// Over how many milliseconds a sensor's mean is formed; nil where the chip does not say.
  func averagingInterval(of sensor: String, in directory: String) -> UInt64? {
    let file = directory + "/" + sensor + "_average_interval"
    guard root.directory.entry(file) == .readableFile,
      let interval = root.directory.text(of: file).flatMap({ UInt64($0) })
    else { return nil }
    return interval > 0 ? interval : nil
  }

  private func chip(_ entry: String) -> SensorChip? {
    let place = SysfsPath.target(of: entry, in: root.directory) ?? entry
    let device = owner(of: place)
    // Old drivers keep name and attributes in the device itself. Either both lie there or none.
    for directory in [entry, device] {
      guard let directory, let prefix = name(in: directory) else { continue }
      let sensors = Sensor.all(of: attributes(in: directory))
      if sensors.isEmpty { continue }
      var address = ChipAddress.virtual
      if let device { address = self.address(device) }
      return SensorChip(
        name: address.name(prefix),
        device: SysfsPath.belowDevices(device ?? Self.bearer(of: place)),
        adapter: address.adapter ?? adapter(address.number), entry: entry, directory: directory,
        sensors: sensors)
    }
    return nil
  }

  /// The device that a class entry or a device belongs to; nil where there is none, and where a
  /// capture lacks it.
  private func owner(of path: String) -> String? {
    guard let device = SysfsPath.target(of: path + "/device", in: root.directory),
      root.directory.contains(device)
    else { return nil }
    return device
  }

  /// What stands for the device of a class entry that tells none: what its directory lies in, unless
  /// that is where the kernel puts all chips without a device.
  private static func bearer(of place: String) -> String {
    let folder = SysfsPath.parent(of: place)
    let bearer = SysfsPath.parent(of: folder)
    return SysfsPath.name(of: folder) == "hwmon" && bearer.hasPrefix("devices/")
      && bearer != "devices/virtual" ? bearer : place
  }

  private func name(in directory: String) -> String? {
    let name = root.directory.text(of: directory + "/name")
    return name?.isEmpty == false ? name : nil
  }

  private func attributes(in directory: String) -> [Sensor.Attribute] {
    var found: [Sensor.Attribute] = []
    var readable = 0
    for file in root.directory.names(in: directory) {
      guard let name = AttributeName(file) else { continue }
      switch root.directory.entry(directory + "/" + file) {
      case .readableFile:
        found.append(Sensor.Attribute(name: name, handle: readable))
        readable += 1
      // An input that nobody may read is a sensor without a value; of the rest nothing is lost.
      case .closedFile where name.role == .input:
        found.append(Sensor.Attribute(name: name, handle: nil))
      default: continue
      }
    }
    return found
  }

  /// The first device from `path` upwards whose bus libsensors has a word for.
  private func address(_ path: String) -> ChipAddress {
    var path = path
    // The chain of `device` links ends at the root; a tree that lies ends here.
    for _ in 0..<16 {
      let subsystem =
        root.directory.linkName(path + "/subsystem") ?? root.directory.linkName(path + "/bus")
      if var address = ChipAddress(device: SysfsPath.name(of: path), subsystem: subsystem) {
        if address.bus == .i2c, isLegacyISA(address.number) {
          address.bus = .isa
          address.number = 0
        }
        return address
      }
      guard let next = owner(of: path) else { break }
      path = next
    }
    return .virtual
  }

  private func isLegacyISA(_ bus: Int16) -> Bool {
    root.directory.text(of: "class/i2c-adapter/i2c-\(bus)/device/name")?.hasPrefix("ISA ") == true
  }

  private func adapter(_ bus: Int16) -> String? {
    let folder =
      root.directory.contains("class/i2c-adapter") ? "class/i2c-adapter" : "bus/i2c/devices"
    return root.directory.text(of: "\(folder)/i2c-\(bus)/name")
      ?? root.directory.text(of: "\(folder)/i2c-\(bus)/device/name")
  }
}
