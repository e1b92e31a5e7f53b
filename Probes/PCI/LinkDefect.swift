public import NodeModel

/// A PCI Express link that does less than both of its ends can do.
public struct LinkDefect: Sendable, Equatable {
  /// The lower end.
  public let device: PCIAddress
  /// The port above it.
  public let port: PCIAddress
  /// In what it stays behind.
  public let shortfall: PCILink.Shortfall
  /// The link as the lower end sees it.
  public let link: PCILink
  /// The link as the port sees it.
  public let upper: PCILink

  /// All defects of a machine, by address.
  public static func all(in devices: [PCIDevice]) -> [LinkDefect] {
    devices.compactMap { device in
      guard let shortfall = device.shortfall, !shortfall.isEmpty, let link = device.link,
        let port = devices.first(where: { $0.address == device.parent }), let upper = port.link
      else { return nil }
      return LinkDefect(
        device: device.address, port: port.address, shortfall: shortfall, link: link, upper: upper)
    }
  }

  /// The defect in the words of the node's findings.
  public var finding: Finding {
    var parts: [String] = []
    if shortfall.contains(.width), let now = link.width, let able = Self.least(\.maxWidth, self) {
      parts.append("x\(now) where both ends can do x\(able)")
    }
    if shortfall.contains(.speed), let now = link.speed, let able = Self.least(\.maxSpeed, self) {
      parts.append("\(Self.giga(now)) GT/s where both ends can do \(Self.giga(able)) GT/s")
    }
    return Finding(
      .warning, kind: "link", subject: device.description,
      text: "the link to port \(port) runs at " + parts.joined(separator: " and "),
      advice: "reseat the card or cable, then look at the slot's settings in the firmware")
  }

  /// Billions without a needless fraction: "8", "2.5".
  public static func giga(_ transfersPerSecond: UInt64) -> String {
    let tenths = (transfersPerSecond + 50_000_000) / 100_000_000
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }

  private static func least(_ member: KeyPath<PCILink, UInt64?>, _ defect: LinkDefect) -> UInt64? {
    guard let lower = defect.link[keyPath: member], let upper = defect.upper[keyPath: member]
    else { return nil }
    return min(lower, upper)
  }
}
