import ArgumentParser
import Commands
import Exporters
import Probes

/// `probe pci`: every PCI device, for people or programs.
struct PCICommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pci",
    abstract: "Every PCI device: what it is, its driver, and whether its link runs as it could.",
    discussion: """
      Examples:
        probe pci
        probe pci --json
        lspci -xxxx > node7.txt; probe pci --dump node7.txt
      """)

  @OptionGroup var root: RootOptions

  @Option(help: ArgumentHelp("Read FILE, the text of lspci -x.", valueName: "file"))
  var dump: String?

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let devices = try scan()
    guard json else { return try Output.write(lines: PCITable.lines(of: devices)) }
    try Output.write { writer in
      writer.array { writer in
        for device in devices { device.write(to: &writer) }
      }
    }
  }

  private func scan() throws -> [PCIDevice] {
    if let dump { return try PCIInventory(dump: dump).devices }
    return try PCIInventory(below: root.open()).devices
  }
}
