internal import NIOCore

/// A body that is made once a snapshot in each form that somebody takes, however often it is asked for.
struct CachedBody {
  private var plain = Form()
  private var compressed = Form()

  private struct Form {
    var sequence: UInt64 = 0
    var buffer = ByteBuffer()

    mutating func follow(_ sequence: UInt64, _ make: (inout ByteBuffer) -> Bool) -> Bool {
      guard self.sequence != sequence else { return true }
      buffer.clear()
      guard make(&buffer) else { return false }
      self.sequence = sequence
      return true
    }
  }

  /// The body of snapshot number `sequence`, and whether it is compressed. `render` writes it into an
  /// empty buffer as it is, and `pack` compressed; it says whether it could.
  mutating func body(
    of sequence: UInt64, compressed isWanted: Bool, render: (inout ByteBuffer) -> Void,
    pack: (inout ByteBuffer) -> Bool
  ) -> (ByteBuffer, isCompressed: Bool) {
    if isWanted, compressed.follow(sequence, pack) { return (compressed.buffer, true) }
    _ = plain.follow(sequence) { buffer in
      render(&buffer)
      return true
    }
    return (plain.buffer, false)
  }
}
