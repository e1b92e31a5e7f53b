import NodeModel
import TestSupport
import Testing

@testable import Probes

@Suite("Disk")
struct DiskTests {
  /// A disk with a partition, an empty loop device, a RAM disk.
  static let stats = """
       1       0 ram0 0 0 0 0 0 0 0 0 0 0 0
       7       0 loop0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
       8       0 sda 100 20 3000 400 50 6 7000 80 2 900 1000 11 12 13 14 15 16
       8       1 sda1 90 20 2900 300 50 6 7000 80 0 800 900 1 2 3 4 5 6

    """

  static func tree() throws -> TemporaryDirectory {
    let tree = try TemporaryDirectory()
    try tree.write(stats, to: "diskstats")
    try tree.write("32\n", to: "block/ram0/size")
    try tree.write("0\n", to: "block/loop0/size")
    try tree.write("1953525168\n", to: "block/sda/size")
    try tree.write("1\n", to: "block/sda/queue/rotational")
    try tree.write("TOSHIBA MG04ACA \n", to: "block/sda/device/model")
    return tree
  }

  @Test("sectors are 512 bytes and milliseconds become seconds, for whole disks with a medium only")
  func columns() throws {
    let tree = try Self.tree()
    let disk = try #require(try Sampling(Disk.self, proc: tree.path, sys: tree.path))
    let expected: [String: Value] = [
      "reads_total": .count(100), "reads_merged_total": .count(20),
      "read_bytes_total": .count(1_536_000), "read_seconds_total": .micro(400_000),
      "writes_total": .count(50), "writes_merged_total": .count(6),
      "written_bytes_total": .count(3_584_000), "write_seconds_total": .micro(80_000),
      "operations_in_progress": .count(2), "busy_seconds_total": .micro(900_000),
      "busy_weighted_seconds_total": .micro(1_000_000), "discards_total": .count(11),
      "discards_merged_total": .count(12), "discarded_bytes_total": .count(6656),
      "discard_seconds_total": .micro(14_000), "flushes_total": .count(15),
      "flush_seconds_total": .micro(16_000), "size_bytes": .count(1_000_204_886_016),
    ]
    for (name, value) in expected {
      #expect(disk.values["nodeprobe_disk_\(name){device=\"sda\"}"] == value, "\(name)")
    }
    #expect(disk.values.count == expected.count + 1)
    #expect(
      disk.labels(of: "nodeprobe_disk_info")
        == ["device": "sda", "model": "TOSHIBA MG04ACA", "rotational": "true"])
  }

  @Test("a kernel with 11 columns has no discards and flushes")
  func oldKernel() throws {
    let tree = try TemporaryDirectory()
    try tree.write("   8  0 sda 1 2 3 4 5 6 7 8 9 10 11\n", to: "diskstats")
    let disk = try #require(try Sampling(Disk.self, proc: tree.path, sys: tree.path))
    #expect(disk.values.count == 11)
  }

  @Test("a disk that appears, leaves or gets a medium asks for discovery")
  func changes() throws {
    let tree = try Self.tree()
    let disk = try #require(try Sampling(Disk.self, proc: tree.path, sys: tree.path))
    #expect(!disk.readings.wantsDiscovery)
    let changes = [
      Self.stats + "   8      16 sdb 1 2 3 4 5 6 7 8 9 10 11\n",
      Self.stats.split(separator: "\n").dropLast().joined(separator: "\n"),
      Self.stats.replacing("loop0 0", with: "loop0 5"),
    ]
    for change in changes {
      try tree.write(Self.stats, to: "diskstats")
      disk.round()
      #expect(!disk.readings.wantsDiscovery)
      try tree.write(change, to: "diskstats")
      disk.round()
      #expect(disk.readings.wantsDiscovery)
      #expect(disk["nodeprobe_disk_reads_total{device=\"sda\"}"] == 100)
    }
  }

  @Test("the disks of this machine are those that lsblk prints, with their sizes")
  func thisMachine() throws {
    let lsblk = try Program.run("/usr/bin/lsblk", "-bdno", "NAME,SIZE")
    guard lsblk.status == 0, let disk = try Sampling(Disk.self) else {
      print("skipped: no block devices")
      return
    }
    var expected: [String: Double] = [:]
    for line in lsblk.output.split(separator: "\n") {
      let words = line.split(separator: " ")
      if let size = Double(words[1]), size > 0 { expected[String(words[0])] = size }
    }
    #expect(disk.family("nodeprobe_disk_size_bytes", by: "device") == expected)
  }

  @Test("sectors and milliseconds whose product no counter holds are refused, not wrapped")
  func hostileNumbers() throws {
    let tree = try TemporaryDirectory()
    // 2^55 sectors are 2^64 bytes; 2^64 / 1000 milliseconds are 2^64 microseconds.
    try tree.write(
      "8 0 sda 100 20 36028797018963968 18446744073709552 50 6 36028797018963967 18446744073709551\n",
      to: "diskstats")
    try tree.write("36028797018963968\n", to: "block/sda/size")
    let disk = try #require(try Sampling(Disk.self, proc: tree.path, sys: tree.path))
    #expect(disk["nodeprobe_disk_read_bytes_total{device=\"sda\"}"] == nil)
    #expect(disk["nodeprobe_disk_read_seconds_total{device=\"sda\"}"] == nil)
    #expect(disk["nodeprobe_disk_size_bytes{device=\"sda\"}"] == nil)
    #expect(
      disk.values["nodeprobe_disk_written_bytes_total{device=\"sda\"}"]
        == .count(18_446_744_073_709_551_104))
    #expect(
      disk.values["nodeprobe_disk_write_seconds_total{device=\"sda\"}"]
        == .micro(18_446_744_073_709_551_000))
    #expect(disk.readings.refused[Int(FailureReason.implausible.rawValue)] == 2)
  }
}
