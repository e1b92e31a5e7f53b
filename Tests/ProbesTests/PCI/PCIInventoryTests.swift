import Foundation
import LinuxFiles
import TestSupport
import Testing

@testable import Probes

@Suite("PCI inventory")
struct PCIInventoryTests {
  @Test("a device that left between scan and fill costs only itself")
  func unpluggedDevice() throws {
    for lost in ["vendor", "device", "class"] {
      let tree = try PCITree()
      for number in 1...3 { try tree.add("pci0000:00/0000:00:0\(number).0") }
      try tree.folder.remove("devices/pci0000:00/0000:00:02.0/\(lost)")
      let devices = try PCIInventory(below: Root(sys: tree.sys)).devices
      #expect(devices.map(\.address.description) == ["0000:00:01.0", "0000:00:03.0"], "\(lost)")
    }
  }

  @Test("a device that lacks only what is optional stays")
  func poorDevice() throws {
    let tree = try PCITree()
    try tree.add("pci0000:00/0000:00:01.0")
    let lost = [
      "numa_node", "subsystem_vendor", "subsystem_device", "revision", "power_state", "resource",
    ]
    for file in lost { try tree.folder.remove("devices/pci0000:00/0000:00:01.0/\(file)") }
    let device = try #require(PCIInventory(below: Root(sys: tree.sys)).devices.first)
    #expect(device.vendorID == 0x8086)
    #expect(device.numaNode == nil)
    #expect(device.powerState == nil)
    #expect(device.link == nil)
  }

  @Test("an entry that is no device is one error, not the end of the process")
  func foreignEntry() throws {
    let tree = try PCITree()
    try tree.add("pci0000:00/0000:00:01.0")
    try tree.folder.write("", to: "bus/pci/devices/what")
    #expect(throws: PCIScanError.self) { try PCIInventory(below: Root(sys: tree.sys)) }
  }

  @Test("no PCI is an empty list, not an error")
  func noPCI() throws {
    let folder = try TemporaryDirectory()
    #expect(try PCIInventory(below: Root(sys: folder.path)).devices.isEmpty)
    try folder.folder("bus/pci/devices")
    #expect(try PCIInventory(below: Root(sys: folder.path)).devices.isEmpty)
  }

  @Test("driver, power state, virtual functions and their device come from sysfs")
  func sysfsFields() throws {
    let tree = try PCITree()
    let port = "pci0000:00/0000:00:01.0"
    try tree.add(port, classCode: "0x060400", driver: "pcieport")
    try tree.add(
      port + "/0000:03:00.0", driver: "igb",
      files: ["sriov_totalvfs": "8", "sriov_numvfs": "1", "power_state": "D3hot", "numa_node": "1"]
        .merging(PCITree.link("4", "5.0", max: "4", "5.0")) { $1 })
    try tree.add(port + "/0000:03:10.0", classCode: "0x020000", driver: "igbvf")
    try FileManager.default.createSymbolicLink(
      atPath: "\(tree.sys)/devices/\(port)/0000:03:10.0/physfn",
      withDestinationPath: "../0000:03:00.0")
    let devices = try PCIInventory(below: Root(sys: tree.sys)).devices
    #expect(devices.map(\.driver) == ["pcieport", "igb", "igbvf"])
    #expect(devices.map(\.kind) == [.bridge, .network, .network])
    let card = devices[1]
    #expect(card.parent == devices[0].address)
    #expect(card.virtualFunctions == PCIDevice.VirtualFunctions(count: 1, limit: 8))
    #expect(card.powerState == .d3hot)
    #expect(card.link == nil, "a sleeping device's link is not read")
    #expect(card.numaNode == 1)
    #expect(devices[2].physicalFunction == card.address)
  }

  @Test("links of dumps are those that lspci -vv decoded from them")
  func linksOfDumps() throws {
    guard let folder = HardwareData.path("pci-dumps") else { return }
    var compared = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: folder)
    where !name.contains(".") {
      let truth = LspciLinks(
        try String(contentsOfFile: "\(folder)/\(name).lspci.vv", encoding: .utf8)
      ).links
      for device in try PCIInventory(dump: "\(folder)/\(name)").devices {
        let expected = truth[device.address.description]
        #expect(device.link == expected, "\(name) \(device.address)")
        if expected != nil { compared += 1 }
      }
    }
    #expect(compared >= 20)
  }

  @Test("damaged dumps are read or refused, and never end the process")
  func damagedDumps() throws {
    guard let folder = HardwareData.path("pci-dumps") else { return }
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    let file = try TemporaryDirectory()
    var read = 0
    var refused = 0
    for name in ["cap-aer-root", "tree-fujitsu-p8010", "cap-ea-1", "cap-vc-and-rcl"] {
      let whole = try Array(Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
      for _ in 0..<100 {
        var bytes = whole
        for _ in 0..<Int.random(in: 1...8, using: &random) {
          let place = Int.random(in: 0..<bytes.count, using: &random)
          switch Int.random(in: 0..<4, using: &random) {
          case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
          case 1: bytes[place] = UInt8(ascii: "f")
          case 2: bytes.remove(at: place)
          default: bytes.insert(contentsOf: bytes[..<min(place, 80)], at: place)
          }
        }
        if Bool.random(using: &random) {
          bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
        }
        try file.write(bytes: bytes, to: "dump")
        do {
          let devices = try PCIInventory(dump: file.path + "/dump").devices
          #expect(!devices.isEmpty)
          read += 1
        } catch {
          #expect(!error.message.isEmpty && !error.message.contains("\n"))
          refused += 1
        }
      }
    }
    #expect(read > 0 && refused > 0)
  }
}
