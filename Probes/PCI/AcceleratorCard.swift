/// An accelerator on the PCI bus that draws power of its own, beside the processor's.
public struct AcceleratorCard: Sendable, Hashable {
  /// Where it sits.
  public let address: PCIAddress
  /// Who made the chip.
  public let vendorID: UInt16
  /// Which chip of the vendor's it is.
  public let deviceID: UInt16

  /// States a card.
  public init(address: PCIAddress, vendorID: UInt16, deviceID: UInt16) {
    (self.address, self.vendorID, self.deviceID) = (address, vendorID, deviceID)
  }

  /// Whether two such devices are the dies of one module, only one of which has its power sensor: AMD's MI250X and
  /// MI250.
  var isHalf: Bool { vendorID == PCIVendor.amd && [0x7408, 0x740C].contains(deviceID) }

  /// How many modules some devices are.
  public static func modules(_ cards: [AcceleratorCard]) -> Int {
    let halves = cards.count(where: \.isHalf)
    return cards.count - halves + (halves + 1) / 2
  }
}

/// Vendors whose devices are told apart here, by their number at PCI-SIG.
enum PCIVendor {
  static let amd: UInt16 = 0x1002
  /// AMD's processors, whose own functions bear another number than its graphics.
  static let amdProcessors: UInt16 = 0x1022
  static let nvidia: UInt16 = 0x10DE
  static let intel: UInt16 = 0x8086
  /// Its graphics of virtual machines are no hardware.
  static let microsoft: UInt16 = 0x1414
}
