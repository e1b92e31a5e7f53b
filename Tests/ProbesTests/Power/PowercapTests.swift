import Foundation
import LinuxFiles
import NodeModel
import TestSupport
import Testing

@testable import Probes

@Suite("RAPL by powercap")
struct PowercapTests {
  private static let range = "262143328850\n"

  /// A tree of zones: entry, name and counter.
  private static func tree(
    _ zones: KeyValuePairs<String, (name: String, energy: String)>
  ) throws -> TemporaryDirectory {
    let tree = try TemporaryDirectory()
    try tree.write("1\n", to: "class/powercap/intel-rapl/enabled")
    for (entry, zone) in zones {
      let folder = "class/powercap/\(entry)/"
      try tree.write(zone.name + "\n", to: folder + "name")
      try tree.write(zone.energy, to: folder + "energy_uj")
      try tree.write(range, to: folder + "max_energy_range_uj")
      try tree.write("1\n", to: folder + "enabled")
    }
    return tree
  }

  private static func reader(_ tree: TemporaryDirectory) throws -> PowerReader {
    try #require(try PowerReader(PowercapEnergy.self, sys: tree.path))
  }

  @Test("zones of two sockets are packages, their parts, and a platform above them")
  func zones() throws {
    let tree = try Self.tree([
      "intel-rapl:0": ("package-0", "11\n"), "intel-rapl:0:0": ("core", "12\n"),
      "intel-rapl:0:1": ("dram", "13\n"), "intel-rapl:1": ("package-1", "14\n"),
      "intel-rapl:1:0": ("uncore", "15\n"), "intel-rapl:1:1": ("dram", "16\n"),
      "intel-rapl:2": ("psys", "17\n"),
    ])
    let reader = try Self.reader(tree)
    #expect(
      reader.names == [
        "rapl package 0", "rapl core 0", "rapl dram 0", "rapl package 1", "rapl uncore 1",
        "rapl dram 1", "rapl psys",
      ])
    #expect(
      reader.source.meterReadings.values
        == [
          .counter(11), .counter(12), .counter(13), .counter(14), .counter(15), .counter(16),
          .counter(17),
        ])
    #expect(reader.source.meterReadings.times.allSatisfy { $0 == reader.time })
    #expect(
      reader.meter("rapl package 0")?.kind == .counter(CounterScale(range: 262_143_328_850)))
    #expect(reader.meter("rapl psys")?.tier == .components)
  }

  @Test("registers and memory of one package are two sources of one place, registers first")
  func twins() throws {
    let tree = try Self.tree([
      "intel-rapl:0": ("package-0", "100\n"), "intel-rapl-mmio:0": ("package-0", "100\n"),
    ])
    let reader = try Self.reader(tree)
    #expect(Set(reader.names) == ["rapl package 0", "rapl_mmio package 0"])
    #expect(reader.meter("rapl package 0")?.preference == 0)
    #expect(reader.meter("rapl_mmio package 0")?.preference == 1)
  }

  @Test("dies of one package are places of their own that may be mirrors of each other")
  func dies() throws {
    let tree = try Self.tree([
      "intel-rapl:0": ("package-0-die-0", "5000\n"), "intel-rapl:1": ("package-0-die-1", "5001\n"),
      "intel-rapl:1:0": ("core", "7\n"), "intel-rapl:2": ("package-1-die-0", "9\n"),
    ])
    let reader = try Self.reader(tree)
    #expect(
      reader.names == [
        "rapl package 0-die-0", "rapl package 0-die-1", "rapl core 0-die-1",
        "rapl package 1-die-0",
      ])
    let groups = reader.source.instruments.map(\.meter.mirrorGroup)
    #expect(groups[0] != nil && groups[0] == groups[1])
    #expect(groups[2] == nil)
    #expect(groups[3] != nil && groups[3] != groups[0])
  }

  @Test("two zones of one name do not pass for one another, but may be mirrors")
  func doubles() throws {
    let tree = try Self.tree([
      "intel-rapl:0": ("package-0", "5000\n"), "intel-rapl:1": ("package-0", "6000\n"),
    ])
    let reader = try Self.reader(tree)
    #expect(reader.names == ["rapl package 0", "rapl package 0 intel-rapl:1"])
    #expect(Set(reader.source.instruments.map(\.meter.mirrorGroup)).count == 1)
  }

  @Test("a counter that may not be read is declared and says so, and is read once it may be")
  func denied() throws {
    let tree = try Self.tree(["intel-rapl:0": ("package-0", "77\n")])
    let file = tree.path + "/class/powercap/intel-rapl:0/energy_uj"
    chmod(file, 0)
    var reader: PowerReader?
    let isTried = try OtherUser.run {
      reader = try Self.reader(tree)
      reader?.round()
    }
    guard isTried else { return }
    let denied = try #require(reader)
    #expect(denied["rapl package 0"] == .failed(.accessDenied))
    #expect(denied.page.mainFailure == .accessDenied)
    #expect(!denied.page.wantsDiscovery)
    chmod(file, 0o444)
    denied.round()
    #expect(denied["rapl package 0"] == .counter(77))
    #expect(denied.page.mainFailure == nil)
  }

  @Test("raw numbers pass unchanged, up to and around the wrap")
  func wrap() throws {
    let tree = try Self.tree(["intel-rapl:0": ("package-0", "262143328850\n")])
    let reader = try Self.reader(tree)
    #expect(reader["rapl package 0"] == .counter(262_143_328_850))
    try tree.write("1\n", to: "class/powercap/intel-rapl:0/energy_uj")
    reader.round()
    #expect(reader["rapl package 0"] == .counter(1))
    try tree.write("18446744073709551615\n", to: "class/powercap/intel-rapl:0/energy_uj")
    reader.round()
    #expect(reader["rapl package 0"] == .counter(.max))
  }

  @Test("a zone whose limits are switched off counts on")
  func disabled() throws {
    let tree = try Self.tree(["intel-rapl:0": ("package-0", "1000\n")])
    try tree.write("0\n", to: "class/powercap/intel-rapl:0/enabled")
    let reader = try Self.reader(tree)
    #expect(reader["rapl package 0"] == .counter(1000))
  }

  @Test("a platform that has counted nothing since power-on is not wired; an idle GPU may be")
  func unwired() throws {
    let tree = try Self.tree([
      "intel-rapl:0": ("package-0", "5\n"), "intel-rapl:0:0": ("uncore", "0\n"),
      "intel-rapl:1": ("psys", "0\n"),
    ])
    let reader = try Self.reader(tree)
    #expect(reader["rapl psys"] == .failed(.stuck))
    #expect(reader["rapl uncore 0"] == .counter(0))
    try tree.write("3\n", to: "class/powercap/intel-rapl:1/energy_uj")
    reader.round()
    #expect(reader["rapl psys"] == .counter(3))
  }

  @Test("a zone that vanishes fails as absent and asks for a new discovery")
  func vanished() throws {
    let tree = try Self.tree([
      "intel-rapl:0": ("package-0", "5\n"), "intel-rapl:1": ("package-1", "6\n"),
    ])
    chmod(tree.path + "/class/powercap/intel-rapl:1/energy_uj", 0o444)
    var series = SeriesTable()
    let found = try PowercapEnergy(below: Root(proc: tree.path, sys: tree.path), series: &series)
    let source = try #require(found)
    try tree.remove("class/powercap/intel-rapl:1")
    var page = Readings(for: series)
    var buffer = ReadBuffer()
    page.begin(at: 1)
    source.read(into: &page, buffer: &buffer)
    #expect(source.meterReadings.values == [.counter(5), .failed(.absent)])
    #expect(page.wantsDiscovery)
  }

  @Test(
    "what is no unsigned number is no reading",
    arguments: ["", "\n", "-5\n", "0x20\n", "12abc\n", "nan\n", "1.5\n", "18446744073709551616\n"])
  func garbage(text: String) throws {
    let tree = try Self.tree(["intel-rapl:0": ("package-0", text)])
    #expect(try Self.reader(tree)["rapl package 0"] == .failed(.garbled))
  }

  @Test("a file without end and a folder in its place cost only their own zone")
  func oddFiles() throws {
    let tree = try Self.tree(["intel-rapl:0": ("package-0", "5\n")])
    try tree.write("package-1\n", to: "class/powercap/intel-rapl:1/name")
    try tree.write(
      bytes: Array(repeating: 0x31, count: 5 << 20), to: "class/powercap/intel-rapl:1/energy_uj")
    try tree.write("package-2\n", to: "class/powercap/intel-rapl:2/name")
    try tree.folder("class/powercap/intel-rapl:2/energy_uj")
    let reader = try Self.reader(tree)
    #expect(reader["rapl package 0"] == .counter(5))
    #expect(reader["rapl package 1"] == .failed(.garbled))
    #expect(reader["rapl package 2"] == .failed(.inputOutput))
  }

  @Test("zones of other drivers are rails, and a control type alone is nothing")
  func others() throws {
    let tree = try Self.tree(["arm-scmi:0": ("cluster", "5\n"), "intel-rapl:0": ("psys-1", "6\n")])
    let reader = try Self.reader(tree)
    #expect(reader.names == ["arm-scmi rail arm-scmi:0 cluster", "rapl psys 1"])
    let empty = try Self.tree([:])
    #expect(try PowerReader(PowercapEnergy.self, sys: empty.path) == nil)
  }

  @Test(
    "the most that a zone can draw follows its design power, within what any part draws",
    arguments: [
      ("125000000\n", 500_000_000), ("15000000\n", 250_000_000), ("0\n", 2_000_000_000),
      ("700000000\n", 2_000_000_000), ("", 2_000_000_000),
    ] as [(String, UInt64)])
  func maximum(design: String, most: UInt64) throws {
    let tree = try Self.tree(["intel-rapl:0": ("package-0", "5\n")])
    try tree.write(design, to: "class/powercap/intel-rapl:0/constraint_0_max_power_uw")
    #expect(try Self.reader(tree).meter("rapl package 0")?.maximumMicrowatts == most)
  }

  @Test("a recorded machine reads as node_exporter read it")
  func recorded() throws {
    guard let tree = try HardwareData.unpack("node_exporter/sys.tar.gz"),
      let page = try HardwareData.text("node_exporter/e2e-output.txt.gz")
    else { return }
    let reader = try #require(try PowerReader(PowercapEnergy.self, sys: tree.path + "/sys"))
    let truth = MetricsPage(page)
    for (name, family) in [("rapl package 0", "package"), ("rapl core 0", "core")] {
      let joules = try #require(truth["node_rapl_\(family)_joules_total", ["index": "0"]])
      #expect(reader[name] == .counter(UInt64((joules * 1e6).rounded())))
    }
    #expect(reader.names.count == 2)
  }

  @Test("a machine without powercap has no such source; in a virtual machine that is why")
  func absence() throws {
    let tree = try TemporaryDirectory()
    #expect(try PowerReader(PowercapEnergy.self, sys: tree.path) == nil)
    let root = try Root(proc: tree.path, sys: tree.path)
    #expect(PowerAbsence.reason(below: root) == .absent)
    try tree.write("QEMU\n", to: "class/dmi/id/sys_vendor")
    #expect(PowerAbsence.reason(below: root) == .inVirtualMachine)
  }
}
