public import LinuxFiles

/// How many events of devices the kernel has sent: as long as the count stands still, no device came, went, was
/// renamed or got another driver.
///
/// Source: `/sys/kernel/uevent_seqnum` (Linux `kernel/ksysfs.c`, `lib/kobject_uevent.c`). A captured tree has the
/// count of its moment for ever.
public final class KernelEvents {
  private let file: KernelFile?

  /// Opens the count, if there is one.
  public init(below root: borrowing Root) {
    file = try? KernelFile("kernel/uevent_seqnum", below: root.sys)
  }

  /// The count now; nil where it cannot be told.
  public func count(buffer: inout ReadBuffer) -> UInt64? {
    guard let file, let text = try? file.record(into: &buffer) else { return nil }
    var scanner = ByteScanner(text)
    return scanner.unsigned()
  }
}
