internal import NIOCore

/// A body that is rendered once a snapshot, however often it is asked for, and compressed once where
/// somebody takes it so.
struct CachedBody {
  private var sequence: UInt64 = 0
  private var compressedSequence: UInt64 = 0
  private var plain = ByteBuffer()
  private var compressed = ByteBuffer()

  /// The body of snapshot number `sequence`, and whether it is compressed: `pack` writes it so into an
  /// empty buffer, and says whether it could.
  mutating func body(
    of sequence: UInt64, compressed isWanted: Bool, render: () -> [UInt8],
    pack: (Span<UInt8>, inout ByteBuffer) -> Bool
  ) -> (ByteBuffer, isCompressed: Bool) {
    if self.sequence != sequence {
      self.sequence = sequence
      plain.clear()
      plain.writeBytes(render())
    }
    guard isWanted else { return (plain, false) }
    if compressedSequence != sequence {
      let plain = plain
      compressed.clear()
      guard pack(plain.readableBytesUInt8Span, &compressed) else { return (plain, false) }
      compressedSequence = sequence
    }
    return (compressed, true)
  }
}
