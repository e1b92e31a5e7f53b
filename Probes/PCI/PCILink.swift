internal import LinuxFiles

/// What a PCI Express link does and could do, as one of its two ends says. What is unknown is nil.
public struct PCILink: Sendable, Equatable {
  /// Lanes in use.
  public var width: UInt64?
  /// Lanes that this end has.
  public var maxWidth: UInt64?
  /// Transfers a second on each lane.
  public var speed: UInt64?
  /// The most transfers a second that this end can do on each lane.
  public var maxSpeed: UInt64?

  /// A link of which nothing is known.
  public init() {}

  /// Whether nothing at all is known.
  public var isUnknown: Bool { self == PCILink() }

  /// Lanes from the text of `current_link_width` or `max_link_width`; nil where there is no link.
  ///
  /// Source: Linux `Documentation/ABI/testing/sysfs-bus-pci`. Without a link the kernel says 0, and
  /// 255 where the device does not answer.
  static func width(in text: Span<UInt8>) throws(SystemError) -> UInt64? {
    var scanner = ByteScanner(text)
    if scanner.skip("Unknown") { return nil }
    guard let lanes = scanner.unsigned() else { throw .garbled("link_width") }
    return (1...32).contains(lanes) ? lanes : nil
  }

  /// Transfers a second from the text of `current_link_speed` or `max_link_speed`, "16.0 GT/s PCIe";
  /// nil where there is no link.
  static func speed(in text: Span<UInt8>) throws(SystemError) -> UInt64? {
    var scanner = ByteScanner(text)
    if scanner.skip("Unknown") { return nil }
    guard let giga = scanner.real(), scanner.skip(" GT/s"), giga >= 0, giga < 1e6 else {
      throw .garbled("link_speed")
    }
    return giga > 0 ? UInt64((giga * 1e9).rounded()) : nil
  }

  /// Transfers a second of a generation as the link registers number them, 1 to 6; nil for others.
  ///
  /// Source: PCI Express Base Specification 6.0, Link Capabilities Register, Max Link Speed.
  static func speed(generation: Int32) -> UInt64? {
    let speeds: [UInt64] = [
      2_500_000_000, 5_000_000_000, 8_000_000_000, 16_000_000_000, 32_000_000_000, 64_000_000_000,
    ]
    return speeds.indices.contains(Int(generation) - 1) ? speeds[Int(generation) - 1] : nil
  }
}
