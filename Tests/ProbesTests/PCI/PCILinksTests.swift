import Foundation
import LinuxFiles
import NodeModel
import TestSupport
import Testing

@testable import Probes

@Suite("PCI links")
struct PCILinksTests {
  private let port = "pci0000:00/0000:00:01.0"
  private var card: String { port + "/0000:03:00.0" }

  @Test("widths, speeds, power states and virtual functions are those of node_exporter's page")
  func nodeExporterFixture() throws {
    guard let tree = try HardwareData.unpack("node_exporter/sys.tar.gz"),
      let page = try HardwareData.text("node_exporter/e2e-output.txt.gz")
    else { return }
    let sampling = try #require(try Sampling(PCILinks.self, sys: tree.path + "/sys"))
    for (ours, theirs) in [
      ("link_width_lanes", "current_link_width"), ("link_max_width_lanes", "max_link_width"),
      ("link_transfers_per_second", "current_link_transfers_per_second"),
      ("link_max_transfers_per_second", "max_link_transfers_per_second"),
    ] {
      let truth = Self.family("node_pcidevice_" + theirs, in: page)
      #expect(truth.count == 3)
      #expect(sampling.family("nodeprobe_pci_" + ours, by: "device") == truth, "\(ours)")
    }
    for (ours, theirs) in [
      ("virtual_functions", "sriov_numvfs"), ("max_virtual_functions", "sriov_totalvfs"),
    ] {
      // Ours leaves out the devices that cannot split themselves.
      let truth = Self.family("node_pcidevice_" + theirs, in: page)
      let found = sampling.family("nodeprobe_pci_" + ours, by: "device")
      #expect(!found.isEmpty)
      for (device, count) in found { #expect(truth[device] == count) }
    }
    let states = sampling.family("nodeprobe_pci_power_state", by: "device")
    #expect(states == ["0000:00:02.1": 0, "0000:01:00.0": 0, "0000:45:00.0": 0])
  }

  /// The values of one family of node_exporter's page by address.
  private static func family(_ name: String, in page: String) -> [String: Double] {
    var found: [String: Double] = [:]
    for line in page.split(separator: "\n") where line.hasPrefix(name + "{") {
      var labels: [String: Substring] = [:]
      for part in line.dropFirst(name.count + 1).prefix(while: { $0 != "}" }).split(separator: ",")
      {
        let sides = part.split(separator: "=")
        labels[String(sides[0])] = sides[1].dropFirst().dropLast()
      }
      let address =
        "\(labels["segment", default: ""]):\(labels["bus", default: ""])"
        + ":\(labels["device", default: ""]).\(labels["function", default: ""])"
      found[address] = line.split(separator: " ").last.flatMap { Double($0) }
    }
    return found
  }

  @Test("a device that sleeps shows its state and is not touched")
  func sleepingDevice() throws {
    let tree = try PCITree()
    try tree.add(port, classCode: "0x060400", files: PCITree.link("4", "8.0", max: "4", "8.0"))
    try tree.add(card, files: PCITree.link("4", "8.0", max: "4", "8.0"))
    let sampling = try #require(try Sampling(PCILinks.self, sys: tree.sys))
    let width = "nodeprobe_pci_link_width_lanes{device=\"0000:03:00.0\"}"
    let state = "nodeprobe_pci_power_state{device=\"0000:03:00.0\"}"
    #expect(sampling[width] == 4)
    #expect(sampling[state] == 0)

    // What would fail if it were read, in a device that sleeps.
    try tree.folder.write("garbage\n", to: "devices/\(card)/current_link_width")
    try tree.folder.write("D3cold\n", to: "devices/\(card)/power_state")
    sampling.round(after: 15)
    #expect(sampling[state] == 4)
    #expect(sampling.family("nodeprobe_pci_link_width_lanes", by: "device") == ["0000:00:01.0": 4])
    #expect(sampling.family("nodeprobe_pci_link_max_width_lanes", by: "device").count == 1)
    #expect(sampling["nodeprobe_pci_link_degraded{device=\"0000:03:00.0\"}"] == nil)
    #expect(sampling.readings.mainFailure == nil)

    try tree.folder.write("D0\n", to: "devices/\(card)/power_state")
    sampling.round(after: 15)
    #expect(sampling[width] == nil)
    #expect(sampling.readings.mainFailure == .garbled)
  }

  @Test("a kernel without power_state says suspended, and the device is not touched")
  func oldKernel() throws {
    let tree = try PCITree()
    try tree.add(
      card,
      files: PCITree.link("4", "8.0", max: "4", "8.0").merging([
        "power/runtime_status": "suspended"
      ]) { $1 })
    try tree.folder.remove("devices/\(card)/power_state")
    let sampling = try #require(try Sampling(PCILinks.self, sys: tree.sys))
    #expect(sampling.values.isEmpty)
    try tree.folder.write("active\n", to: "devices/\(card)/power/runtime_status")
    sampling.round(after: 15)
    #expect(sampling["nodeprobe_pci_link_width_lanes{device=\"0000:03:00.0\"}"] == 4)
  }

  @Test("a link that is down has no width and no speed, never 0 and never 255")
  func linkDown() throws {
    for width in ["0", "255", "Unknown"] {
      let tree = try PCITree()
      var files = PCITree.link(width, "0", max: "16", "32.0")
      files["current_link_speed"] = "Unknown"
      try tree.add(port, classCode: "0x060400", files: files)
      let sampling = try #require(try Sampling(PCILinks.self, sys: tree.sys))
      #expect(
        sampling.values == [
          "nodeprobe_pci_power_state{device=\"0000:00:01.0\"}": .count(0),
          "nodeprobe_pci_link_max_width_lanes{device=\"0000:00:01.0\"}": .count(16),
          "nodeprobe_pci_link_max_transfers_per_second{device=\"0000:00:01.0\"}":
            .count(32_000_000_000),
        ])
      #expect(sampling.readings.mainFailure == nil)
    }
  }

  @Test("errors are the totals of the kernel's three lists")
  func errors() throws {
    let tree = try PCITree()
    try tree.add(
      card,
      files: [
        "aer_dev_correctable": "RxErr 2\nBadTLP 0\nBadDLLP 5\nTOTAL_ERR_COR 7",
        "aer_dev_nonfatal": "Undefined 0\nDLP 0\nTOTAL_ERR_NONFATAL 1",
        "aer_dev_fatal": "Undefined 0\nDLP 0\nTOTAL_ERR_FATAL 0",
      ])
    let sampling = try #require(try Sampling(PCILinks.self, sys: tree.sys))
    let errors = sampling.family("nodeprobe_pci_errors_total", by: "severity")
    #expect(errors == ["correctable": 7, "nonfatal": 1, "fatal": 0])
  }

  @Test("a narrow link, a slow link and a good link are told apart, and a slow GPU may be idle")
  func degradedLinks() throws {
    // Expected by hand: the lower end may do x16 32 GT/s and x8 16 GT/s at most with its port.
    let cases: [(width: String, speed: String, gpu: Bool, degraded: Double)] = [
      ("8", "16.0", false, 0), ("4", "16.0", false, 1), ("8", "8.0", false, 1),
      ("8", "2.5", true, 0), ("4", "2.5", true, 1),
    ]
    for wanted in cases {
      let tree = try PCITree()
      try tree.add(port, classCode: "0x060400", files: PCITree.link("8", "16", max: "8", "16.0"))
      try tree.add(
        card, classCode: wanted.gpu ? "0x030200" : "0x020000", driver: "some",
        files: PCITree.link(wanted.width, wanted.speed, max: "16", "32.0"))
      let sampling = try #require(try Sampling(PCILinks.self, sys: tree.sys))
      let found = sampling.family("nodeprobe_pci_link_degraded", by: "device")
      #expect(found == ["0000:03:00.0": wanted.degraded], "\(wanted)")

      let devices = try PCIInventory(below: Root(sys: tree.sys)).devices
      #expect(LinkDefect.all(in: devices).count == Int(wanted.degraded), "\(wanted)")
    }
  }

  @Test("a finding says what runs how, where both ends can do what")
  func finding() throws {
    let tree = try PCITree()
    try tree.add(port, classCode: "0x060400", files: PCITree.link("4", "2.5", max: "8", "16.0"))
    try tree.add(card, files: PCITree.link("4", "2.5", max: "16", "8.0"))
    let finding = try #require(
      LinkDefect.all(in: PCIInventory(below: Root(sys: tree.sys)).devices).first?.finding)
    #expect(finding.subject == "0000:03:00.0")
    #expect(
      finding.text == "the link to port 0000:00:01.0 runs at x4 where both ends can do x8"
        + " and 2.5 GT/s where both ends can do 8 GT/s")
  }

  @Test("devices that come, go or are replaced ask for a new discovery within 10 s")
  func hotPlug() throws {
    let tree = try PCITree()
    for number in 1...9 { try tree.add("pci0000:00/0000:00:0\(number).0") }
    let sampling = try #require(try Sampling(PCILinks.self, sys: tree.sys))
    func isNoticed() -> Bool {
      for _ in 0..<9 {
        sampling.round(after: 1)
        if sampling.readings.wantsDiscovery { return true }
      }
      return false
    }
    #expect(!isNoticed())
    try tree.add("pci0000:00/0000:00:0a.0")
    #expect(isNoticed())
    try tree.remove("pci0000:00/0000:00:04.0")
    #expect(isNoticed())
    let gone = "nodeprobe_pci_power_state{device=\"0000:00:04.0\"}"
    for _ in 0..<9 { sampling.round(after: 1) }
    #expect(sampling[gone] == nil)
  }

  @Test("every device is read once in 15 s, whatever the interval")
  func shares() throws {
    for (interval, rounds) in [(1.0, 15), (0.1, 150), (3.0, 5), (60.0, 1)] {
      let tree = try PCITree()
      for number in 1...7 { try tree.add("pci0000:00/0000:00:0\(number).0") }
      let sampling = try #require(try Sampling(PCILinks.self, sys: tree.sys))
      for number in 1...7 {
        try tree.folder.write("D1\n", to: "devices/pci0000:00/0000:00:0\(number).0/power_state")
      }
      for _ in 0..<rounds { sampling.round(after: interval) }
      let states = sampling.family("nodeprobe_pci_power_state", by: "device")
      #expect(states.count == 7 && states.values.allSatisfy { $0 == 1 }, "\(interval)")
    }
  }

  @Test("499 devices keep no descriptor")
  func manyDevices() throws {
    // All share the files of one: ports are links to its folder, and cards links inside of it.
    let tree = try PCITree()
    var files = PCITree.link("4", "8.0", max: "4", "8.0")
    files["aer_dev_correctable"] = "TOTAL_ERR_COR 0"
    files["aer_dev_nonfatal"] = "TOTAL_ERR_NONFATAL 0"
    files["aer_dev_fatal"] = "TOTAL_ERR_FATAL 0"
    try tree.add("pci0001:00/0001:00:00.0", classCode: "0x060400", files: files)
    for bus in 1..<250 {
      let port = "0001:00:\(UInt8(bus / 8).hexadecimal).\(bus % 8)"
      let card = "0001:\(UInt8(bus).hexadecimal):00.0"
      try tree.link("devices/pci0001:00/\(port)", to: "0001:00:00.0")
      try tree.link("devices/pci0001:00/0001:00:00.0/\(card)", to: ".")
      try tree.link("bus/pci/devices/\(port)", to: "../../../devices/pci0001:00/\(port)")
      try tree.link("bus/pci/devices/\(card)", to: "../../../devices/pci0001:00/\(port)/\(card)")
    }
    let before = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    let sampling = try #require(try Sampling(PCILinks.self, sys: tree.sys))
    #expect(sampling.family("nodeprobe_pci_link_degraded", by: "device").count == 249)
    let after = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    // Other tests run beside this one and open files too.
    #expect(after - before < 100)
  }
}
