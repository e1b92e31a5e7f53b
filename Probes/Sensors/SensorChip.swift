internal import LinuxFiles

/// One chip as it was found, before anybody reads a value of it.
struct SensorChip: Sendable {
  /// The name as `sensors` prints it, such as "coretemp-isa-0000". Twins share it.
  let name: String
  /// Its path below `/sys/devices`; no other chip of its name has it.
  var device: String
  /// What no other chip has, for as long as the hardware stays: the device, where that has one chip.
  var key = ""
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

  /// In the order of names and devices, each with a key of its own.
  ///
  /// Two chips of one device, such as the radios of one card, mostly have names of their own. Where they
  /// do not, their class directories tell them apart, whose numbers change from boot to boot.
  static func sorted(_ chips: [SensorChip]) -> [SensorChip] {
    var chips = chips
    let twins = Dictionary(grouping: chips) { [$0.device, $0.name] }.mapValues(\.count)
    for index in chips.indices
    where twins[[chips[index].device, chips[index].name], default: 0] > 1 {
      chips[index].device += "/hwmon/" + SysfsPath.name(of: chips[index].entry)
    }
    let neighbours = Dictionary(grouping: chips, by: \.device).mapValues(\.count)
    for index in chips.indices {
      let chip = chips[index]
      let isAlone = neighbours[chip.device] == 1
      chips[index].key = isAlone ? chip.device : chip.device + ":" + chip.name
    }
    return chips.sorted {
      $0.name == $1.name
        ? Directory.precedes($0.device, $1.device) : Directory.precedes($0.name, $1.name)
    }
  }
}
