internal import CLinux
internal import LinuxFiles
internal import NodeModel

/// How full the node's file systems are.
///
/// Source: `/proc/self/mountinfo` and `statvfs(3)`; Linux `Documentation/filesystems/proc.rst`
/// §3.5. Of process 1 where the procfs is another machine's or a container's host's, through its
/// `root` link. The agent asks a mount only if it is local and its path leads through local ones; all
/// others are asked by a worker, each as a group of its own.
final class FileSystem: DividedProbe {
  static let name: StaticString = "filesystem"
  static var cadence: Cadence { .seconds(10) }
  static var metrics: [Metric] {
    [
      .fileSystemSize, .fileSystemFree, .fileSystemAvailable, .fileSystemFiles,
      .fileSystemFilesFree, .fileSystemReadOnly,
    ]
  }

  /// The most file systems on the page.
  static let limit = 128

  private let table: ReopenedFile
  private let signal: KernelFile?
  /// Whether the table was read and compared since the signal said that it changed.
  private var isCompared = true
  /// Of the whole table, which changes when any mount comes or goes.
  private var fingerprint: UInt64
  private let mounts: [Mount]
  private var rows: [FileSystemRow] = []

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    guard let table = try ReopenedFile(Self.tableName(below: root), below: root.proc) else {
      return nil
    }
    signal = Self.signal(below: root)
    var buffer = ReadBuffer()
    let text = try table.contents(into: &buffer)
    let mounts = Mount.visible(text).local
    fingerprint = Fingerprint(of: text).value
    self.table = table
    self.mounts = mounts
    for mount in mounts.prefix(Self.limit) {
      let path = Self.path(of: mount, below: root)
      guard let usage = try? Usage(of: path), usage.size > 0 else { continue }
      rows.append(FileSystemRow(mount, path: path, series: &series))
    }
    // A captured tree has the table and not the file systems.
    if rows.isEmpty, !root.isLive { return nil }
  }

  /// The table of mounts below procfs.
  private static func tableName(below root: borrowing Root) -> String {
    !root.isLive && root.proc.contains("1/mountinfo") ? "1/mountinfo" : "self/mountinfo"
  }

  private static func path(of mount: Mount, below root: borrowing Root) -> String {
    (root.isLive ? "" : root.proc.path(of: "1/root")) + mount.point
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    do {
      guard try areMountsUnchanged(&buffer) else {
        // What is mounted where is another thing now, perhaps a server that does not answer:
        // nothing is asked before the file systems were looked for again.
        for row in rows { row.clear(in: &readings) }
        readings.discoverAgain()
        return
      }
    } catch {
      readings.failAll(error)
      return
    }
    for row in rows { row.read(into: &readings) }
  }

  /// On nodes that run containers the table changes all the time, what is shown of it seldom.
  private func areMountsUnchanged(_ buffer: inout ReadBuffer) throws(SystemError) -> Bool {
    if isCompared, let signal, !signal.hasChanged() { return true }
    isCompared = false
    let text = try table.contents(into: &buffer)
    let now = Fingerprint(of: text).value
    if now != fingerprint {
      guard Mount.visible(text).local == mounts else { return false }
      fingerprint = now
    }
    isCompared = true
    return true
  }
}

// MARK: - File systems that may wait

extension FileSystem {
  static func listing(below root: borrowing Root, buffer: inout ReadBuffer) -> UInt64? {
    let name = tableName(below: root)
    guard root.proc.contains(name) else { return 0 }
    guard let text = try? root.proc.contents(of: name, into: &buffer) else { return nil }
    return Fingerprint(of: text).value
  }

  /// A captured table is a plain file, of which poll(2) knows nothing.
  static func signal(below root: borrowing Root) -> KernelFile? {
    root.isLive ? try? KernelFile(tableName(below: root), below: root.proc) : nil
  }

  static func groups(below root: borrowing Root) -> [String] {
    waiting(below: root).map(\.point)
  }

  static func make(
    _ group: String, below root: borrowing Root, series: inout SeriesTable
  ) throws(SystemError) -> (any SeriesReader)? {
    guard let mount = waiting(below: root).first(where: { $0.point == group }) else { return nil }
    return WaitingFileSystem(mount, path: path(of: mount, below: root), series: &series)
  }

  private static func waiting(below root: borrowing Root) -> ArraySlice<Mount> {
    // A captured tree has the table and not the file systems.
    guard root.isLive || root.proc.contains("1/root") else { return [] }
    var buffer = ReadBuffer()
    guard let text = try? root.proc.contents(of: tableName(below: root), into: &buffer) else {
      return []
    }
    return Mount.visible(text).waiting.prefix(limit)
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
