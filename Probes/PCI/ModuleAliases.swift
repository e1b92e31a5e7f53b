internal import CLinux
internal import LinuxFiles

/// Which kernel modules say that they can drive which PCI devices.
///
/// Source: `/lib/modules/RELEASE/modules.alias` as depmod writes it, lines "alias PATTERN MODULE";
/// the pattern is matched against the device's sysfs `modalias` as modprobe does, modules.alias(5).
/// Read here rather than through libkmod, which would be one more library for one line of output.
struct ModuleAliases {
  private struct Alias {
    let pattern: String
    let module: String
  }
  /// By the eight digits of the vendor, so that a device is compared with a few hundred of the twenty
  /// thousand patterns.
  private var byVendor: [String: [Alias]] = [:]
  private var forAnyVendor: [Alias] = []

  /// Reads the list of the running kernel; nil where there is none.
  init?(runningBelow proc: borrowing Directory) {
    guard let release = proc.text(of: "sys/kernel/osrelease"), !release.contains("/"),
      let folder = try? Directory("/lib/modules/" + release)
    else { return nil }
    var buffer = ReadBuffer()
    guard let text = try? folder.contents(of: "modules.alias", into: &buffer) else { return nil }
    self.init(text)
  }

  /// Reads the lines about PCI.
  init(_ text: Span<UInt8>) {
    var scanner = ByteScanner(text)
    repeat {
      guard scanner.skip("alias pci:v") else { continue }
      let pattern = "pci:v" + scanner.text(scanner.word())
      let module = scanner.text(scanner.word())
      guard !module.isEmpty else { continue }
      if let vendor = Self.vendor(of: pattern), !vendor.contains("*") {
        byVendor[vendor, default: []].append(Alias(pattern: pattern, module: module))
      } else {
        forAnyVendor.append(Alias(pattern: pattern, module: module))
      }
    } while scanner.skipLine()
  }

  /// The modules for a device, each once.
  func modules(for modalias: String) -> [String] {
    guard let vendor = Self.vendor(of: modalias) else { return [] }
    var found: [String] = []
    for alias in byVendor[vendor, default: []] + forAnyVendor
    where !found.contains(alias.module) && Self.matches(alias.pattern, modalias) {
      found.append(alias.module)
    }
    return found
  }

  private static func vendor(of text: String) -> String? {
    let digits = text.dropFirst(5).prefix(8)
    return digits.count == 8 ? String(digits) : nil
  }

  private static func matches(_ pattern: String, _ text: String) -> Bool {
    unsafe fnmatch(pattern, text, 0) == 0
  }
}
