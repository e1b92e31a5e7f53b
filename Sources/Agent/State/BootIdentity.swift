public import LinuxFiles

/// Which life of the machine this is.
public enum BootIdentity {
  /// The kernel's boot_id below a root; where that tree has none, that of the kernel we run on.
  public static func current(below root: borrowing Root) -> String {
    let path = "sys/kernel/random/boot_id"
    if let text = root.proc.text(of: path), !text.isEmpty { return text }
    do throws(SystemError) {
      return try Directory("/proc").text(of: path) ?? ""
    } catch {
      return ""
    }
  }
}
