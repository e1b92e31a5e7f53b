import Foundation
import TestSupport
import Testing

/// A driver that lets go of its device, and another one that takes it, while the page is scraped.
@Suite("drivers of PCI devices")
struct PCIDriverTests {
  @Test("a device that is bound to another driver has that one's name on the page within 10 s")
  func rebound() async throws {
    try await onOwnThread {
      let tree = try Self.machine()
      try Self.bind("igb", in: tree)
      let agent = try RunningAgent(["--sysfs", tree.path])
      #expect(try Self.waits(for: ["igb"], on: agent))
      try Self.bind("vfio-pci", in: tree)
      #expect(try Self.waits(for: ["vfio-pci"], on: agent))
      try tree.remove(Self.device + "/driver")
      #expect(try Self.waits(for: [nil], on: agent))
      #expect(agent.stop() == 0)
    }
  }

  private static let device = "devices/pci0000:00/0000:03:00.0"

  /// One network card.
  private static func machine() throws -> TemporaryDirectory {
    let tree = try TemporaryDirectory()
    let files = [
      "vendor": "0x8086", "device": "0x1521", "class": "0x020000", "irq": "0", "revision": "0x01",
      "subsystem_vendor": "0x8086", "subsystem_device": "0x00a3", "numa_node": "-1",
      "resource": "", "power_state": "D0",
    ]
    for (name, text) in files { try tree.write(text + "\n", to: device + "/" + name) }
    try tree.write(bytes: [UInt8](repeating: 0, count: 64), to: device + "/config")
    try tree.folder("bus/pci/devices")
    try FileManager.default.createSymbolicLink(
      atPath: tree.path + "/bus/pci/devices/0000:03:00.0",
      withDestinationPath: "../../../" + device)
    return tree
  }

  private static func bind(_ driver: String, in tree: TemporaryDirectory) throws {
    try tree.folder("bus/pci/drivers/" + driver)
    try? tree.remove(device + "/driver")
    try FileManager.default.createSymbolicLink(
      atPath: tree.path + "/" + device + "/driver",
      withDestinationPath: "../../../bus/pci/drivers/" + driver)
  }

  /// Whether the page comes to show the card with these drivers and no other, within 10 s.
  private static func waits(for drivers: [String?], on agent: RunningAgent) throws -> Bool {
    try Waiting.until {
      let infos = try agent.page().keys.filter { $0.hasPrefix("nodeprobe_pci_device_info{") }
      return infos.map { info in
        info.firstMatch(of: /driver="([^"]*)"/).map { String($0.1) }
      } == drivers
    }
  }
}
