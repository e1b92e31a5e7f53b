internal import LinuxFiles

/// How far a device sleeps, by the numbers of PCI Power Management and of the kernel's `pci_power_t`.
public enum PCIPowerState: UInt8, Sendable {
  case d0 = 0
  case d1 = 1
  case d2 = 2
  case d3hot = 3
  case d3cold = 4

  /// Reads sysfs `power_state`; nil for "unknown" and "error".
  ///
  /// Source: Linux `Documentation/ABI/testing/sysfs-bus-pci`.
  init?(text: Span<UInt8>) {
    var scanner = ByteScanner(text)
    if scanner.skip("D0") {
      self = .d0
    } else if scanner.skip("D1") {
      self = .d1
    } else if scanner.skip("D2") {
      self = .d2
    } else if scanner.skip("D3hot") {
      self = .d3hot
    } else if scanner.skip("D3cold") {
      self = .d3cold
    } else {
      return nil
    }
  }

  /// The word in sysfs.
  public var word: String {
    switch self {
    case .d0: "D0"
    case .d1: "D1"
    case .d2: "D2"
    case .d3hot: "D3hot"
    case .d3cold: "D3cold"
    }
  }
}
