public import LinuxFiles

/// Which life of the machine this is.
public enum BootIdentity {
  /// The kernel's boot_id below a root; where that tree has none, that of the kernel we run on.
  public static func current(below root: borrowing Root) -> String {
    let path = "sys/kernel/random/boot_id"
    if let text = root.proc.text(of: path), !text.isEmpty { return text }
    guard let live = try? Directory("/proc") else { return "" }
    return live.text(of: path) ?? ""
  }
}
