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
        "sysroots/\(name).tar.bz2", only: "*/sys/devices/system/cpu", "*/proc/cpuinfo",
        "*/sys/class/dmi", "*/sys/devices/virtual/dmi")
    else { return nil }
    let names = try FileManager.default.contentsOfDirectory(atPath: tree.path)
    let path = tree.path + "/" + (try #require(names.first { !$0.hasPrefix(".") }))
    return MachineIdentity(below: try Root(proc: path + "/proc", sys: path + "/sys"))
  }

  @Test("a server with 80 threads of Cascade Lake, and its Xeon Gold 6230")
  func cascadeLake() throws {
    guard let machine = try Self.machine("memorysidecaches") else { return }
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
    guard let machine = try Self.machine("offline-cpu0-node0") else { return }
    // 24 × 0.657 W of Haswell.
    #expect(NodeEstimate(of: machine).idle == 15_768_000)
    #expect(PackageEstimate(of: machine)?.designPower == 120_000_000)
  }

  @Test("a guest whose CPU is QEMU's Skylake is a share of a client or a server")
  func guest() throws {
    guard let machine = try Self.machine("2pa-pcidomain32bits") else { return }
    let node = NodeEstimate(of: machine)
    #expect(
      node.basis == .microarchitectures(["intel-skylake-client", "intel-skylake-server"]))
    // 2 × 0.4 W / 3, 2 × 0.53 W of the better known server, 2 × 2.009 W × 3.
    #expect(
      node.power(at: 0) == PowerBand(low: 266_666, value: 1_060_000, high: 12_054_000))
    #expect(PackageEstimate(of: machine) == nil)
  }

  @Test("CPUs that no row covers have a default, and those with a name their package's figure")
  func unknown() throws {
    for (name, designPower) in [
      ("128arm-2pa2n8cluster4co", nil), ("40intel64-2g2n4c+pcilocality", 130_000_000),
      ("8em64t-2s2ca2c", 80_000_000), ("16em64t-4s2c2t-offlines", nil),
      ("fakecpuid1f-64intel64-2p4d2n2c2t", nil), ("48amd64-4pa2n6c-sparse", nil),
      ("16ia64-8n2s", nil), ("20s390-2g6s4c", nil),
    ] as [(String, UInt64?)] {
      guard let machine = try Self.machine(name) else { return }
      let node = NodeEstimate(of: machine)
      #expect(node.basis == .everything && node.tier == .fallback, "\(name)")
      #expect(node.idle > 0)
      #expect(PackageEstimate(of: machine)?.designPower == designPower, "\(name)")
    }
  }
}
