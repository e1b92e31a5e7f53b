import Foundation
import LinuxFiles
import NodeModel
import TestSupport
import Testing

@testable import Probes

@Suite("PCI inventory source")
struct PCIInventorySourceTests {
  @Test("each device is one series whose labels say what it is; what is unknown is no label")
  func labels() throws {
    let tree = try PCITree()
    try tree.add("pci0000:00/0000:03:00.0", driver: "igb", files: ["numa_node": "1"])
    let sampling = Sampling(try PCIInventorySource(below: Root(sys: tree.sys)))
    let labels = sampling.labels(of: "nodeprobe_pci_device_info")
    #expect(sampling.values.count == 1)
    #expect(sampling.values.values.first == .count(1))
    #expect(labels["device"] == "0000:03:00.0")
    #expect(labels["vendor_id"] == "8086" && labels["device_id"] == "1521")
    #expect(labels["class_id"] == "0200" && labels["kind"] == "network")
    #expect(labels["vendor"] == "Intel Corporation")
    #expect(labels["model"] == "I350 Gigabit Network Connection")
    #expect(labels["class"] == "Ethernet controller")
    #expect(labels["driver"] == "igb" && labels["numa_node"] == "1")
    #expect(labels["iommu_group"] == nil && labels["slot"] == nil)
  }

  @Test("a driver that is none of the kernel's own has its version beside it")
  func version() throws {
    let tree = try PCITree()
    try tree.add("pci0000:00/0000:03:00.0", driver: "igb", files: [:])
    try FileManager.default.createDirectory(
      atPath: tree.sys + "/bus/pci/drivers/igb/module", withIntermediateDirectories: true)
    try "5.14.16\n".write(
      toFile: tree.sys + "/bus/pci/drivers/igb/module/version", atomically: true, encoding: .utf8)
    let sampling = Sampling(try PCIInventorySource(below: Root(sys: tree.sys)))
    #expect(sampling.labels(of: "nodeprobe_pci_device_info")["driver_version"] == "5.14.16")
  }

  @Test("a machine without PCI has no series")
  func noPCI() throws {
    let folder = try TemporaryDirectory()
    let source = try PCIInventorySource(below: Root(sys: folder.path))
    #expect(source.series.entries.isEmpty)
  }
}
