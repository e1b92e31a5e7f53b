import LinuxFiles
import TestSupport
import Testing

@testable import Probes

@Suite("PCI inventory watch")
struct PCIInventoryWatchTests {
  private static let card = "pci0000:00/0000:03:00.0"

  @Test("a device that comes or goes, or another driver, is a change; looking again is none")
  func changes() throws {
    let tree = try PCITree()
    try tree.add(Self.card, driver: "igb")
    let root = try Root(sys: tree.sys)
    let watch = PCIInventoryWatch()
    var buffer = ReadBuffer()
    var seen: [UInt64?] = [watch.look(below: root, buffer: &buffer)]
    func look() -> Bool {
      seen.append(watch.look(below: root, buffer: &buffer))
      return seen.suffix(2).first != seen.last
    }
    #expect(!look())
    try tree.drive(Self.card, by: "vfio-pci")
    #expect(look())
    #expect(!look())
    try tree.folder.remove("devices/\(Self.card)/driver")
    #expect(look())
    try tree.drive(Self.card, by: "igb")
    #expect(look())
    // The same devices with the same drivers are the same again.
    #expect(seen.last == seen.first)
    try tree.add("pci0000:00/0000:04:00.0")
    #expect(look())
    try tree.remove(Self.card)
    #expect(look())
    #expect(!look())
    #expect(seen.allSatisfy { $0 != nil && $0 != 0 })
  }

  @Test("where the kernel counts its events, drivers are looked at only when it sent one")
  func events() throws {
    let tree = try PCITree()
    try tree.add(Self.card, driver: "igb")
    try tree.folder.write("7\n", to: "kernel/uevent_seqnum")
    let root = try Root(sys: tree.sys)
    let watch = PCIInventoryWatch()
    var buffer = ReadBuffer()
    let first = watch.look(below: root, buffer: &buffer)
    try tree.drive(Self.card, by: "vfio-pci")
    let unnoticed = watch.look(below: root, buffer: &buffer)
    #expect(unnoticed == first)
    try tree.folder.write("8\n", to: "kernel/uevent_seqnum")
    let second = watch.look(below: root, buffer: &buffer)
    let third = watch.look(below: root, buffer: &buffer)
    #expect(second != first && second == third)
  }

  @Test("a machine without PCI has nothing to watch")
  func noPCI() throws {
    let folder = try TemporaryDirectory()
    let root = try Root(sys: folder.path)
    var buffer = ReadBuffer()
    let sight = PCIInventoryWatch().look(below: root, buffer: &buffer)
    #expect(sight == 0)
  }
}
