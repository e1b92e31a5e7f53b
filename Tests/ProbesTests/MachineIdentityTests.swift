import Foundation
import LinuxFiles
import NodeModel
import TestSupport
import Testing

@testable import Probes

@Suite("What a machine is")
struct MachineIdentityTests {
  /// The machine of an unpacked archive, by its only folder.
  private static func machine(_ archive: String) throws -> MachineIdentity? {
    guard
      let tree = try HardwareData.unpack(
        archive, only: "*/sys/devices/system/cpu", "*/proc/cpuinfo", "*/sys/class/dmi",
        "*/sys/devices/virtual/dmi")
    else { return nil }
    let names = try FileManager.default.contentsOfDirectory(atPath: tree.path)
    let path = tree.path + "/" + (try #require(names.first { !$0.hasPrefix(".") }))
    return MachineIdentity(below: try Root(proc: path + "/proc", sys: path + "/sys"))
  }

  @Test("is read from a server with two packages, of which some CPUs are switched off")
  func offline() throws {
    guard let machine = try Self.machine("sysroots/offline-cpu0-node0.tar.bz2") else { return }
    #expect(
      machine.cpu
        == CPUIdentity(
          vendor: "GenuineIntel", family: 6, model: 63, stepping: 2,
          name: "Intel(R) Xeon(R) CPU E5-2680 v3 @ 2.50GHz"))
    // present is 0-23, online 4-20.
    #expect(machine.threads == 24 && machine.packages == 2)
    #expect(machine.firmware == "2.12.1" && machine.board == nil && !machine.isVirtual)
  }

  @Test("is read from a guest, which says that it is one")
  func guest() throws {
    guard let machine = try Self.machine("sysroots/2pa-pcidomain32bits.tar.bz2") else { return }
    #expect(machine.cpu.model == 94 && machine.cpu.name == "Intel Core Processor (Skylake, IBRS)")
    #expect(machine.threads == 2 && machine.packages == 2)
    #expect(machine.isVirtual && machine.firmware == "0.5.1")
  }

  @Test("is read from ARM by the numbers of its core")
  func arm() throws {
    guard let machine = try Self.machine("sysroots/128arm-2pa2n8cluster4co.tar.bz2") else { return }
    #expect(machine.cpu == CPUIdentity(implementer: 0x48, part: 0xD01))
    #expect(machine.threads == 128 && machine.packages == 2 && !machine.isVirtual)
  }

  @Test(
    "is threads and packages of whatever architecture",
    arguments: [
      ("lscpu/ppc-qemu.tar.gz", 1), ("lscpu/armv7.tar.gz", 2), ("lscpu/s390-lpar-drawer.tar.gz", 8),
      ("lscpu/rv64-milkvpioneer.tar.gz", 64), ("lscpu/x86_64-64cpu-linux6.2.tar.gz", 8),
      ("sysroots/16ia64-8n2s.tar.bz2", 16), ("sysroots/20s390-2g6s4c.tar.bz2", 20),
      ("sysroots/48amd64-4pa2n6c-sparse.tar.bz2", 48),
    ])
  func architectures(archive: String, threads: Int) throws {
    guard let machine = try Self.machine(archive) else { return }
    #expect(machine.threads == threads)
    #expect((1...machine.threads).contains(machine.packages))
  }

  @Test("is that of this machine, as nproc and lscpu see it")
  func thisMachine() throws {
    let machine = MachineIdentity(below: try Root())
    let threads = try Program.run("/usr/bin/nproc", "--all").output
    #expect("\(machine.threads)\n" == threads)
    let lscpu = try Program.run("/usr/bin/lscpu").output
    #expect(lscpu.contains("Hypervisor vendor:") == machine.isVirtual)
  }

  @Test("is of board and firmware where they say it, and of one thread where nothing says anything")
  func tree() throws {
    let tree = try TemporaryDirectory()
    #expect(
      MachineIdentity(below: try Root(proc: tree.path, sys: tree.path))
        == MachineIdentity(threads: 1))
    try tree.write(
      "Raspberry Pi 4 Model B Rev 1.4\0", to: "firmware/devicetree/base/model")
    try tree.write("0-3\n", to: "devices/system/cpu/present")
    let board = MachineIdentity(below: try Root(proc: tree.path, sys: tree.path))
    #expect(board.board == "Raspberry Pi 4 Model B Rev 1.4")
    #expect(board.threads == 4 && board.packages == 1 && !board.isVirtual)
  }

  @Test(
    "counts lists of CPUs, and takes nothing else for one",
    arguments: [
      ("0", 1), ("0-3", 4), ("0-3,8-11", 8), ("0,2,4", 3), ("5-5", 1), ("", 0), ("x", 0),
      ("3-0", 0), ("0-", 0), ("-3", 0), ("0-3-5", 0), ("0-65535", 65_536), ("0-65536", 0),
      ("0-4294967295", 0), ("99999999999", 0),
    ])
  func lists(text: String, count: Int) {
    #expect(MachineIdentity.count(ofList: text) == count)
  }

  @Test("has the CPU of the first block, and nothing that is no number")
  func cpu() {
    let text = """
      processor\t: 0
      vendor_id\t: AuthenticAMD
      cpu family\t: 25
      model\t\t: 1
      model name\t: AMD EPYC 7763 64-Core Processor
      stepping\t: 1

      processor\t: 1
      vendor_id\t: AuthenticAMD
      cpu family\t: 26

      """
    #expect(
      CPUIdentity(reading: text)
        == CPUIdentity(
          vendor: "AuthenticAMD", family: 25, model: 1, stepping: 1,
          name: "AMD EPYC 7763 64-Core Processor"))
    #expect(
      CPUIdentity(reading: "processor : 0\nCPU implementer : 0x41\nCPU part : 0xd0c\n")
        == CPUIdentity(implementer: 0x41, part: 0xD0C))
    #expect(
      CPUIdentity(reading: "processor : 0\ncpu family : -1\nmodel : 4294967296\nCPU part : d0c\n")
        == CPUIdentity())
    #expect(CPUIdentity(reading: "") == CPUIdentity())
  }
}
