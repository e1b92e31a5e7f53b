public import LinuxFiles

/// Sees whether the PCI devices, or the drivers that have them, are others than before.
///
/// Source: `/sys/bus/pci/devices` and each device's link `driver`. To bind a driver is an event of the
/// kernel (Linux `drivers/base/dd.c`), so links are only read where it sent any.
public final class PCIInventoryWatch: HardwareWatch {
  private static let folder = "bus/pci/devices"

  private var events: KernelEvents?
  private var count: UInt64?
  private var devices: UInt64 = 0
  /// The devices' links.
  private var links: [String] = []
  private var drivers: UInt64 = 0

  /// A watch that has seen nothing yet.
  public init() {}

  /// Devices and drivers are made known by events.
  public var followsEvents: Bool { true }

  /// A number for the devices and their drivers.
  public func look(below root: borrowing Root, buffer: inout ReadBuffer) -> UInt64? {
    guard let seen = root.sys.fingerprint(of: Self.folder, buffer: &buffer) else { return nil }
    if seen == 0 { return 0 }
    if events == nil { events = KernelEvents(below: root) }
    let now = events?.count(buffer: &buffer)
    var isNew = now == nil || now != count
    count = now
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
