internal import NodeModel

/// Which CPUs are of a microarchitecture in the table.
///
/// Source of the numbers: Linux `arch/x86/include/asm/intel-family.h`, AMD's revision guides, and ARM's
/// main ID register (`arch/arm64/include/asm/cputype.h`).
struct CPUSignature {
  /// The row that it stands for.
  let row: String
  private var vendor: String?
  private var family: UInt32?
  private var models: [ClosedRange<UInt32>] = []
  private var steppings: ClosedRange<UInt32> = 0...UInt32.max
  private var word: String?
  private var isOfGuests = false
  private var midr: (implementer: UInt32, part: UInt32)?

  /// Intel, family 6.
  private static func intel(
    _ row: String, _ models: UInt32..., steppings: ClosedRange<UInt32> = 0...UInt32.max
  ) -> CPUSignature {
    var signature = CPUSignature(row: row)
    (signature.vendor, signature.family) = ("GenuineIntel", 6)
    signature.models = models.map { $0...$0 }
    signature.steppings = steppings
    return signature
  }

  /// A model that QEMU invents or takes from a client CPU, while servers run below it.
  private static func guest(_ row: String, _ models: UInt32...) -> CPUSignature {
    var signature = CPUSignature(row: row)
    (signature.vendor, signature.family, signature.isOfGuests) = ("GenuineIntel", 6, true)
    signature.models = models.map { $0...$0 }
    return signature
  }

  /// AMD: Ryzen and Threadripper have the same numbers, so the name must say EPYC, if there is one.
  private static func epyc(_ row: String, family: UInt32, _ models: ClosedRange<UInt32>...)
    -> CPUSignature
  {
    var signature = CPUSignature(row: row)
    (signature.vendor, signature.family, signature.word) = ("AuthenticAMD", family, "EPYC")
    signature.models = models
    return signature
  }

  private static func arm(_ row: String, implementer: UInt32, part: UInt32) -> CPUSignature {
    var signature = CPUSignature(row: row)
    signature.midr = (implementer, part)
    return signature
  }

  private init(row: String) {
    self.row = row
  }

  /// All that is known. An identity may fit several.
  static var all: [CPUSignature] {
    [
      epyc("amd-epyc-gen1", family: 23, 0x01...0x01),
      epyc("amd-epyc-gen2", family: 23, 0x30...0x3F),
      epyc("amd-epyc-gen3", family: 25, 0x00...0x0F),
      epyc("amd-epyc-gen4", family: 25, 0x10...0x1F, 0xA0...0xAF),
      // 0x44 is the EPYC 4005, of which the row has two results.
      epyc("amd-epyc-gen5", family: 26, 0x00...0x1F, 0x44...0x44),
      arm("amd-neoverse-n1", implementer: 0x41, part: 0xD0C),
      intel("intel-sandybridge", 0x2A, 0x2D),
      intel("intel-ivybridge", 0x3A, 0x3E),
      intel("intel-haswell", 0x3C, 0x3F),
      intel("intel-broadwell", 0x47, 0x4F, 0x56),
      guest("intel-broadwell", 0x3D),
      intel("intel-skylake-client", 0x5E),
      intel("intel-skylake-server", 0x55, steppings: 0...4),
      guest("intel-skylake-server", 0x5E),
      intel("intel-cascadelake", 0x55, steppings: 5...7),
      intel("intel-coffeelake", 0x9E, steppings: 10...13),
      intel("intel-icelake", 0x6A, 0x6C),
      guest("intel-icelake", 0x7E, 0x86),
      intel("intel-sapphirerapids", 0x8F),
      intel("intel-emeraldrapids", 0xCF),
      intel("intel-graniterapids", 0xAD, 0xAE),
    ]
  }

  /// Whether a CPU may be of this microarchitecture. An unknown stepping is any.
  func fits(_ cpu: CPUIdentity, isVirtual: Bool) -> Bool {
    if let midr { return cpu.implementer == midr.implementer && cpu.part == midr.part }
    guard let model = cpu.model, cpu.vendor == vendor, cpu.family == family,
      models.contains(where: { $0.contains(model) })
    else { return false }
    if let stepping = cpu.stepping, !steppings.contains(stepping) { return false }
    if let word, let name = cpu.name, !name.contains(word) { return false }
    return isVirtual || !isOfGuests
  }
}

extension CPUSignature {
  /// The rows of the table that fit a machine, each once.
  static func rows(of machine: MachineIdentity) -> Set<String> {
    Set(all.lazy.filter { $0.fits(machine.cpu, isVirtual: machine.isVirtual) }.map(\.row))
  }
}
