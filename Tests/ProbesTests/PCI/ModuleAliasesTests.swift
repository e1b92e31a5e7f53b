import Testing

@testable import Probes

@Suite("Module aliases")
struct ModuleAliasesTests {
  // Lines in the form that depmod writes, modules.alias(5).
  private let list: [UInt8] = Array(
    """
    # Aliases extracted from modules themselves.
    alias usb:v8086p1521d*dc*dsc*dp*ic*isc*ip*in* wrong
    alias pci:v00008086d00001521sv*sd*bc*sc*i* igb
    alias pci:v00008086d00001521sv*sd*bc*sc*i* igb
    alias pci:v*d*sv*sd*bc01sc08i02* nvme
    alias pci:v00008086d00001521sv00008086sd*bc02sc*i* other
    alias pci:v000010DEd*sv*sd*bc03sc02i00* nouveau
    """.utf8)

  @Test("every module that a pattern names is listed once, in the order of the list")
  func matching() {
    let aliases = ModuleAliases(list.span)
    #expect(
      aliases.modules(for: "pci:v00008086d00001521sv00008086sd000000A3bc02sc00i00")
        == ["igb", "other"])
    #expect(
      aliases.modules(for: "pci:v00008086d00001521sv000017AAsd000000A3bc02sc00i00") == ["igb"])
    #expect(
      aliases.modules(for: "pci:v0000C0A9d0000540Asv0000C0A9sd00005021bc01sc08i02") == ["nvme"])
    #expect(aliases.modules(for: "pci:v00001AF4d00001041sv00001AF4sd00001041bc02sc00i00") == [])
    #expect(aliases.modules(for: "") == [])
  }
}
