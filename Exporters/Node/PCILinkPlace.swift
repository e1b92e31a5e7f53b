internal import NodeModel

/// Where the link of one PCI device stands in a catalogue.
struct PCILinkPlace: Sendable {
  /// The address, and what the device is called.
  let title: String
  /// 1 where the link is below its ability.
  let degraded: Int
  private let width, maxWidth, speed, maxSpeed: Int?

  /// All links that are judged.
  static func all(in index: SeriesIndex) -> [PCILinkPlace] {
    let judged = index.byDevice("nodeprobe_pci_link_degraded")
    guard !judged.isEmpty else { return [] }
    let names = index.byDevice("nodeprobe_pci_device_info")
    let widths = index.byDevice("nodeprobe_pci_link_width_lanes")
    let maxWidths = index.byDevice("nodeprobe_pci_link_max_width_lanes")
    let speeds = index.byDevice("nodeprobe_pci_link_transfers_per_second")
    let maxSpeeds = index.byDevice("nodeprobe_pci_link_max_transfers_per_second")
    return judged.sorted { $0.value < $1.value }.map { device, place in
      let model = names[device].flatMap { index.label("model", at: $0) }
      return PCILinkPlace(
        title: [device, model].compactMap { $0 }.joined(separator: " "), degraded: place,
        width: widths[device], maxWidth: maxWidths[device], speed: speeds[device],
        maxSpeed: maxSpeeds[device])
    }
  }

  /// What the link does and could do, as far as it is less.
  func evidence(_ values: [Value]) -> String {
    let lanes = Self.shortfall(width, maxWidth, values, scale: 1).map { $0 + " lanes" }
    let speeds = Self.shortfall(speed, maxSpeed, values, scale: 1e9).map { $0 + " GT/s" }
    let parts = [lanes, speeds].compactMap { $0 }
    // The device itself may do no more: then its port could.
    return parts.isEmpty
      ? "link is below what both ends can do" : "link runs at " + parts.joined(separator: " and ")
  }

  private static func shortfall(_ now: Int?, _ most: Int?, _ values: [Value], scale: Double)
    -> String?
  {
    guard let now = now.flatMap({ values[$0].double }),
      let most = most.flatMap({ values[$0].double }),
      now < most
    else { return nil }
    return text(now / scale) + " of " + text(most / scale)
  }

  private static func text(_ value: Double) -> String {
    var text = ByteText(capacity: 16)
    text.append(real: rounded(value, 1))
    return String(decoding: text.bytes, as: UTF8.self)
  }
}
