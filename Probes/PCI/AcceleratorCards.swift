public import LinuxFiles

/// The accelerators of a node that draw power of their own, found on the PCI bus.
///
/// Source: `/sys/bus/pci/devices/ADDRESS/{class,vendor,device,physfn}`, which answer from memory. A card is a display
/// or 3D controller (class 03) or a processing accelerator (class 12) that is no part of a processor, no graphics of a
/// board's management controller and no part of a device that was split. An integrated one draws its power inside the
/// package, and so it is none: Intel's sits on the root bus, AMD's shares its slot with functions of the processor or is
/// a whole socket (MI300A).
public struct AcceleratorCards: ~Copyable {
  private let folder: PCIFolder

  /// Nil where the kernel has no PCI.
  public init?(below root: borrowing Root) {
    guard let folder = try? PCIFolder(below: root.sys) else { return nil }
    self.folder = folder
  }

  /// Those that are there now, sorted by address.
  public func look() -> [AcceleratorCard] {
    let addresses = folder.addresses
    var cards: [AcceleratorCard] = []
    for address in addresses {
      guard let number = folder.number("class", address), [0x03, 0x12].contains(number >> 16),
        let vendor = id("vendor", address),
        let device = id("device", address)
      else { continue }
      let card = AcceleratorCard(address: address, vendorID: vendor, deviceID: device)
      // Class, subclass, interface: a byte each.
      let classID = UInt16(truncatingIfNeeded: number >> 8)
      guard Self.isAccelerator(classID, vendor), !isIntegrated(card, classID, among: addresses),
        !folder.has("physfn", address),
        // Functions of one chip are one card.
        !cards.contains(where: { $0.address.isBeside(address) })
      else { continue }
      cards.append(card)
    }
    return cards
  }

  private func id(_ attribute: StaticString, _ address: PCIAddress) -> UInt16? {
    folder.number(attribute, address).flatMap { UInt16(exactly: $0) }
  }

  /// Whether a class is an accelerator's. A VGA controller is mostly a management controller's or a virtual machine's,
  /// but for those of three makers.
  private static func isAccelerator(_ classID: UInt16, _ vendor: UInt16) -> Bool {
    switch classID {
    case 0x1200...0x12FF: true
    case 0x0302: vendor != PCIVendor.microsoft
    case 0x0300, 0x0380: [PCIVendor.amd, PCIVendor.nvidia, PCIVendor.intel].contains(vendor)
    default: false
    }
  }

  private func isIntegrated(
    _ card: AcceleratorCard, _ classID: UInt16, among addresses: [PCIAddress]
  ) -> Bool {
    switch card.vendorID {
    case PCIVendor.intel: return folder.parent(of: card.address) == nil
    case PCIVendor.amd:
      if card.deviceID == Self.socketWithProcessor { return true }
      guard classID < 0x1200 else { return false }
      return folder.parent(of: card.address) == nil
        || addresses.contains {
          $0.isBeside(card.address) && id("vendor", $0) == PCIVendor.amdProcessors
        }
    default: return false
    }
  }

  /// MI300A.
  private static let socketWithProcessor: UInt16 = 0x74A0
}

extension PCIAddress {
  /// Whether both are functions of one device.
  fileprivate func isBeside(_ other: PCIAddress) -> Bool {
    (domain, bus, device) == (other.domain, other.bus, other.device)
  }
}
