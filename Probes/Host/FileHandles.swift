internal import LinuxFiles
internal import NodeModel

/// How many files are open on the whole node.
///
/// Source: `/proc/sys/fs/file-nr`: allocated, unused, limit; Linux
/// `Documentation/admin-guide/sysctl/fs.rst`.
final class FileHandles: Probe {
  static let name: StaticString = "file_handles"
  static var cadence: Cadence { .seconds(10) }

  private let file: ReopenedFile
  private let allocated: Series
  private let limit: Series

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    guard let file = try ReopenedFile("sys/fs/file-nr", below: root.proc) else { return nil }
    self.file = file
    allocated = series.add(.fileHandles)
    limit = series.add(.fileHandlesLimit)
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    do {
      var scanner = ByteScanner(try file.contents(into: &buffer))
      guard let all = scanner.unsigned(), let unused = scanner.unsigned(), unused <= all,
        let most = scanner.unsigned()
      else {
        readings.failAll(.garbled)
        return
      }
      readings.set(allocated, count: all)
      readings.set(limit, count: most)
    } catch {
      readings.failAll(error)
    }
  }
}

extension Metric {
  static let fileHandles = Metric("nodeprobe_file_handles", "Files open on the node")
  static let fileHandlesLimit = Metric(
    "nodeprobe_file_handles_limit", "Files that can be open on the node")
}
