public import LinuxFiles

/// Sees whether the PCI devices, or the drivers that have them, are others than before.
///
/// Source: `/sys/bus/pci/devices` and each device's link `driver`. To bind a driver is an event of the
/// kernel (Linux `drivers/base/dd.c`), so links are only read where it sent any.
public final class PCIInventoryWatch: HardwareWatch {
  private static let folder = "bus/pci/devices"

  private var events: PCIBusWatch?
  private var devices: UInt64 = 0
  /// The devices' links.
  private var links: [String] = []
  private var drivers: UInt64 = 0

  /// A watch that has seen nothing yet.
  public init() {}

  /// A number for the devices and their drivers.
  public func look(below root: borrowing Root, buffer: inout ReadBuffer) -> UInt64? {
    guard let seen = root.sys.fingerprint(of: Self.folder, buffer: &buffer) else { return nil }
    if seen == 0 { return 0 }
    if events == nil { events = try? PCIBusWatch(below: root) }
    var isNew = events?.sawEvent(buffer: &buffer) ?? true
    if seen != devices {
      devices = seen
      links = root.sys.names(in: Self.folder).map { Self.folder + "/" + $0 + "/driver" }
      isNew = true
    }
    if isNew {
      drivers = 0
      for link in links { drivers = drivers &* 31 &+ root.sys.fingerprint(ofLink: link) }
    }
    return (devices ^ drivers) | 1
  }
}
