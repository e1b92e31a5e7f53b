internal import LinuxFiles
internal import NodeModel
internal import Probes

/// What seldom changes of a node, looked at once: its names, kernel, maker, CPUs and memory.
enum StillSnapshot {
  private static let probes: Set<String> = [
    "identity", "virtualization", "cpuinfo", "cpufreq", "memory",
  ]

  /// Reads the files of these probes alone.
  static func take(below root: borrowing Root) -> Snapshot {
    var buffer = ReadBuffer()
    var tables: [SeriesTable] = []
    var values: [Value] = []
    for type in ProbeRegistry.all where probes.contains(type.name.description) {
      var table = SeriesTable()
      guard let probe = try? type.init(below: root, series: &table) else { continue }
      var readings = Readings(for: table)
      readings.begin(at: 0)
      probe.read(into: &readings, buffer: &buffer)
      var part = [Value](repeating: .absent, count: table.entries.count)
      readings.copy(into: &part, at: 0)
      tables.append(table)
      values += part
    }
    return Snapshot(
      sequence: 0, time: 0, wallTime: 0, catalogue: Catalogue(tables), values: values)
  }
}
