public import LinuxFiles
public import NodeModel

/// What a worker reads of a divided probe.
public final class DividedSource: GroupedSource {
  /// The series of all groups, a group's own in one run.
  public let series: SeriesTable
  /// In the order that the probe gave them.
  public let groups: [ReadingGroup]

  private let members: [any SeriesReader]
  private let watch: GroupWatch
  private let root: Root
  private let seen: UInt64?
  private var buffer = ReadBuffer()
  private var hasRead = false
  private var isOutdated = false

  /// Finds the groups; nil where none is left. With `only` or `without` groups are left out by their
  /// names, after one of them has hung. What is wrong with a group goes to `log`.
  public static func make(
    _ probe: any DividedProbe.Type, below root: borrowing Root, only: String? = nil,
    without: Set<String> = [], log: (String) -> Void = { _ in }
  ) -> DividedSource? {
    guard let own = try? Root(proc: root.proc.name, sys: root.sys.name) else { return nil }
    let watch = GroupWatch(probe)
    var buffer = ReadBuffer()
    // Taken first: what comes while the groups are looked for is seen as a change.
    let seen = watch.look(below: own, buffer: &buffer)
    var table = SeriesTable()
    var groups: [ReadingGroup] = []
    var members: [any SeriesReader] = []
    for name in probe.groups(below: own) where only.map({ $0 == name }) ?? !without.contains(name) {
      let start = table.entries.count
      do {
        guard let member = try probe.make(name, below: own, series: &table),
          table.entries.count > start
        else { continue }
        members.append(member)
        groups.append(
          ReadingGroup(
            key: name, members: start..<table.entries.count, cadence: probe.cadence))
      } catch {
        log("\(error)")
      }
    }
    if groups.isEmpty { return nil }
    return DividedSource(own, watch, seen, table, groups, members)
  }

  private init(
    _ root: consuming Root, _ watch: GroupWatch, _ seen: UInt64?, _ series: SeriesTable,
    _ groups: [ReadingGroup], _ members: [any SeriesReader]
  ) {
    self.root = root
    self.watch = watch
    self.seen = seen
    self.series = series
    self.groups = groups
    self.members = members
  }

  /// Reads the group at `index` of `groups`.
  public func read(_ index: Int, into readings: inout Readings, buffer: inout ReadBuffer) {
    members[index].read(into: &readings, buffer: &buffer)
    hasRead = true
    if readings.wantsDiscovery { isOutdated = true }
  }

  /// Whether a group came, left or is another now; looked for as often as anything is read.
  public func hasChanged() -> Bool {
    if isOutdated { return true }
    guard hasRead else { return false }
    hasRead = false
    guard let now = watch.look(below: root, buffer: &buffer) else { return false }
    return now != seen
  }
}
