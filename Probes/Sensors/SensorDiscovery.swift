internal import LinuxFiles

/// Finds the chips of a root, and for each the reader that is right for it.
struct SensorDiscovery {
  /// A chip and the way to its values.
  struct Found {
    let chip: SensorChip
    let reader: any ChipReader
  }

  /// The most chips whose directories are kept open; the files of the others are reached from the
  /// root of sysfs, a few microseconds later.
  static let openDirectories = 256

  private let sys: OpenDirectory
  private let tree: HwmonTree
  private let library: SensorLibrary?

  /// Looks below the root of sysfs, `sys`; opens libsensors where that is the running kernel's.
  init(below sys: OpenDirectory, configuration: String?, log: (String) -> Void) {
    self.sys = sys
    tree = HwmonTree(sys)
    library = sys.directory.name == "/sys" ? Self.library(configuration, log) : nil
  }

  /// All chips whose key `isWanted`, in the order of names and devices.
  func chips(where isWanted: (String) -> Bool) -> [Found] {
    let all = tree.chips()
    var open = 0
    return all.compactMap { chip in
      guard isWanted(chip.key) else { return nil }
      if let found = throughLibrary(chip, among: all) {
        return found.chip.sensors.isEmpty ? nil : found
      }
      // Made of the whole chip: its files are numbered before any of them is left out.
      let reader = reader(of: chip, isOpen: open < Self.openDirectories)
      open += 1
      var chip = configured(chip, among: all)
      name(&chip)
      return chip.sensors.isEmpty ? nil : Found(chip: chip, reader: reader)
    }
  }

  /// Our own reader, with the chip's directory kept open or not.
  private func reader(of chip: SensorChip, isOpen: Bool) -> HwmonReader {
    if isOpen, let own = try? Directory(chip.directory, below: sys.directory) {
      return HwmonReader(chip, below: OpenDirectory(own), isChip: true)
    }
    return HwmonReader(chip, below: sys)
  }

  /// The chip as libsensors reads it; nil where it does not know it or takes it for another.
  ///
  /// It tells chips apart by name only, and gives all of them on ACPI or on no bus the address 0: of
  /// several with one name it reads all by the first one's list of files. A twin with the same files is
  /// read rightly even so.
  private func throughLibrary(_ chip: SensorChip, among all: [SensorChip]) -> Found? {
    guard let library, let known = library.chips.first(where: { $0.directory == chip.directory }),
      let first = library.chips.first(where: { $0.name == known.name }),
      let list = all.first(where: { $0.directory == first.directory }), list.files == chip.files
    else { return nil }
    var same = SensorChip(
      name: known.name, device: chip.device, key: chip.key, adapter: known.adapter,
      entry: chip.entry,
      directory: chip.directory, sensors: known.sensors)
    name(&same, known)
    return Found(chip: same, reader: LibSensorsReader(known, of: library, below: sys))
  }

  /// A twin without the sensors that the configuration ignores: those that libsensors leaves out of the
  /// first chip of the name. Formulas (`compute`) of the configuration do not reach twins.
  private func configured(_ chip: SensorChip, among all: [SensorChip]) -> SensorChip {
    guard let first = library?.chips.first(where: { $0.name == chip.name }),
      let sensors = all.first(where: { $0.directory == first.directory })?.sensors
    else { return chip }
    let ignored = Set(sensors.map(\.name)).subtracting(first.sensors.map(\.name))
    var chip = chip
    chip.sensors.removeAll { ignored.contains($0.name) }
    return chip
  }

  /// Gives the chip's sensors the labels of the configuration, else the chip's own, and says over how long they form
  /// means.
  private func name(_ chip: inout SensorChip, _ known: SensorLibrary.Chip? = nil) {
    let known = known ?? library?.chips.first { $0.name == chip.name }
    for index in chip.sensors.indices {
      let sensor = chip.sensors[index].name
      chip.sensors[index].label =
        known.flatMap { library?.configuredLabel(of: sensor, $0) }
        ?? tree.label(of: sensor, in: chip.directory)
      if chip.sensors[index].value?.name.role == .average {
        chip.sensors[index].averagingInterval = tree.averagingInterval(
          of: sensor, in: chip.directory)
      }
    }
  }

  /// libsensors with its configuration, or, where that is refused as a whole, without any.
  private static func library(
    _ configuration: String?, _ log: (String) -> Void
  ) -> SensorLibrary? {
    SensorLibrary(configuration: configuration, log: log)
      ?? SensorLibrary(configuration: "", log: log)
  }
}
