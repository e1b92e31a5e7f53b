import LinuxFiles
import Testing

@testable import Probes

@Suite("Accelerators that draw power of their own")
struct AcceleratorCardsTests {
  private let tree: PCITree

  init() throws { tree = try PCITree() }

  private func found() throws -> [String] {
    let root = try Root(proc: "/proc", sys: tree.sys)
    guard let cards = AcceleratorCards(below: root) else { throw CancellationError() }
    return cards.look().map { $0.address.description }
  }

  private func add(_ place: String, _ vendor: String, _ device: String, _ classCode: String) throws
  {
    try tree.add(
      place, vendor: "0x" + vendor, device: "0x" + device, classCode: "0x" + classCode)
  }

  @Test("are cards of any maker, each once")
  func cards() throws {
    // An H100, a GeForce with its sound, a Radeon behind its own bridges, an Arc, a Gaudi, an MI300X.
    try add("pci0000:00/0000:00:01.0/0000:01:00.0", "10de", "2330", "030200")
    try add("pci0000:00/0000:00:02.0/0000:02:00.0", "10de", "2684", "030000")
    try add("pci0000:00/0000:00:02.0/0000:02:00.1", "10de", "22ba", "040300")
    let bridges = "pci0000:00/0000:00:03.0/0000:03:00.0/0000:04:00.0/"
    try add(bridges + "0000:05:00.0", "1002", "73bf", "030000")
    try add(bridges + "0000:05:00.1", "1002", "ab28", "040300")
    try add("pci0000:00/0000:00:04.0/0000:06:00.0", "8086", "56a0", "030000")
    try add("pci0000:00/0000:00:05.0/0000:07:00.0", "1da3", "1020", "120000")
    try add("pci0000:00/0000:00:06.0/0000:08:00.0", "1002", "74a1", "120000")
    // A virtual machine sees a card where others have integrated graphics.
    try add("pci0001:00/0001:00:02.0", "10de", "20b5", "030200")
    #expect(
      try found() == [
        "0000:01:00.0", "0000:02:00.0", "0000:05:00.0", "0000:06:00.0", "0000:07:00.0",
        "0000:08:00.0", "0001:00:02.0",
      ])
  }

  @Test("are not what is part of a processor, of a board's controller or of a virtual machine")
  func others() throws {
    // Intel's graphics and NPU; a Ryzen's graphics beside its security processor, a Kaveri's, an MI300A.
    try add("pci0000:00/0000:00:02.0", "8086", "3e92", "030000")
    try add("pci0000:00/0000:00:0b.0", "8086", "7d1d", "120000")
    try add("pci0000:00/0000:00:08.1/0000:09:00.0", "1002", "1638", "030000")
    try add("pci0000:00/0000:00:08.1/0000:09:00.2", "1022", "15df", "108000")
    try add("pci0001:00/0001:00:01.0", "1002", "130f", "030000")
    try add("pci0000:00/0000:00:07.0/0000:0a:00.0", "1002", "74a0", "120000")
    // ASPEED, virtio, Hyper-V, a disk.
    try add("pci0000:00/0000:00:1c.0/0000:0b:00.0", "1a03", "2000", "030000")
    try add("pci0000:00/0000:00:0c.0", "1af4", "1050", "038000")
    try add("pci0002:00/0002:00:00.0", "1414", "008e", "030200")
    try add("pci0000:00/0000:00:1d.0/0000:0c:00.0", "144d", "a80a", "010802")
    #expect(try found() == [])
  }

  @Test("are not parts of one that was split")
  func virtualFunctions() throws {
    let port = "pci0000:00/0000:00:01.0/"
    try add(port + "0000:01:00.0", "1002", "74a1", "120000")
    try add(port + "0000:01:02.0", "1002", "74b5", "120000")
    try tree.link("devices/" + port + "0000:01:02.0/physfn", to: "../0000:01:00.0")
    #expect(try found() == ["0000:01:00.0"])
  }

  @Test("are counted as modules: two dies of an MI250X are one, which has one sensor")
  func modules() throws {
    func cards(_ devices: [UInt16]) throws -> [AcceleratorCard] {
      try devices.enumerated().map { bus, device in
        AcceleratorCard(
          address: try #require(PCIAddress("0000:0\(bus):00.0")), vendorID: 0x1002, deviceID: device
        )
      }
    }
    #expect(AcceleratorCard.modules(try cards([0x7408, 0x7408])) == 1)
    #expect(AcceleratorCard.modules(try cards([0x7408])) == 1)
    #expect(AcceleratorCard.modules(try cards([0x7408, 0x7408, 0x7408, 0x7408, 0x740F])) == 3)
    #expect(AcceleratorCard.modules([]) == 0)
  }

  @Test("are asked for where there is no PCI bus")
  func none() throws {
    let root = try Root(proc: "/proc", sys: "/proc")
    if AcceleratorCards(below: root) != nil { Issue.record("there is no bus/pci in /proc") }
  }
}
