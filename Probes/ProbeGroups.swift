public import LinuxFiles
public import NodeModel

/// Probes that a worker reads, one group each: those whose reads run code of drivers or firmware, or
/// walk through file systems, and may not come back.
///
/// Each probe keeps readings of its own, so it neither knows nor disturbs its neighbours; what it said
/// is copied to its group's places of the joined table.
public final class ProbeGroups: GroupedSource {
  /// Kernel files whose reads ask hardware: ACPI runs firmware for zones, drivers ask the device for the
  /// speed of a link, and `statvfs` enters the file system.
  public static var slow: [any Probe.Type] {
    [ThermalZone.self, NetworkLink.self, FileSystem.self]
  }

  private struct Part {
    let probe: any Probe
    var readings: Readings
  }

  /// The series of all probes, one after the other.
  public let series: SeriesTable
  /// One group for each probe that found its hardware; its key is the probe's name.
  public let groups: [ReadingGroup]
  /// Probes that could not look for their hardware, and why.
  public let unreadable: [(probe: StaticString, error: SystemError)]

  private var parts: [Part]
  private var isOutdated = false

  /// Looks for the hardware of `probes`; nil where none found any and none failed.
  public init?(_ probes: [any Probe.Type], below root: borrowing Root) {
    var table = SeriesTable()
    var groups: [ReadingGroup] = []
    var parts: [Part] = []
    var unreadable: [(probe: StaticString, error: SystemError)] = []
    for type in probes {
      var own = SeriesTable()
      do throws(SystemError) {
        guard let probe = try type.init(below: root, series: &own) else { continue }
        let start = table.entries.count
        for entry in own.entries { _ = table.add(entry.metric, labels: entry.labels) }
        groups.append(
          ReadingGroup(
            key: type.name.description, members: start..<table.entries.count, cadence: type.cadence)
        )
        parts.append(Part(probe: probe, readings: Readings(for: own)))
      } catch {
        unreadable.append((type.name, error))
      }
    }
    if groups.isEmpty, unreadable.isEmpty { return nil }
    series = table
    self.groups = groups
    self.parts = parts
    self.unreadable = unreadable
  }

  /// Reads the probe at `index` of `groups` once.
  public func read(_ index: Int, into readings: inout Readings, buffer: inout ReadBuffer) {
    parts[index].readings.begin(at: readings.time)
    parts[index].probe.read(into: &parts[index].readings, buffer: &buffer)
    if parts[index].readings.wantsDiscovery { isOutdated = true }
    readings.copy(&parts[index].readings, to: groups[index].members.lowerBound)
  }

  /// Whether a probe saw that its hardware is another than it was.
  public func hasChanged() -> Bool {
    isOutdated
  }
}
