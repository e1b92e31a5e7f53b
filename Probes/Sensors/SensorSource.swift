public import LinuxFiles
public import NodeModel

/// All sensor chips of a node: temperatures, fans, voltages, currents, power, energy, humidity and what
/// they warn of, one group a chip.
///
/// Source: the kernel's hwmon class, Linux `Documentation/hwmon/sysfs-interface.rst`. On the running
/// kernel's own /sys libsensors reads it, so labels, formulas and exceptions of `sensors.conf` hold; below
/// other roots, which libsensors does not know, our own reader says the same without `sensors.conf`.
public final class SensorSource: GroupedSource {
  /// The directory below sysfs where the kernel lists the chips.
  public static let folder = "class/hwmon"

  /// All families that it may fill.
  public static let metrics = SensorGroup.metrics

  /// The most sensors that are read each round.
  public static let hottest = 256

  /// The series of all chips, a chip's own in one run.
  public let series: SeriesTable
  /// One group a chip, by the names of the chips.
  public let groups: [ReadingGroup]

  private let chips: [SensorChip]
  private let readers: [any ChipReader]
  private let members: [SensorGroup]
  private let sys: OpenDirectory
  private let listing: UInt64?
  private var listingBuffer = ReadBuffer()
  private var hasLostChip = false
  /// Files of values that nobody may read: they may be opened one day, and no entry changes then.
  private let closed: [String]

  /// Finds the chips; nil where none is left.
  ///
  /// `configuration` is a file to take instead of `/etc/sensors3.conf` and `/etc/sensors.d`. With `only`
  /// or `without` chips are left out by their groups' keys, after one of them has hung: none of their
  /// values and labels is read any more. Their names and lists of files still are, since libsensors
  /// finds all chips or none; those come from the kernel's memory, not from the chip. What is wrong with
  /// the configuration goes to `log`, one line a call.
  public static func make(
    below root: borrowing Root, configuration: String? = nil, only: String? = nil,
    without: Set<String> = [], log: (String) -> Void = { _ in }
  ) -> SensorSource? {
    guard let directory = try? Directory(root.sys.name) else { return nil }
    let sys = OpenDirectory(directory)
    // The listing is taken first: what comes while the chips are looked for is seen as a change.
    var buffer = ReadBuffer()
    let listing = sys.directory.fingerprint(of: folder, buffer: &buffer)
    let discovery = SensorDiscovery(below: sys, configuration: configuration, log: log)
    let found = discovery.chips { key in
      only.map { $0 == key } ?? !without.contains(key)
    }
    return found.isEmpty ? nil : SensorSource(found, below: sys, listing: listing)
  }

  private init(_ found: [SensorDiscovery.Found], below sys: OpenDirectory, listing: UInt64?) {
    self.sys = sys
    let isHot = Self.hot(found.map(\.chip))
    var table = SeriesTable()
    var groups: [ReadingGroup] = []
    var members: [SensorGroup] = []
    for (index, one) in found.enumerated() {
      let start = table.entries.count
      members.append(SensorGroup(one.chip, reader: one.reader, series: &table))
      groups.append(
        ReadingGroup(
          key: one.chip.key, members: start..<table.entries.count,
          cadence: isHot[index] ? .everyRound : .seconds(10)))
    }
    chips = found.map(\.chip)
    closed = chips.flatMap { chip in
      chip.sensors.flatMap(\.attributes).filter { $0.handle == nil }
        .map { chip.directory + "/" + $0.name.file }
    }
    readers = found.map(\.reader)
    self.listing = listing
    self.members = members
    self.groups = groups
    series = table
  }

  /// Which chips are read each round: as many as have together at most `hottest` sensors, those that
  /// measure temperature, power, energy or current before those that only have fans and voltages, in the
  /// order of their names.
  static func hot(_ chips: [SensorChip]) -> [Bool] {
    var isHot = chips.map { _ in false }
    var room = hottest
    for moving in [true, false] {
      for (index, chip) in chips.enumerated() {
        let moves = chip.sensors.contains {
          [.temperature, .power, .energy, .current].contains($0.kind)
        }
        guard moves == moving, chip.sensors.count <= room else { continue }
        room -= chip.sensors.count
        isHot[index] = true
      }
    }
    return isHot
  }

  /// Reads what is due of the chip at `index` of `groups`.
  public func read(_ index: Int, into readings: inout Readings, buffer: inout ReadBuffer) {
    guard !members[index].read(into: &readings, buffer: &buffer) else { return }
    hasLostChip = true
    // Nothing of a chip that left stays on the page until the next discovery.
    for place in groups[index].members { readings.fail(Series(index: place), .absent) }
  }

  /// Whether a chip came, left or was replaced, or forms its means over another time, since the source was made.
  public func hasChanged() -> Bool {
    if hasLostChip || members.contains(where: \.hasOtherAveraging)
      || closed.contains(where: { sys.directory.entry($0) == .readableFile })
    {
      return true
    }
    // A folder that cannot be read now says nothing of the chips.
    guard let now = sys.directory.fingerprint(of: Self.folder, buffer: &listingBuffer) else {
      return false
    }
    return now != listing
  }

  /// Reads everything of the chip at `index` of `groups`: what `probe sensors` prints.
  public func report(_ index: Int, buffer: inout ReadBuffer) -> [SensorReport] {
    chips[index].sensors.map {
      SensorReport($0, of: chips[index], through: readers[index], buffer: &buffer)
    }
  }

  /// What there is to say of the chip at `index` of `groups` when it cannot be asked.
  public func report(_ index: Int, failed reason: FailureReason) -> [SensorReport] {
    chips[index].sensors.map { SensorReport($0, of: chips[index], failed: reason) }
  }
}
