/// A number that tells one sequence of bytes from another: FNV-1a in 64 bits (Fowler, Noll, Vo;
/// RFC 9923).
///
/// It notices what the kernel changed; it is no defence against somebody who wants two to be equal.
public struct Fingerprint: Sendable {
  /// The number for the bytes so far.
  public private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Of no bytes.
  public init() {}

  /// Of all of `bytes`.
  public init(of bytes: Span<UInt8>) {
    combine(bytes)
  }

  /// Goes on with further bytes.
  public mutating func combine(_ bytes: Span<UInt8>) {
    for index in bytes.indices { value = (value ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
  }
}
