/// Where a device sits: domain, bus, device and function.
///
/// A domain has up to 32 bits: Intel VMD and Hyper-V count from 10000 on.
public struct PCIAddress: Hashable, Sendable {
  /// The domain, also called segment.
  public let domain: UInt32
  /// The bus in its domain.
  public let bus: UInt8
  /// The device on its bus, 0 to 31.
  public let device: UInt8
  /// The function of its device, 0 to 7.
  public let function: UInt8

  /// Puts an address together.
  public init(domain: UInt32, bus: UInt8, device: UInt8, function: UInt8) {
    self.domain = domain
    self.bus = bus
    self.device = device
    self.function = function
  }

  /// Reads the form of sysfs, "0000:03:00.0"; nil where `text` is none.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].count >= 4, let domain = UInt32(parts[0], radix: 16),
      parts[1].count == 2, let bus = UInt8(parts[1], radix: 16)
    else { return nil }
    let slot = parts[2].split(separator: ".", omittingEmptySubsequences: false)
    guard slot.count == 2, slot[0].count == 2, let device = UInt8(slot[0], radix: 16),
      device < 32, slot[1].count == 1, let function = UInt8(slot[1], radix: 16), function < 8
    else { return nil }
    self.init(domain: domain, bus: bus, device: device, function: function)
  }
}

extension PCIAddress: Comparable {
  /// By number: domain 10000 stands behind ffff.
  public static func < (left: PCIAddress, right: PCIAddress) -> Bool {
    (left.domain, left.bus, left.device, left.function)
      < (right.domain, right.bus, right.device, right.function)
  }
}

extension PCIAddress: CustomStringConvertible {
  /// The form of sysfs and of `lspci -D`: "0000:03:00.0".
  public var description: String {
    let domain = domain > 0xFFFF ? String(domain, radix: 16) : UInt16(domain).hexadecimal
    return "\(domain):\(bus.hexadecimal):\(device.hexadecimal).\(function)"
  }
}

extension FixedWidthInteger {
  /// All digits of the number in base 16, lowercase: four for 16 bits.
  public var hexadecimal: String {
    let digits = String(self, radix: 16)
    return String(repeating: "0", count: Self.bitWidth / 4 - digits.count) + digits
  }
}
