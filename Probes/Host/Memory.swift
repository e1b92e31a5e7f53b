internal import LinuxFiles
internal import NodeModel

/// What the memory of the node is used for.
///
/// Source: `/proc/meminfo`, kB are 1,024 bytes; Linux `Documentation/filesystems/proc.rst`. Counts
/// of huge pages have no unit.
final class Memory: Probe {
  static let name: StaticString = "memory"

  private let file: KernelFile
  private let lines: KeyedLines

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    let file: KernelFile
    do {
      file = try KernelFile("meminfo", below: root.proc)
    } catch  where error.isAbsent {
      return nil
    }
    self.file = file
    var buffer = ReadBuffer()
    lines = KeyedLines(try file.record(into: &buffer), series: &series) { key, unit in
      Self.target(key: key, unit: unit)
    }
    if lines.isEmpty { throw .garbled(root.proc.path(of: "meminfo")) }
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    do {
      lines.read(try file.record(into: &buffer), into: &readings)
    } catch {
      readings.failAll(error)
    }
  }

  private static func target(key: String, unit: String) -> KeyedLines.Target? {
    guard key.hasSuffix(":") else { return nil }
    let row = String(key.dropLast())
    let multiplier: UInt64 = unit == "kB" ? 1024 : 1
    if let metric = metric(for: row) { return .init(metric, multiplier: multiplier) }
    guard unit == "kB" else { return nil }
    return .init(.memoryOther, labels: [Label("row", row)], multiplier: multiplier)
  }
}

extension Metric {
  static let memoryOther = Metric(
    "nodeprobe_memory_other_bytes", "A row of /proc/meminfo that this version does not know")
}
