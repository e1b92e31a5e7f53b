internal import LinuxFiles
internal import NodeModel
internal import Probes

/// One probe on the worker's side: its source, what that said last, and when its groups are due.
struct PartReader {
  /// Time between looks for hardware that was not there, in nanoseconds.
  private static let watchInterval: UInt64 = 2_000_000_000

  let part: WorkerKind.Part
  /// Which groups are read.
  let choice: GroupChoice
  /// Whether it is read alone: when its hardware goes, the worker of all others may meet it again.
  let isAlone: Bool
  /// What the configuration says instead of the groups' own cadences.
  let cadence: Cadence?

  private(set) var source: (any GroupedSource)?
  var readings = Readings(for: SeriesTable())
  /// When each group is read next.
  var due: [UInt64] = []
  /// The longest time between two reads of each group, in nanoseconds, whatever its cadence; nil for those without
  /// meters.
  private(set) var pauses: [UInt64?] = []
  /// The counts of refused values that were said.
  var refused: [UInt64] = []

  private let watch: any HardwareWatch
  private var seen: UInt64 = 0
  private var nextLook: UInt64 = 0

  init(_ part: WorkerKind.Part, _ choice: GroupChoice, isAlone: Bool, cadence: Cadence?) {
    self.part = part
    self.choice = choice
    self.isAlone = isAlone
    self.cadence = cadence
    watch = part.watch()
  }

  /// How often a group is read.
  func cadence(of group: ReadingGroup) -> Cadence { cadence ?? group.cadence }

  /// Whether the hardware must be looked for (again).
  mutating func isOutdated(
    below root: borrowing Root, at now: UInt64, buffer: inout ReadBuffer
  ) -> Bool {
    if let source { return source.hasChanged() }
    guard !isAlone, now >= nextLook else { return false }
    nextLook = now + Self.watchInterval
    guard let sight = watch.look(below: root, buffer: &buffer), sight != seen else { return false }
    seen = sight
    return sight != 0
  }

  /// Looks for the hardware.
  mutating func find(
    below root: borrowing Root, buffer: inout ReadBuffer, log: (String) -> Void
  ) {
    // Taken first: what comes while the hardware is looked for is seen later.
    seen = watch.look(below: root, buffer: &buffer) ?? seen
    source = part.source(root, choice, log)
    readings = Readings(for: source?.series ?? SeriesTable())
    due = (source?.groups ?? []).map { _ in 0 }
    pauses = source.map(Self.pauses) ?? []
    refused = readings.refused
  }

  private static func pauses(of source: any GroupedSource) -> [UInt64?] {
    let table = InstrumentTable(source.series)
    return source.groups.map { group in
      table.instruments.indices.lazy
        .filter { group.members.contains(table.series($0).index) }
        .compactMap { table.instruments[$0].meter.longestPause }.min()
    }
  }
}
