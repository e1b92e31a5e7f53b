public import LinuxFiles

/// Notices PCI devices that come and go.
public final class PCIBusWatch {
  private let bus: Directory
  private var fingerprint: UInt64?

  /// Remembers what is there now.
  public init(below root: borrowing Root) throws(SystemError) {
    let bus = try Directory("bus", below: root.sys)
    var buffer = ReadBuffer()
    fingerprint = bus.fingerprint(of: "pci/devices", buffer: &buffer)
    self.bus = bus
  }

  /// Whether the devices are others than when this was asked last; a bus that cannot be read now is the
  /// same as before. It allocates nothing.
  public func hasChanged(buffer: inout ReadBuffer) -> Bool {
    guard let now = bus.fingerprint(of: "pci/devices", buffer: &buffer) else { return false }
    defer { fingerprint = now }
    return now != fingerprint
  }
}
