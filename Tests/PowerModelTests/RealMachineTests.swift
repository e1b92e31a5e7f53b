import Foundation
import LinuxFiles
import NodeModel
import Probes
import TestSupport
import Testing

@testable import PowerModel

@Suite("Estimates of real machines")
struct RealMachineTests {
  private static func machine(_ name: String) throws -> MachineIdentity? {
    guard
      let tree = try HardwareData.unpack(
        name + (name.hasPrefix("lscpu") ? ".tar.gz" : ".tar.bz2"), only: "*/sys/devices/system/cpu",
        "*/proc/cpuinfo", "*/proc/mounts",
        "*/sys/class/dmi", "*/sys/devices/virtual/dmi")
    else { return nil }
    let names = try FileManager.default.contentsOfDirectory(atPath: tree.path)
    let path = tree.path + "/" + (try #require(names.first { !$0.hasPrefix(".") }))
    return MachineIdentity(below: try Root(proc: path + "/proc", sys: path + "/sys"))
  }

  @Test("a server with 80 threads of Cascade Lake, and its Xeon Gold 6230")
  func cascadeLake() throws {
    guard let machine = try Self.machine("sysroots/memorysidecaches") else { return }
    let node = NodeEstimate(of: machine)
    #expect(node.basis == .microarchitectures(["intel-cascadelake"]) && node.tier == .table)
    // 80 × 0.434, 0.603, 1.079 W and 80 × 3.176, 4.041, 4.465 W.
    #expect(
      node.power(at: 0) == PowerBand(low: 34_720_000, value: 48_240_000, high: 86_320_000))
    #expect(
      node.power(at: 1_000_000)
        == PowerBand(low: 254_080_000, value: 323_280_000, high: 357_200_000))
    let package = try #require(PackageEstimate(of: machine))
    #expect(package.model == "Intel Xeon Gold 6230" && package.designPower == 125_000_000)
  }

  @Test("a server whose CPUs are half switched off draws as much as with all of them")
  func offline() throws {
    guard let machine = try Self.machine("sysroots/offline-cpu0-node0") else { return }
    // 24 × 0.657 W of Haswell.
    #expect(NodeEstimate(of: machine).idle == 15_768_000)
    #expect(PackageEstimate(of: machine)?.designPower == 120_000_000)
  }

  @Test("a guest whose CPU is QEMU's Skylake is a share of a client or a server")
  func guest() throws {
    guard let machine = try Self.machine("sysroots/2pa-pcidomain32bits") else { return }
    let node = NodeEstimate(of: machine)
    #expect(
      node.basis == .microarchitectures(["intel-skylake-client", "intel-skylake-server"]))
    // 2 × 0.4 W / 3, 2 × 0.53 W of the better known server, 2 × 2.009 W × 3.
    #expect(
      node.power(at: 0) == PowerBand(low: 266_666, value: 1_060_000, high: 12_054_000))
    #expect(PackageEstimate(of: machine) == nil)
  }

  /// Every machine of which there is a tree: the rows of its microarchitecture, and its CPU's row among the design
  /// powers with the watts, by hand from its /proc/cpuinfo and the two tables; none where no row names it.
  private static let all: [(tree: String, rows: [String], cpu: (row: String, watts: UInt64)?)] = [
    // Kunpeng 920.
    ("sysroots/128arm-2pa2n8cluster4co", [], nil),
    // Opteron 8347 HE; the table has Intel's and EPYC only.
    ("sysroots/16amd64-4n4c-cgroup-distance-merge", [], nil),
    // NetBurst says only its frequency.
    ("sysroots/16em64t-4s2c2t-offlines", [], nil),
    ("sysroots/16em64t-4s2ca2c-cpusetreorder", [], nil),
    // Itanium and mainframes.
    ("sysroots/16ia64-8n2s", [], nil),
    ("sysroots/20s390-2g6s4c", [], nil),
    ("sysroots/256ia64-64n2s2c", [], nil),
    // Xeon 5130: Core, which is older than the table of microarchitectures.
    ("sysroots/2i386-2c-nohugepage", [], ("Intel Xeon 5130", 65)),
    // A guest.
    ("sysroots/2pa-pcidomain32bits", ["intel-skylake-client", "intel-skylake-server"], nil),
    // Xeon E5-2680.
    (
      "sysroots/32em64t-2n8c+dax+nvme+mic+dimms", ["intel-sandybridge"], ("Intel Xeon E5-2680", 130)
    ),
    // Xeon E7-4870: Westmere.
    ("sysroots/40intel64-2g2n4c+pcilocality", [], ("Intel Xeon E7-4870", 130)),
    ("sysroots/40intel64-4n10c+pci-conflicts", [], ("Intel Xeon E7-4870", 130)),
    ("sysroots/fakepcilocalities", [], ("Intel Xeon E7-4870", 130)),
    // "AMD Engineering Sample".
    ("sysroots/48amd64-4pa2n6c-sparse", [], nil),
    // No /proc/cpuinfo at all.
    ("sysroots/4fake-4gr1nu1pu", [], nil),
    // Opteron 6276.
    ("sysroots/64amd64-4s2n4ca2co", [], nil),
    // Xeon E5345 and E5472.
    ("sysroots/8em64t-2s2ca2c", [], ("Intel Xeon E5345", 80)),
    ("sysroots/8em64t-2s2ca2c-buggynuma", [], ("Intel Xeon E5472", 80)),
    // QEMU's own.
    ("sysroots/fakecpuid1f-64intel64-2p4d2n2c2t", [], nil),
    ("sysroots/fakeheteromemtiers", [], nil),
    // Xeon Gold 6230 and E5-2680 v3.
    ("sysroots/memorysidecaches", ["intel-cascadelake"], ("Intel Xeon Gold 6230", 125)),
    ("sysroots/offline-cpu0-node0", ["intel-haswell"], ("Intel Xeon E5-2680 v3", 120)),
    ("lscpu/armv7", [], nil),
    ("lscpu/ppc-qemu", [], nil),
    ("lscpu/rv64-milkvpioneer", [], nil),
    ("lscpu/s390-lpar-drawer", [], nil),
    // A laptop's i7-1165G7.
    ("lscpu/x86_64-64cpu-linux6.2", [], nil),
  ]

  @Test("each has the rows that its CPU's numbers and name say, or says that there is none")
  func rows() throws {
    for (tree, rows, cpu) in Self.all {
      guard let machine = try Self.machine(tree) else { return }
      let node = NodeEstimate(of: machine)
      let basis: NodeEstimate.Basis =
        rows.isEmpty ? cpu.map { .designPower($0.row) } ?? .everything : .microarchitectures(rows)
      #expect(node.basis == basis, "\(tree)")
      #expect(node.tier == (basis == .everything ? .fallback : .table), "\(tree)")
      #expect(node.idle > 0)
      let package = PackageEstimate(of: machine)
      #expect(package?.model == cpu?.row, "\(tree)")
      #expect(package?.designPower == cpu.map { $0.watts * 1_000_000 }, "\(tree)")
    }
  }

  @Test("an old server whose CPUs have only a design power draws at least a part of that")
  func designPower() throws {
    guard let machine = try Self.machine("sysroots/8em64t-2s2ca2c") else { return }
    // Two packages of 80 W with eight threads: 12 % and 102 % of 160 W, 40 % to both sides; the highest of any
    // server's threads, 8 × 3.238 W and 8 × 12.57 W, is below that.
    let node = NodeEstimate(of: machine)
    #expect(
      node.power(at: 0) == PowerBand(low: 11_520_000, value: 19_200_000, high: 26_880_000))
    #expect(
      node.power(at: 1_000_000)
        == PowerBand(low: 97_920_000, value: 163_200_000, high: 228_480_000))
  }

  @Test("are all that there are trees of")
  func trees() throws {
    for folder in ["sysroots", "lscpu"] {
      guard let path = HardwareData.path(folder) else { return }
      let trees = try FileManager.default.contentsOfDirectory(atPath: path)
        .filter { $0.contains(".tar.") }.map { $0.prefix(upTo: $0.range(of: ".tar.")!.lowerBound) }
      let known = Self.all.filter { $0.tree.hasPrefix(folder) }
        .map { $0.tree.dropFirst(folder.count + 1) }
      #expect(Set(trees) == Set(known))
    }
  }
}
