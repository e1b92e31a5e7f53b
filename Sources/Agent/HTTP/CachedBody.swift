internal import NIOCore

/// A body that is rendered once a snapshot, however often it is asked for, and compressed once where
/// somebody takes it so.
struct CachedBody {
  private var sequence: UInt64 = 0
  private var compressedSequence: UInt64 = 0
  private var plain = ByteBuffer()
  private var compressed = ByteBuffer()
  private var packed: [UInt8] = []

  /// The body of snapshot number `sequence`, and whether it is compressed.
  mutating func body(
    of sequence: UInt64, with gzip: Gzip?, render: () -> [UInt8]
  ) -> (ByteBuffer, isCompressed: Bool) {
    if self.sequence != sequence {
      self.sequence = sequence
      plain.clear()
      plain.writeBytes(render())
    }
    guard let gzip, compress(with: gzip) else { return (plain, false) }
    return (compressed, true)
  }

  private mutating func compress(with gzip: Gzip) -> Bool {
    if compressedSequence == sequence { return true }
    let isPacked = unsafe plain.withUnsafeReadableBytes { bytes in
      unsafe gzip.compress(bytes, into: &packed)
    }
    guard isPacked else { return false }
    compressedSequence = sequence
    compressed.clear()
    compressed.writeBytes(packed[..<gzip.written])
    return true
  }
}
