internal import CLinux
internal import LinuxFiles
internal import NodeModel

/// How full the node's own file systems are.
///
/// Source: `/proc/self/mountinfo` and `statvfs(3)`; Linux `Documentation/filesystems/proc.rst`
/// §3.5. Of process 1 where the procfs is another machine's or a container's host's, through its
/// `root` link. A mount is asked only if it is local and its path leads through local ones.
final class FileSystem: Probe {
  static let name: StaticString = "filesystem"
  static var cadence: Cadence { .seconds(10) }

  /// The most file systems on the page.
  static let limit = 128

  private struct Row {
    let path: String
    let isReadOnly: Bool
    let size: Series
    let free: Series
    let available: Series
    let files: Series
    let filesFree: Series
    let readOnly: Series

    /// All of the above.
    let all: [Series]

    init(_ path: String, isReadOnly: Bool, labels: [Label], series: inout SeriesTable) {
      self.path = path
      self.isReadOnly = isReadOnly
      size = series.add(.fileSystemSize, labels: labels)
      free = series.add(.fileSystemFree, labels: labels)
      available = series.add(.fileSystemAvailable, labels: labels)
      files = series.add(.fileSystemFiles, labels: labels)
      filesFree = series.add(.fileSystemFilesFree, labels: labels)
      readOnly = series.add(.fileSystemReadOnly, labels: labels)
      all = [size, free, available, files, filesFree, readOnly]
    }
  }
  private let table: ReopenedFile
  /// Of the whole table, which changes when any mount comes or goes.
  private var fingerprint: UInt64
  private let mounts: [Mount]
  private var rows: [Row] = []

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    let owner = !root.isLive && root.proc.contains("1/mountinfo") ? "1" : "self"
    guard let table = try ReopenedFile(owner + "/mountinfo", below: root.proc) else { return nil }
    var buffer = ReadBuffer()
    let text = try table.contents(into: &buffer)
    let mounts = Mount.visible(text)
    fingerprint = Fingerprint(of: text).value
    self.table = table
    self.mounts = mounts
    let prefix = root.isLive ? "" : root.proc.path(of: "1/root")
    for mount in mounts.prefix(Self.limit) {
      guard let usage = try? Usage(of: prefix + mount.point), usage.size > 0 else { continue }
      let labels = [
        Label("device", mount.device), Label("mountpoint", mount.point), Label("type", mount.type),
      ]
      rows.append(
        Row(prefix + mount.point, isReadOnly: mount.isReadOnly, labels: labels, series: &series))
    }
    // A captured tree has the table and not the file systems.
    if rows.isEmpty, !root.isLive { return nil }
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    do {
      guard try areMountsUnchanged(&buffer) else {
        // What is mounted where is another thing now, perhaps a server that does not answer:
        // nothing is asked before the file systems were looked for again.
        for row in rows { clear(row, in: &readings) }
        readings.discoverAgain()
        return
      }
    } catch {
      readings.failAll(error)
      return
    }
    for row in rows {
      do {
        set(row, try Usage(of: row.path), in: &readings)
      } catch {
        clear(row, in: &readings)
        readings.fail(row.size, error)
      }
    }
  }

  /// On nodes that run containers the table changes all the time, what is shown of it seldom.
  private func areMountsUnchanged(_ buffer: inout ReadBuffer) throws(SystemError) -> Bool {
    let text = try table.contents(into: &buffer)
    let now = Fingerprint(of: text).value
    if now == fingerprint { return true }
    guard Mount.visible(text) == mounts else { return false }
    fingerprint = now
    return true
  }

  private func set(_ row: Row, _ usage: Usage, in readings: inout Readings) {
    readings.set(row.size, count: usage.size)
    readings.set(row.free, count: usage.free)
    readings.set(row.available, count: usage.available)
    readings.set(row.readOnly, count: row.isReadOnly ? 1 : 0)
    // Some file systems make inodes as they need them and count none.
    if usage.files > 0 {
      readings.set(row.files, count: usage.files)
      readings.set(row.filesFree, count: usage.filesFree)
    } else {
      readings.clear(row.files)
      readings.clear(row.filesFree)
    }
  }

  private func clear(_ row: Row, in readings: inout Readings) {
    for series in row.all { readings.clear(series) }
  }
}

extension FileSystem {
  /// What `statvfs` says of one file system.
  struct Usage {
    let size: UInt64
    let free: UInt64
    let available: UInt64
    let files: UInt64
    let filesFree: UInt64

    init(of path: String) throws(SystemError) {
      var answer = statvfs()
      guard unsafe path.withCString({ unsafe statvfs($0, &answer) }) == 0 else {
        throw SystemError(code: clinux_errno(), operation: "statvfs", path: path)
      }
      let block = UInt64(answer.f_frsize)
      let size = UInt64(answer.f_blocks).multipliedReportingOverflow(by: block)
      let free = UInt64(answer.f_bfree).multipliedReportingOverflow(by: block)
      let available = UInt64(answer.f_bavail).multipliedReportingOverflow(by: block)
      guard !size.overflow, !free.overflow, !available.overflow else { throw .garbled(path) }
      self.size = size.partialValue
      self.free = free.partialValue
      self.available = available.partialValue
      files = UInt64(answer.f_files)
      filesFree = UInt64(answer.f_ffree)
    }
  }
}

extension Metric {
  static let fileSystemSize = Metric("nodeprobe_filesystem_size_bytes", "Size of a file system")
  static let fileSystemFree = Metric(
    "nodeprobe_filesystem_free_bytes", "Free space, with what is kept for root")
  static let fileSystemAvailable = Metric(
    "nodeprobe_filesystem_available_bytes", "Free space that any user may take")
  static let fileSystemFiles = Metric("nodeprobe_filesystem_files", "Files there can be (inodes)")
  static let fileSystemFilesFree = Metric(
    "nodeprobe_filesystem_files_free", "Files there can still be made (inodes)")
  static let fileSystemReadOnly = Metric(
    "nodeprobe_filesystem_readonly", "Whether a file system cannot be written, 0 or 1")
}
