internal import LinuxFiles
internal import NodeModel

/// The series of one file system.
struct FileSystemRow {
  private let path: String
  private let isReadOnly: Bool
  private let size: Series
  private let free: Series
  private let available: Series
  private let files: Series
  private let filesFree: Series
  private let readOnly: Series
  /// All of the above.
  private let all: [Series]

  /// Declares them for what is mounted at `path`.
  init(_ mount: Mount, path: String, series: inout SeriesTable) {
    let labels = [
      Label("device", mount.device), Label("mountpoint", mount.point), Label("type", mount.type),
    ]
    self.path = path
    isReadOnly = mount.isReadOnly
    size = series.add(.fileSystemSize, labels: labels)
    free = series.add(.fileSystemFree, labels: labels)
    available = series.add(.fileSystemAvailable, labels: labels)
    files = series.add(.fileSystemFiles, labels: labels)
    filesFree = series.add(.fileSystemFilesFree, labels: labels)
    readOnly = series.add(.fileSystemReadOnly, labels: labels)
    all = [size, free, available, files, filesFree, readOnly]
  }

  /// Asks the file system.
  func read(into readings: inout Readings) {
    do {
      let usage = try FileSystem.Usage(of: path)
      // What has no size, such as a tree of switches, has no other number either.
      if usage.size > 0 { set(usage, in: &readings) } else { clear(in: &readings) }
    } catch {
      clear(in: &readings)
      readings.fail(size, error)
    }
  }

  /// Nothing is known of it.
  func clear(in readings: inout Readings) {
    for series in all { readings.clear(series) }
  }

  private func set(_ usage: FileSystem.Usage, in readings: inout Readings) {
    readings.set(size, count: usage.size)
    readings.set(free, count: usage.free)
    readings.set(available, count: usage.available)
    readings.set(readOnly, count: isReadOnly ? 1 : 0)
    // Some file systems make inodes as they need them and count none.
    if usage.files > 0 {
      readings.set(files, count: usage.files)
      readings.set(filesFree, count: usage.filesFree)
    } else {
      readings.clear(files)
      readings.clear(filesFree)
    }
  }
}
