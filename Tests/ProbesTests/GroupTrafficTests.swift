import Foundation
import LinuxFiles
import NodeModel
@testable import Probes
import TestSupport
import Testing

@Suite("What jobs read from disks and write to them")
struct GroupTrafficTests {
  private let tree: TemporaryDirectory
  private let slurm = "sys/fs/cgroup/system.slice/slurmstepd.scope"

  init() throws {
    tree = try TemporaryDirectory()
    try tree.write("", to: "proc/uptime")
    try tree.write("cpu io memory\n", to: "sys/fs/cgroup/cgroup.controllers")
    try tree.write("usage_usec 0\n", to: slurm + "/cpu.stat")
  }

  private func activity() throws -> JobActivity {
    let root = try Root(proc: tree.path + "/proc", sys: tree.path + "/sys")
    return try #require(try JobActivity(below: root, processors: 8))
  }

  private func job(_ number: Int, _ io: String?) throws {
    try tree.write("usage_usec 0\n", to: slurm + "/job_\(number)/cpu.stat")
    if let io { try tree.write(io, to: slurm + "/job_\(number)/io.stat") }
  }

  /// So many rounds; what each job moved in them, nil where nobody counts it.
  private func rounds(_ activity: JobActivity, _ times: ClosedRange<UInt64>) -> [String: [UInt64]?]
  {
    var buffer = ReadBuffer()
    var seen: [String: [UInt64]?] = [:]
    for time in times {
      activity.round(at: time, buffer: &buffer) { _ in JobEntry(account: 0) }
      for (index, use) in activity.uses.enumerated() {
        let name = activity.group(index).owner.name
        let before = (seen[name] ?? nil) ?? [0, 0]
        seen[name] = .some(
          use.traffic.map { [before[0] + $0.read, before[1] + $0.written] }
            ?? (seen[name] ?? nil))
      }
      activity.removeEnded { _ in }
    }
    return seen
  }

  /// The example of Linux `Documentation/admin-guide/cgroup-v2.rst`.
  private static let documented = """
    8:16 rbytes=1459200 wbytes=314773504 rios=192 wios=353 dbytes=0 dios=0
    8:0 rbytes=90430464 wbytes=299008000 rios=8950 wios=1252 dbytes=50331648 dios=3021

    """

  @Test(
    "is the sum of the disks from a job's beginning, and of one that was there since it was found")
  func sums() throws {
    try job(1, Self.documented)
    let activity = try activity()
    #expect(rounds(activity, 1...10) == ["1": [0, 0]])
    try job(
      1, Self.documented.replacingOccurrences(of: "rbytes=1459200", with: "rbytes=1459712"))
    try job(2, Self.documented)
    #expect(
      rounds(activity, 11...20)
        == ["1": [512, 0], "2": [1_459_200 + 90_430_464, 314_773_504 + 299_008_000]])
  }

  @Test(
    "is not known without the controller, is nothing where it has nothing to show, and never falls")
  func absent() throws {
    try job(1, nil)
    try job(2, "")
    try job(3, "8:0 rbytes=4096 wbytes=8192 rios=1 wios=1 dbytes=0 dios=0\n")
    let activity = try activity()
    #expect(rounds(activity, 1...10) == ["1": nil, "2": [0, 0], "3": [0, 0]])
    // The disk is gone, and another one is there.
    try job(3, "8:16 rbytes=1000 wbytes=0 rios=1 wios=0 dbytes=0 dios=0\n")
    #expect(rounds(activity, 11...20) == ["1": nil, "2": [0, 0], "3": [0, 0]])
    try job(3, "8:16 rbytes=3000 wbytes=0 rios=1 wios=0 dbytes=0 dios=0\n")
    #expect(rounds(activity, 21...30) == ["1": nil, "2": [0, 0], "3": [2000, 0]])
  }

  @Test("counts no byte twice that passes through a device made of others, and no memory")
  func composed() throws {
    let blocks = "sys/dev/block"
    try tree.folder("sys/devices/virtual/block/dm-0/slaves/sda")
    try tree.folder("sys/devices/virtual/block/zram0/slaves")
    try tree.folder("sys/devices/virtual/block/loop0/loop")
    try tree.folder("sys/devices/pci0/block/sda/slaves")
    try tree.folder(blocks)
    for (number, place) in [
      ("253:0", "virtual/block/dm-0"), ("252:0", "virtual/block/zram0"),
      ("7:0", "virtual/block/loop0"), ("8:0", "pci0/block/sda"),
    ] {
      try FileManager.default.createSymbolicLink(
        atPath: tree.path + "/" + blocks + "/" + number,
        withDestinationPath: "../../devices/" + place)
    }
    try job(9, "")
    let activity = try activity()
    _ = rounds(activity, 1...10)
    try job(
      9,
      ["253:0", "8:0", "252:0", "7:0"].map { "\($0) rbytes=4096 wbytes=100 rios=1 wios=1\n" }
        .joined())
    #expect(rounds(activity, 11...20) == ["9": [4096, 100]])
  }

  @Test("is read once more of a group that stays when its job has ended, and not of another one's")
  func last() throws {
    try job(1, "8:0 rbytes=0 wbytes=0 rios=0 wios=0 dbytes=0 dios=0\n")
    let activity = try activity()
    #expect(rounds(activity, 1...3) == ["1": [0, 0]])
    try job(1, "8:0 rbytes=7 wbytes=0 rios=1 wios=0 dbytes=0 dios=0\n")
    activity.finish(account: 0, at: 4)
    #expect(rounds(activity, 4...4) == ["1": [7, 0]])
  }

  @Test("is told by version 1 only of disks that it counts")
  func firstVersion() throws {
    let tree = try TemporaryDirectory()
    let name = "blkio.throttle.io_service_bytes_recursive"
    let groups = "sys/fs/cgroup/"
    try tree.write("", to: "proc/uptime")
    try tree.write("0\n", to: groups + "cpuacct/cpuacct.usage")
    try tree.write("Total 0\n", to: groups + "blkio/" + name)
    for job in 1...2 {
      let path = "slurm/uid_0/job_\(job)/"
      try tree.write("0\n", to: groups + "cpuacct/" + path + "cpuacct.usage")
    }
    try tree.write("Total 0\n", to: groups + "blkio/slurm/uid_0/job_1/" + name)
    // As the kernel writes it (blk-cgroup-rwstat.c): a line a direction, then sums.
    let lines = """
      254:0 Read 4194304
      254:0 Write 8388608
      254:0 Sync 12582912
      254:0 Async 0
      254:0 Discard 0
      254:0 Total 12582912
      Total 12582912

      """
    let root = try Root(proc: tree.path + "/proc", sys: tree.path + "/sys")
    let traffic = try #require(try GroupTraffic(below: root, version: .one))
    try tree.write(lines, to: groups + "blkio/slurm/uid_0/job_2/" + name)
    var buffer = ReadBuffer()
    #expect(traffic.traffic(of: "slurm/uid_0/job_1", buffer: &buffer) == nil)
    #expect(traffic.traffic(of: "slurm/uid_0/job_3", buffer: &buffer) == nil)
    #expect(
      traffic.traffic(of: "slurm/uid_0/job_2", buffer: &buffer)
        == DiskTraffic(read: 4_194_304, written: 8_388_608))
    try FileManager.default.removeItem(atPath: tree.path + "/" + groups + "blkio")
    #expect(try GroupTraffic(below: root, version: .one) == nil)
  }

  @Test(
    "is what a program has written past the cache in a real group",
    .enabled(if: RealGroup.isThere, "root and a hierarchy of version 1 with blkio are needed"))
  func real() throws {
    let group = try RealGroup()
    let root = try Root(proc: "/proc", sys: "/sys")
    let traffic = try #require(try GroupTraffic(below: root, version: .one))
    var buffer = ReadBuffer()
    let file = tree.path + "/data"
    let script =
      "echo $$ > \(group.path)/cgroup.procs && "
      + "dd if=/dev/zero of=\(file) bs=64k count=50 oflag=direct,sync && "
      + "dd if=\(file) of=/dev/null bs=64k count=30 iflag=direct"
    let result = try Program.run("/bin/sh", "-c", script)
    try #require(result.status == 0)
    let found = try #require(traffic.traffic(of: group.name, buffer: &buffer))
    // The file system's own blocks come on top.
    #expect((30 * 65_536...30 * 65_536 + 1_000_000).contains(found.read))
    #expect((50 * 65_536...50 * 65_536 + 4_000_000).contains(found.written))
  }
}

/// A control group of version 1 in which the disk of temporary files is counted.
private final class RealGroup {
  static let isThere =
    geteuid() == 0
    && access("/sys/fs/cgroup/blkio/blkio.throttle.io_service_bytes_recursive", R_OK) == 0
    && device != nil

  let name = "nodeprobe-test-\(getpid())"
  var path: String { "/sys/fs/cgroup/blkio/" + name }

  /// The number of the disk below temporary files; nil where that is no disk.
  private static var device: String? {
    var status = stat()
    guard stat(FileManager.default.temporaryDirectory.path, &status) == 0 else { return nil }
    let (major, minor) = ((status.st_dev >> 8) & 0xFFF, status.st_dev & 0xFF)
    let number = "\(major):\(minor)"
    return access("/sys/dev/block/\(number)/queue", F_OK) == 0 ? number : nil
  }

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    // A limit that nobody reaches has the kernel count.
    let device = try #require(Self.device)
    try "\(device) 1099511627776".write(
      toFile: path + "/blkio.throttle.write_bps_device", atomically: false, encoding: .utf8)
  }

  deinit { rmdir(path) }
}
