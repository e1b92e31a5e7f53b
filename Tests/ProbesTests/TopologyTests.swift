import Foundation
import NodeModel
import TestSupport
import Testing

@testable import Probes

@Suite("Topology")
struct TopologyTests {
  /// The only folder of an unpacked archive.
  private static func machine(in tree: TemporaryDirectory) throws -> String {
    let names = try FileManager.default.contentsOfDirectory(atPath: tree.path)
    let root = try #require(names.first { !$0.hasPrefix(".") })
    let path = tree.path + "/" + root
    try FileManager.default.createDirectory(
      atPath: path + "/proc", withIntermediateDirectories: true)
    return path
  }

  @Test(
    "packages, cores and threads are as many as hwloc found",
    arguments: [
      "128arm-2pa2n8cluster4co", "16em64t-4s2c2t-offlines",
      "48amd64-4pa2n6c-sparse", "64amd64-4s2n4ca2co",
      "8em64t-2s2ca2c", "fakecpuid1f-64intel64-2p4d2n2c2t",
      "memorysidecaches", "offline-cpu0-node0", "256ia64-64n2s2c", "16ia64-8n2s",
      "fakeheteromemtiers",
    ])
  func hwloc(name: String) throws {
    guard
      let tree = try HardwareData.unpack(
        "sysroots/\(name).tar.bz2", only: "*/sys/devices/system/cpu", "*/proc/cpuinfo"),
      let console = try HardwareData.text("sysroots/\(name).hwloc.console")
    else { return }
    let machine = try Self.machine(in: tree)
    let topology = try #require(
      try Sampling(ProcessorTopology.self, proc: machine + "/proc", sys: machine + "/sys"))
    for (level, family) in [("Package", "packages"), ("Core", "cores"), ("PU", "threads")] {
      // " depth 2:          7 Core (type #3)"
      let line = console.split(separator: "\n").first {
        $0.contains("depth ") && $0.contains(" \(level) (type")
      }
      guard let line else { continue }
      let words = line.split(separator: " ")
      let count = try #require(Double(words[2]))
      #expect(topology["nodeprobe_cpu_" + family] == count, "\(name) \(level)")
    }
  }

  @Test(
    "models are those that lscpu printed",
    arguments: [
      (
        "x86_64-64cpu-linux6.2",
        [
          "vendor": "GenuineIntel", "family": "6", "model": "140",
          "model_name": "11th Gen Intel(R) Core(TM) i7-1165G7 @ 2.80GHz", "stepping": "1",
          "microcode": "0xa6",
        ]
      ),
      ("s390-lpar-drawer", ["vendor": "IBM/S390"]),
      ("ppc-qemu", ["model_name": "740/750"]),
      ("armv7", ["implementer": "0x41", "part": "0xc0f"]),
    ] as [(String, [String: String])])
  func models(name: String, expected: [String: String]) throws {
    guard
      let tree = try HardwareData.unpack(
        "lscpu/\(name).tar.gz", only: "*/sys/devices/system/cpu", "*/proc/cpuinfo")
    else { return }
    let machine = try Self.machine(in: tree)
    let topology = try #require(
      try Sampling(ProcessorTopology.self, proc: machine + "/proc", sys: machine + "/sys"))
    let labels = topology.labels(of: "nodeprobe_cpu_info")
    for (label, value) in expected { #expect(labels[label] == value, "\(label)") }
  }

  @Test("CPUs with two models are two series, CPUs of one model are one")
  func twoModels() throws {
    let tree = try TemporaryDirectory()
    let cores = ["0xd03", "0xd03", "0xd09"].enumerated().map {
      "processor\t: \($0)\nCPU implementer\t: 0x41\nCPU part\t: \($1)\n"
    }
    try tree.write(cores.joined(separator: "\n"), to: "cpuinfo")
    try tree.folder("devices/system/cpu")
    let topology = try #require(
      try Sampling(ProcessorTopology.self, proc: tree.path, sys: tree.path))
    #expect(topology.family("nodeprobe_cpu_info", by: "part") == ["0xd03": 1, "0xd09": 1])
    #expect(topology["nodeprobe_cpu_threads"] == nil)
  }

  @Test("a CPU that goes offline asks for discovery")
  func offline() throws {
    let tree = try TemporaryDirectory()
    try tree.write("0-1\n", to: "devices/system/cpu/online")
    for cpu in 0...1 {
      try tree.write("\(cpu)\n", to: "devices/system/cpu/cpu\(cpu)/topology/thread_siblings_list")
      try tree.write("0\n", to: "devices/system/cpu/cpu\(cpu)/topology/physical_package_id")
    }
    let topology = try #require(
      try Sampling(ProcessorTopology.self, proc: tree.path, sys: tree.path))
    #expect(topology["nodeprobe_cpu_cores"] == 2)
    #expect(!topology.readings.wantsDiscovery)
    try tree.write("0\n", to: "devices/system/cpu/online")
    topology.round()
    #expect(topology.readings.wantsDiscovery)
  }

  @Test("on this machine the threads are those of nproc and the packages those of lscpu")
  func thisMachine() throws {
    let topology = try #require(try Sampling(ProcessorTopology.self))
    let threads = try Program.run("/usr/bin/nproc", "--all").output
    #expect(topology["nodeprobe_cpu_threads"].map { "\(Int($0))\n" } == threads)
    let lscpu = try Program.run("/usr/bin/lscpu", "-p=SOCKET,CORE").output.split(separator: "\n")
      .filter { !$0.hasPrefix("#") }
    #expect(topology["nodeprobe_cpu_cores"] == Double(Set(lscpu).count))
    #expect(
      topology["nodeprobe_cpu_packages"] == Double(Set(lscpu.map { $0.prefix { $0 != "," } }).count)
    )
  }
}
