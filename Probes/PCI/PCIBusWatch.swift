public import LinuxFiles

/// Notices PCI devices that come and go.
///
/// Each change makes the kernel send an event, and it counts those in `/sys/kernel/uevent_seqnum`
/// (Linux `kernel/ksysfs.c`). As long as the count stands still, one read of a few bytes is all that
/// is done.
public final class PCIBusWatch {
  private let events: KernelFile?
  private let bus: Directory
  private var count: UInt64?
  private var fingerprint: UInt64?

  /// Remembers what is there now.
  public init(below root: borrowing Root) throws(SystemError) {
    events = try? KernelFile("kernel/uevent_seqnum", below: root.sys)
    let bus = try Directory("bus", below: root.sys)
    var buffer = ReadBuffer()
    count = Self.count(events, &buffer)
    fingerprint = bus.fingerprint(of: "pci/devices", buffer: &buffer)
    self.bus = bus
  }

  /// Whether the kernel sent any event since this was asked last; true where it does not count them.
  public func sawEvent(buffer: inout ReadBuffer) -> Bool {
    guard let now = Self.count(events, &buffer) else { return true }
    defer { count = now }
    return now != count
  }

  /// Whether the devices are others than when this was asked last; a bus that cannot be read now is the
  /// same as before. It allocates nothing.
  public func hasChanged(buffer: inout ReadBuffer) -> Bool {
    guard let now = bus.fingerprint(of: "pci/devices", buffer: &buffer) else { return false }
    defer { fingerprint = now }
    return now != fingerprint
  }

  private static func count(_ file: KernelFile?, _ buffer: inout ReadBuffer) -> UInt64? {
    guard let file, let text = try? file.contents(into: &buffer) else { return nil }
    var scanner = ByteScanner(text)
    return scanner.unsigned()
  }
}
