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

  /// All chips whose device `isWanted`, in the order of names and devices.
  func chips(where isWanted: (String) -> Bool) -> [Found] {
    let all = tree.chips()
    var open = 0
    return all.compactMap { chip in
      guard isWanted(chip.device) else { return nil }
      if let found = throughLibrary(chip) { return found.chip.sensors.isEmpty ? nil : found }
      var chip = configured(chip, among: all)
      name(&chip)
      guard open < Self.openDirectories, let own = try? Directory(sys.directory.path(of: chip.directory))
      else { return Found(chip: chip, reader: HwmonReader(chip, below: sys)) }
      open += 1
      return Found(
        chip: chip, reader: HwmonReader(chip, below: OpenDirectory(own), isChip: true))
    }
  }

  /// The chip as libsensors reads it; nil where it does not know it or takes it for another.
  ///
  /// It compares chips by their names, and gives all chips on ACPI and without a bus the address 0: of
  /// several with one name it would read all by the first one's list of sensors.
  private func throughLibrary(_ chip: SensorChip) -> Found? {
    guard let library, let known = library.chips.first(where: { $0.directory == chip.directory }),
      library.chips.count(where: { $0.name == known.name }) == 1
    else { return nil }
    var same = SensorChip(
      name: known.name, device: chip.device, adapter: known.adapter, entry: chip.entry,
      directory: chip.directory, sensors: known.sensors)
    name(&same, known)
    return Found(
      chip: same, reader: LibSensorsReader(known, of: library, below: sys))
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

  /// Gives the chip's sensors the labels of the configuration, else the chip's own.
  private func name(_ chip: inout SensorChip, _ known: SensorLibrary.Chip? = nil) {
    let known = known ?? library?.chips.first { $0.name == chip.name }
    for index in chip.sensors.indices {
      let sensor = chip.sensors[index].name
      chip.sensors[index].label =
        known.flatMap { library?.configuredLabel(of: sensor, $0) }
        ?? tree.label(of: sensor, in: chip.directory)
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
