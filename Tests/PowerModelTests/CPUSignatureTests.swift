import NodeModel
import Tables
import Testing

@testable import PowerModel

@Suite("The microarchitecture of a CPU")
struct CPUSignatureTests {
  private static func rows(
    _ vendor: String, _ family: UInt32, _ model: UInt32, _ stepping: UInt32? = nil,
    name: String? = nil, isVirtual: Bool = false
  ) -> Set<String> {
    let cpu = CPUIdentity(
      vendor: vendor, family: family, model: model, stepping: stepping, name: name)
    return CPUSignature.rows(of: MachineIdentity(cpu: cpu, threads: 1, isVirtual: isVirtual))
  }

  /// Real CPUs as their /proc/cpuinfo describes them.
  private static let known: [(String, CPUIdentity)] = [
    ("amd-epyc-gen1", amd(23, 1, 2, "AMD EPYC 7601 32-Core Processor")),
    ("amd-epyc-gen2", amd(23, 49, 0, "AMD EPYC 7742 64-Core Processor")),
    ("amd-epyc-gen3", amd(25, 1, 1, "AMD EPYC 7763 64-Core Processor")),
    ("amd-epyc-gen4", amd(25, 17, 1, "AMD EPYC 9654 96-Core Processor")),
    ("amd-epyc-gen4", amd(25, 160, 2, "AMD EPYC 8534P 64-Core Processor")),
    ("amd-epyc-gen5", amd(26, 2, 1, "AMD EPYC 9755 128-Core Processor")),
    ("amd-epyc-gen5", amd(26, 17, 0, "AMD EPYC 9965 192-Core Processor")),
    ("amd-epyc-gen5", amd(26, 68, 0, "AMD EPYC 4465P 12-Core Processor")),
    ("amd-neoverse-n1", CPUIdentity(implementer: 0x41, part: 0xD0C)),
    ("intel-sandybridge", intel(45, 7, "Intel(R) Xeon(R) CPU E5-2670 0 @ 2.60GHz")),
    ("intel-sandybridge", intel(42, 7, "Intel(R) Xeon(R) CPU E31270 @ 3.40GHz")),
    ("intel-ivybridge", intel(62, 4, "Intel(R) Xeon(R) CPU E5-2680 v2 @ 2.80GHz")),
    ("intel-haswell", intel(63, 2, "Intel(R) Xeon(R) CPU E5-2680 v3 @ 2.50GHz")),
    ("intel-haswell", intel(60, 3, "Intel(R) Core(TM) i5-4570 CPU @ 3.20GHz")),
    ("intel-broadwell", intel(79, 1, "Intel(R) Xeon(R) CPU E5-2699 v4 @ 2.20GHz")),
    ("intel-broadwell", intel(86, 3, "Intel(R) Xeon(R) CPU D-1541 @ 2.10GHz")),
    ("intel-skylake-client", intel(94, 3, "Intel(R) Xeon(R) CPU E3-1260L v5 @ 2.90GHz")),
    ("intel-skylake-server", intel(85, 4, "Intel(R) Xeon(R) Platinum 8180 CPU @ 2.50GHz")),
    ("intel-cascadelake", intel(85, 7, "Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz")),
    ("intel-coffeelake", intel(158, 10, "Intel(R) Xeon(R) E-2176G CPU @ 3.70GHz")),
    ("intel-icelake", intel(106, 6, "Intel(R) Xeon(R) Platinum 8380 CPU @ 2.30GHz")),
    ("intel-sapphirerapids", intel(143, 8, "Intel(R) Xeon(R) Platinum 8480+")),
    ("intel-emeraldrapids", intel(207, 2, "INTEL(R) XEON(R) PLATINUM 8592+")),
    ("intel-graniterapids", intel(173, 1, "Intel(R) Xeon(R) 6980P")),
  ]

  private static func amd(_ family: UInt32, _ model: UInt32, _ stepping: UInt32, _ name: String)
    -> CPUIdentity
  {
    CPUIdentity(
      vendor: "AuthenticAMD", family: family, model: model, stepping: stepping, name: name)
  }

  private static func intel(_ model: UInt32, _ stepping: UInt32, _ name: String) -> CPUIdentity {
    CPUIdentity(vendor: "GenuineIntel", family: 6, model: model, stepping: stepping, name: name)
  }

  @Test("is one row of the table for CPUs of servers, real or seen through a hypervisor")
  func servers() {
    for (row, cpu) in Self.known {
      #expect(CPUSignature.rows(of: MachineIdentity(cpu: cpu, threads: 1)) == [row])
      let guest = CPUSignature.rows(of: MachineIdentity(cpu: cpu, threads: 1, isVirtual: true))
      #expect(guest.contains(row))
    }
  }

  @Test("is in the table, and every row of the table is the one of some CPU")
  func everyRow() {
    let rows = Set(EmbeddedTable.microarchitectures.rows().compactMap { $0["microarchitecture"] })
    #expect(rows.count == 18)
    #expect(Set(CPUSignature.all.map(\.row)) == rows)
    #expect(Set(Self.known.map(\.0)) == rows)
    #expect(Microarchitecture.all().count == 18)
  }

  @Test("is two where CPUID leaves it open")
  func open() {
    // Skylake and Cascade Lake share a model; Cooper Lake, which is in no row, has it as well.
    #expect(
      Self.rows("GenuineIntel", 6, 85) == ["intel-skylake-server", "intel-cascadelake"])
    #expect(Self.rows("GenuineIntel", 6, 85, 4) == ["intel-skylake-server"])
    #expect(Self.rows("GenuineIntel", 6, 85, 5) == ["intel-cascadelake"])
    #expect(Self.rows("GenuineIntel", 6, 85, 11).isEmpty)
    // QEMU's "Skylake-Client" may hide a server.
    #expect(
      Self.rows("GenuineIntel", 6, 94, 3, isVirtual: true)
        == ["intel-skylake-client", "intel-skylake-server"])
  }

  @Test("that QEMU invents or takes from a laptop is a server's only below a hypervisor")
  func guests() {
    for (model, row) in [
      (61, "intel-broadwell"), (126, "intel-icelake"), (134, "intel-icelake"),
    ] as [(UInt32, String)] {
      #expect(Self.rows("GenuineIntel", 6, model, isVirtual: true) == [row])
      #expect(Self.rows("GenuineIntel", 6, model).isEmpty)
    }
  }

  @Test("is none for what is like a server's CPU and is not one")
  func others() {
    // Kaby Lake, Haswell-U, Tiger Lake, Sierra Forest.
    for (model, stepping) in [(158, 9), (69, 1), (140, 1), (175, 3)] as [(UInt32, UInt32)] {
      #expect(Self.rows("GenuineIntel", 6, model, stepping).isEmpty)
    }
    // Same numbers as EPYC, other machines.
    #expect(
      Self.rows("AuthenticAMD", 23, 49, 0, name: "AMD Ryzen Threadripper 3990X").isEmpty)
    #expect(Self.rows("AuthenticAMD", 26, 68, 0, name: "AMD Ryzen 9 9950X").isEmpty)
    #expect(Self.rows("AuthenticAMD", 25, 97, 2, name: "AMD EPYC 4564P").isEmpty)
    #expect(Self.rows("HygonGenuine", 24, 1, 1).isEmpty)
    // NetBurst, and QEMU's own.
    #expect(Self.rows("GenuineIntel", 15, 6).isEmpty)
    #expect(Self.rows("GenuineIntel", 6, 6, 3, isVirtual: true).isEmpty)
    // Neoverse V1 and V2 (Graviton 3 and 4, Grace), and another maker's number 0xD0C.
    for (implementer, part) in [(0x41, 0xD40), (0x41, 0xD4F), (0x48, 0xD0C), (0x41, 0xD0B)]
      as [(UInt32, UInt32)]
    {
      let cpu = CPUIdentity(implementer: implementer, part: part)
      #expect(CPUSignature.rows(of: MachineIdentity(cpu: cpu, threads: 1)).isEmpty)
    }
    #expect(CPUSignature.rows(of: MachineIdentity(threads: 1)).isEmpty)
  }
}
