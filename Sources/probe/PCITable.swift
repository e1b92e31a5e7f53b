import NodeModel
import Probes
import Terminal

/// PCI devices as a table for people, and under it what is wrong with their links.
enum PCITable {
  static func lines(of devices: [PCIDevice]) -> [String] {
    guard !devices.isEmpty else { return ["no PCI devices"] }
    var table = Table([
      .init("ADDRESS"), .init("CLASS"), .init("DEVICE"), .init("DRIVER"), .init("NUMA", .right),
      .init("LINK"), .init("MAX"),
    ])
    for device in devices {
      let mark = device.shortfall.map { !$0.isEmpty } == true ? " !" : ""
      table.add([
        device.address.description,
        device.className ?? "class \(device.classID.hexadecimal)",
        name(of: device),
        device.driver ?? "-",
        device.numaNode.map(String.init) ?? "-",
        link(device.link?.width, device.link?.speed) + mark,
        link(device.link?.maxWidth, device.link?.maxSpeed),
      ])
    }
    let findings = LinkDefect.all(in: devices).map { $0.finding }
    return table.lines
      + findings.flatMap { finding in
        ["", "! \(finding.subject): \(finding.text)".printable]
          + (finding.advice.map { ["  " + $0.printable] } ?? [])
      }
  }

  /// Vendor and model, by their numbers where pci.ids has no names.
  private static func name(of device: PCIDevice) -> String {
    let vendor = device.vendor ?? "vendor \(device.vendorID.hexadecimal)"
    return vendor + " " + (device.device ?? "device \(device.deviceID.hexadecimal)")
  }

  private static func link(_ width: UInt64?, _ speed: UInt64?) -> String {
    let parts = [width.map { "x\($0)" }, speed.map { LinkDefect.giga($0) + " GT/s" }]
    let known = parts.compactMap { $0 }
    return known.isEmpty ? "-" : known.joined(separator: " ")
  }
}
