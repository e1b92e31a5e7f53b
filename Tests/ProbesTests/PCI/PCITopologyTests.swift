import Testing

@testable import Probes

@Suite("PCI topology")
struct PCITopologyTests {
  private func member(
    _ address: String, below parent: String? = nil, vendor: UInt16 = 0x8086,
    _ classID: UInt16 = 0x0604, driver: String? = nil
  ) throws -> PCITopology.Member {
    PCITopology.Member(
      address: try #require(PCIAddress(address)), parent: parent.flatMap { PCIAddress($0) },
      vendorID: vendor, classID: classID, driver: driver)
  }

  @Test("a switch's upper side is joined to the root port, its lower sides to what hangs there")
  func switchPorts() throws {
    let topology = PCITopology([
      try member("0000:00:01.0"),
      try member("0000:01:00.0", below: "0000:00:01.0"),
      try member("0000:02:00.0", below: "0000:01:00.0"),
      try member("0000:03:00.0", below: "0000:02:00.0", 0x0108),
      try member("0000:00:1f.0", 0x0601),
    ])
    #expect(topology.ports == [nil, 0, nil, 2, nil])
    #expect(topology.speedVaries == [false, false, false, false, false])
  }

  @Test("the switch on a GPU's own card slows down with it, another maker's does not")
  func cardSwitch() throws {
    let topology = PCITopology([
      try member("0000:00:01.0", vendor: 0x1022),
      try member("0000:01:00.0", below: "0000:00:01.0", vendor: 0x1002),
      try member("0000:02:00.0", below: "0000:01:00.0", vendor: 0x1002),
      try member("0000:03:00.0", below: "0000:02:00.0", vendor: 0x1002, 0x1200, driver: "amdgpu"),
    ])
    #expect(topology.ports == [nil, 0, nil, 2])
    #expect(topology.speedVaries == [false, true, true, true])
  }

  @Test("a dump may claim a ring of bridges")
  func ring() throws {
    let topology = PCITopology([
      try member("0000:01:00.0", below: "0000:02:00.0"),
      try member("0000:02:00.0", below: "0000:01:00.0"),
      try member("0000:03:00.0", below: "0000:03:00.0"),
    ])
    #expect(topology.ports.count == 3)
  }

  @Test("addresses are read and written as sysfs writes them")
  func addresses() {
    for text in ["0000:03:00.0", "10000:e1:1f.7", "ffff:ff:00.1"] {
      #expect(PCIAddress(text)?.description == text)
    }
    for text in [
      "", "pci0000:00", "0000:03:00", "0000:03:20.0", "0000:03:00.8", "000:03:00.0",
      "0000:3:00.0", "0000:00:01.0:pcie001", "100000000:00:00.0", "0000:-1:00.0",
    ] {
      #expect(PCIAddress(text) == nil, "\(text)")
    }
  }

  @Test("addresses sort by number: domain 10000 is behind ffff")
  func order() throws {
    let sorted = ["0000:09:00.0", "0000:10:00.0", "ffff:00:00.0", "10000:00:00.0"]
    #expect(sorted.reversed().compactMap { PCIAddress($0) }.sorted().map(\.description) == sorted)
  }
}
