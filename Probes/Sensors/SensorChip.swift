internal import LinuxFiles

/// One chip as it was found, before anybody reads a value of it.
struct SensorChip: Sendable {
  /// The name as `sensors` prints it, such as "coretemp-isa-0000". Twins share it.
  let name: String
  /// Its path below `/sys/devices`; no other chip has it.
  var device: String
  /// What it hangs on, such as "SMBus PIIX4 adapter at 0b00"; nil where the kernel does not tell.
  let adapter: String?
  /// Its entry in the class, below the root of sysfs: "class/hwmon/hwmon3".
  let entry: String
  /// The directory of its attributes, below the root of sysfs: the entry, or the device of a driver
  /// from before 2.6.30 or so.
  let directory: String
  /// The sensors in the order of kinds and channels.
  var sensors: [Sensor] = []

  /// The names of all its known files.
  var files: [String] { sensors.flatMap(\.attributes).map(\.name.file) }

  /// In the order of names and devices; two chips of one device (the radios of one card) are told apart
  /// by the class directory, which lies below that device.
  static func sorted(_ chips: [SensorChip]) -> [SensorChip] {
    var chips = chips
    let devices = Dictionary(grouping: chips, by: \.device).mapValues(\.count)
    for index in chips.indices where devices[chips[index].device, default: 0] > 1 {
      let node = chips[index].entry.split(separator: "/").last.map(String.init) ?? ""
      chips[index].device += "/hwmon/" + node
    }
    return chips.sorted {
      $0.name == $1.name
        ? Directory.precedes($0.device, $1.device) : Directory.precedes($0.name, $1.name)
    }
  }
}
