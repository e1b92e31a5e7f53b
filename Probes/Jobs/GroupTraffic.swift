internal import LinuxFiles
internal import NodeModel

/// What groups have read from disks and written to them, with all groups below.
///
/// Sources: `io.stat` of version 2, Linux `Documentation/admin-guide/cgroup-v2.rst`, "IO Interface Files";
/// `blkio.throttle.io_service_bytes_recursive` of version 1, `cgroup-v1/blkio-controller.rst`; bytes by device. Of a
/// device that is made of others (device mapper, md, loop) the bytes are counted at those as well, and what is
/// kept in memory (zram) is no disk: both are left out.
final class GroupTraffic {
  /// More devices than a node has; what is beyond is asked for again each time.
  private static let mostDevices = 4096

  private let groups: Directory
  private let disks: Directory
  private let version: CgroupHierarchy.Version
  private let file: String
  private let folder: String
  /// Whether a device's bytes are to be counted, by its number.
  private var known: [UInt64: Bool] = [:]

  /// Nil where the controller is not mounted. In version 2 each group shows by itself whether it has it.
  init?(below root: borrowing Root, version: CgroupHierarchy.Version) throws(SystemError) {
    let counts = "/blkio.throttle.io_service_bytes_recursive"
    if version == .one, !root.sys.contains("fs/cgroup/blkio" + counts) { return nil }
    groups = try Directory("fs/cgroup", below: root.sys)
    do throws(SystemError) {
      disks = try Directory("dev/block", below: root.sys)
    } catch {
      // Where nothing is told of devices each of them is a disk: no number is a name in there.
      disks = try Directory("fs/cgroup", below: root.sys)
    }
    self.version = version
    switch version {
    case .two:
      folder = groups.contains("cgroup.controllers") ? "" : "unified/"
      file = "/io.stat"
    case .one:
      folder = "blkio/"
      file = counts
    }
  }

  /// What the group at `path` has moved since it was made; nil where nobody counts it.
  func traffic(of path: String, buffer: inout ReadBuffer) -> DiskTraffic? {
    guard let text = try? groups.record(of: folder + path + file, into: &buffer) else {
      return nil
    }
    var sum = DiskTraffic()
    var isCounted = version == .two
    Self.visit(text, version: version) { device, traffic in
      // Since Linux 6.10 version 1 counts a disk from the first limit on that anybody sets for it, and shows a total
      // of 0 until then.
      isCounted = true
      if isDisk(device) { sum = sum + traffic }
    }
    return isCounted ? sum : nil
  }

  private func isDisk(_ device: UInt64) -> Bool {
    if let known = known[device] { return known }
    let place = "\(device >> 32):\(device & 0xFFFF_FFFF)"
    let name = disks.linkName(place) ?? ""
    let isDisk =
      !["loop", "ram", "zram"].contains { name.hasPrefix($0) }
      && disks.names(in: place + "/slaves", limit: 1).isEmpty
    if known.count < Self.mostDevices { known[device] = isDisk }
    return isDisk
  }

  /// Shows each line of a device, which has its major number in the upper half and its minor in the lower. Of version 1
  /// reads and writes are lines of their own.
  static func visit(
    _ text: Span<UInt8>, version: CgroupHierarchy.Version,
    _ body: (_ device: UInt64, DiskTraffic) -> Void
  ) {
    var scanner = ByteScanner(text)
    while !scanner.isAtEnd {
      if let major = scanner.unsigned(), scanner.skip(":"), let minor = scanner.unsigned(),
        major < 1 << 32, minor < 1 << 32
      {
        let device = major << 32 | minor
        switch version {
        case .two:
          var traffic = DiskTraffic()
          if scanner.skip(past: " rbytes=") { traffic.read = scanner.unsigned() ?? 0 }
          if scanner.skip(past: " wbytes=") { traffic.written = scanner.unsigned() ?? 0 }
          body(device, traffic)
        case .one:
          scanner.skipBlanks()
          if scanner.skip("Read ") {
            body(device, DiskTraffic(read: scanner.unsigned() ?? 0))
          } else if scanner.skip("Write ") {
            body(device, DiskTraffic(written: scanner.unsigned() ?? 0))
          }
        }
      }
      scanner.skipLine()
    }
  }
}
