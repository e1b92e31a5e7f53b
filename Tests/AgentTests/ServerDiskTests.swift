import Footprint
import Foundation
import LinuxFiles
import NodeModel
import Probes
import TestSupport
import Testing

@testable import Agent

@Suite("Disks that a server is made of")
struct ServerDiskTests {
  private let tree: TemporaryDirectory

  init() throws {
    tree = try TemporaryDirectory()
    try tree.write("MemTotal: 16777216 kB\n", to: "proc/meminfo")
    try tree.write("0-3\n", to: "sys/devices/system/cpu/online")
  }

  /// A block device below `path` in `/sys/devices`, as the kernel shows it.
  private func add(
    _ name: String, at path: String, rotates: Bool = false, size: Int = 1_000_000,
    removable: Bool = false, hidden: Bool = false
  ) throws {
    let folder = "sys/devices/\(path)/block/\(name)"
    try tree.folder(folder + "/device")
    try tree.write(rotates ? "1\n" : "0\n", to: folder + "/queue/rotational")
    try tree.write("\(size)\n", to: folder + "/size")
    try tree.write(removable ? "1\n" : "0\n", to: folder + "/removable")
    try tree.write(hidden ? "1\n" : "0\n", to: folder + "/hidden")
    try tree.folder("sys/block")
    try FileManager.default.createSymbolicLink(
      atPath: "\(tree.path)/sys/block/\(name)",
      withDestinationPath: "../devices/\(path)/block/\(name)")
  }

  /// How many turn and how many do not.
  private func disks() throws -> [String: UInt64] {
    let root = try Root(proc: tree.path + "/proc", sys: tree.path + "/sys")
    let machine = MachineIdentity(below: root)
    let facts = FootprintFacts(
      below: root, machine, NodeCapacities(below: root, machine), cards: [])
    let embodied = facts.choice(Configuration())?.model.embodied
    let parts = (embodied?.parts ?? []).filter { ["hdd", "ssd"].contains($0.name) }
    return Dictionary(uniqueKeysWithValues: parts.map { ($0.name, $0.count) })
  }

  @Test(
    "are those in it, once each: no paths, drives without a medium, sticks or disks of a network")
  func disksOfAServer() throws {
    try add("sda", at: "pci0000:00/0000:00:17.0/ata1/host0", rotates: true)
    try add("sdb", at: "pci0000:00/0000:00:17.0/ata2/host1")
    try add("nvme0n1", at: "virtual/nvme-subsystem/nvme-subsys0")
    #expect(try disks() == ["hdd": 1, "ssd": 2])
    // In a bay whose disks may be changed while it runs.
    try add(
      "sdg", at: "pci0000:00/0000:00:17.0/ata4/host3/target3:0:0/3:0:0:0", rotates: true,
      removable: true)
    #expect(try disks() == ["hdd": 2, "ssd": 2])
    // The path of the namespace behind multipath; optical, floppy; the management controller's virtual media without and
    // with one; a stick; disks by iSCSI, Fibre Channel, NVMe over TCP.
    try add("nvme0c0n1", at: "pci0000:00/0000:00:1d.0/nvme/nvme0", hidden: true)
    try add("sr0", at: "pci0000:00/0000:00:17.0/ata3/host2", removable: true)
    try add("fd0", at: "platform/floppy.0")
    try add("sdc", at: "pci0000:00/0000:00:14.0/usb1/1-1/host6", size: 0)
    try add("sdd", at: "pci0000:00/0000:00:14.0/usb1/1-2/host7", removable: true)
    try add("sde", at: "platform/host8/session1/target8:0:0/8:0:0:0")
    try add("sdf", at: "pci0000:40/0000:40:01.0/host9/rport-9:0-1/target9:0:0/9:0:0:0")
    try add("nvme1n1", at: "virtual/nvme-fabrics/ctl/nvme1")
    try add("nvme2n1", at: "virtual/nvme-subsystem/nvme-subsys2")
    try tree.write(
      "tcp\n",
      to: "sys/devices/virtual/nvme-subsystem/nvme-subsys2/block/nvme2n1/device/nvme2/transport")
    for name in ["mtdblock0", "rbd0", "loop0", "zram0"] {
      try add(name, at: "virtual/\(name)")
    }
    #expect(try disks() == ["hdd": 2, "ssd": 2])
    try add("nvme3n1", at: "pci0000:00/0000:00:1e.0/nvme/nvme3")
    try tree.write(
      "pcie\n", to: "sys/devices/pci0000:00/0000:00:1e.0/nvme/nvme3/block/nvme3n1/device/transport")
    #expect(try disks() == ["hdd": 2, "ssd": 3])
  }
}
