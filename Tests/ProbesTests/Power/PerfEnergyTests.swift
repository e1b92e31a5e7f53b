import Foundation
import LinuxFiles
import NodeModel
import TestSupport
import Testing

@testable import Probes

@Suite("RAPL by perf events: discovery")
struct PerfEnergyTests {
  /// As a desktop's kernel shows its unit, with one CPU for each package.
  private static func tree(cpus: String = "0") throws -> TemporaryDirectory {
    let tree = try TemporaryDirectory()
    let unit = "bus/event_source/devices/power/"
    try tree.write("23\n", to: unit + "type")
    try tree.write(cpus + "\n", to: unit + "cpumask")
    for (name, config) in ["cores": 1, "pkg": 2, "ram": 3, "gpu": 4, "psys": 5] {
      try tree.write("event=0x0\(config)\n", to: unit + "events/energy-\(name)")
      try tree.write("Joules\n", to: unit + "events/energy-\(name).unit")
      try tree.write("2.3283064365386962890625e-10\n", to: unit + "events/energy-\(name).scale")
    }
    return tree
  }

  private static func topology(
    _ cpu: Int, package: Int, die: Int, in tree: TemporaryDirectory
  ) throws {
    let folder = "devices/system/cpu/cpu\(cpu)/topology/"
    try tree.write("\(package)\n", to: folder + "physical_package_id")
    try tree.write("\(die)\n", to: folder + "die_id")
  }

  @Test("a count is 2^-32 J exactly: 15,625 µJ are 67,108,864 counts")
  func scale() throws {
    let tree = try Self.tree()
    try Self.topology(0, package: 0, die: 0, in: tree)
    let reader = try #require(try PowerReader(PerfEnergy.self, sys: tree.path))
    #expect(
      Set(reader.names) == [
        "rapl_perf core 0", "rapl_perf package 0", "rapl_perf dram 0", "rapl_perf uncore 0",
        "rapl_perf psys",
      ])
    guard case .counter(let scale) = reader.meter("rapl_perf package 0")?.kind else {
      Issue.record("no counter")
      return
    }
    #expect(scale.numerator == 15_625 && scale.denominator == 67_108_864 && scale.range == 0)
  }

  @Test(
    "only a power of two is taken for a unit",
    arguments: [("1", 1_000_000, 1), ("0.5", 500_000, 1), ("0.00006103515625", 15_625, 256)]
      as [(String, UInt64, UInt64)])
  func units(text: String, numerator: UInt64, denominator: UInt64) throws {
    let scale = try #require(PerfEnergyEvent.scale(text))
    #expect(scale.numerator == numerator && scale.denominator == denominator)
  }

  @Test(
    "anything else is no unit",
    arguments: ["", "x", "0", "-1", "3e-5", "nan", "inf", "2", "1e-300"])
  func noUnits(text: String) {
    #expect(PerfEnergyEvent.scale(text) == nil)
  }

  @Test("one CPU a package is a socket, several are its dies")
  func devices() throws {
    let tree = try Self.tree(cpus: "0,16,32-33")
    try Self.topology(0, package: 0, die: 0, in: tree)
    try Self.topology(16, package: 0, die: 1, in: tree)
    try Self.topology(32, package: 1, die: 0, in: tree)
    try Self.topology(33, package: 2, die: 0, in: tree)
    let root = try Root(proc: tree.path, sys: tree.path)
    let packages = PerfEnergyEvent.all(in: root.sys).filter { $0.domain == .package }
    #expect(packages.map(\.device) == ["0-die-0", "0-die-1", "1", "2"])
    #expect(packages.map(\.cpu) == [0, 16, 32, 33])
    #expect(packages.allSatisfy { $0.type == 23 && $0.config == 2 })
  }

  @Test("what powercap tells is not declared again; what it may not tell is")
  func besidePowercap() throws {
    let tree = try Self.tree()
    try Self.topology(0, package: 0, die: 0, in: tree)
    try tree.write("package-0\n", to: "class/powercap/intel-rapl:0/name")
    try tree.write("5\n", to: "class/powercap/intel-rapl:0/energy_uj")
    try tree.write("core\n", to: "class/powercap/intel-rapl:0:0/name")
    try tree.folder("class/powercap/intel-rapl:0:0/energy_uj")
    let reader = try #require(try PowerReader(PerfEnergy.self, sys: tree.path))
    #expect(!reader.names.contains("rapl_perf package 0"))
    #expect(reader.names.contains("rapl_perf core 0"))
    #expect(reader.meter("rapl_perf core 0")?.preference == 2)
  }

  @Test("platforms of several sockets are one mirror group, and packages are not")
  func mirrorGroups() throws {
    let tree = try Self.tree(cpus: "0,16")
    try Self.topology(0, package: 0, die: 0, in: tree)
    try Self.topology(16, package: 1, die: 0, in: tree)
    let reader = try #require(try PowerReader(PerfEnergy.self, sys: tree.path))
    #expect(reader.meter("rapl_perf psys")?.mirrorGroup == "psys")
    #expect(reader.meter("rapl_perf psys 1")?.mirrorGroup == "psys")
    #expect(reader.meter("rapl_perf package 0")?.mirrorGroup == "package 0")
    #expect(reader.meter("rapl_perf package 1")?.mirrorGroup == "package 1")
  }

  @Test("a count of 0 is a counter that is not wired, once there was time to count")
  func standingStill() {
    for domain in [EnergyDomain.package, .dram, .psys] {
      #expect(PerfEnergy.reading(0, of: domain, isFirst: true) == .counter(0))
      #expect(PerfEnergy.reading(0, of: domain, isFirst: false) == .failed(.stuck))
      #expect(PerfEnergy.reading(1, of: domain, isFirst: false) == .counter(1))
    }
    // Graphics may rest.
    #expect(PerfEnergy.reading(0, of: .uncore, isFirst: false) == .counter(0))
  }

  @Test("events of another machine's tree are never opened on this one")
  func foreign() throws {
    let tree = try Self.tree()
    let reader = try #require(try PowerReader(PerfEnergy.self, sys: tree.path))
    reader.round()
    #expect(reader.source.meterReadings.values.allSatisfy { $0 == .failed(.unavailable) })
  }

  @Test(
    "a unit without a number, an event without a form and a list without CPUs declare nothing",
    arguments: ["type", "cpumask", "events/energy-pkg"])
  func garbage(file: String) throws {
    let tree = try Self.tree()
    try tree.write("garbage\n", to: "bus/event_source/devices/power/" + file)
    let reader = try PowerReader(PerfEnergy.self, sys: tree.path)
    #expect(reader?.names.contains { $0.contains("package") } != true)
  }
}
