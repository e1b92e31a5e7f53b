internal import LinuxFiles
internal import NodeModel

/// One file system whose answer may not come, as a worker reads it.
final class WaitingFileSystem: SeriesReader {
  private let row: FileSystemRow

  /// What is mounted at `path`.
  init(_ mount: Mount, path: String, series: inout SeriesTable) {
    row = FileSystemRow(mount, path: path, series: &series)
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    row.read(into: &readings)
  }
}
