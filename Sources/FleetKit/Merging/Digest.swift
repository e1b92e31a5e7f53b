internal import CKernels

/// SHA-256 (FIPS 180-4) over bytes that come piece by piece.
struct Digest {
  /// Section 5.3.3.
  private var state: [UInt32] = [
    0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB,
    0x5BE0_CD19,
  ]
  private var rest: [UInt8] = []
  private var length: UInt64 = 0

  /// Takes more bytes.
  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    length += UInt64(bytes.count)
    var start = 0
    if !rest.isEmpty {
      start = min(64 - rest.count, bytes.count)
      unsafe rest.append(contentsOf: bytes[..<start])
      guard rest.count == 64 else { return }
      unsafe rest.withUnsafeBytes { unsafe compress($0) }
      rest.removeAll(keepingCapacity: true)
    }
    let whole = (bytes.count - start) / 64 * 64
    unsafe compress(UnsafeRawBufferPointer(rebasing: bytes[start..<start + whole]))
    unsafe rest.append(contentsOf: bytes[(start + whole)...])
  }

  /// Takes more bytes.
  mutating func update(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { unsafe update($0) }
  }

  /// The digest of all bytes so far.
  var value: NodeID {
    // Section 5.1.1: a one, zeros, and the length in bits.
    var last = rest + [0x80]
    last += Array(repeating: 0, count: (120 - last.count % 64) % 64)
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      last.append(UInt8(truncatingIfNeeded: (length * 8) >> shift))
    }
    var copy = self
    unsafe last.withUnsafeBytes { unsafe copy.compress($0) }
    func word(_ place: Int) -> UInt64 {
      UInt64(copy.state[place]) << 32 | UInt64(copy.state[place + 1])
    }
    return NodeID((word(0), word(2), word(4), word(6)))
  }

  /// The digest of bytes that are there at once.
  static func of(_ bytes: [UInt8]) -> NodeID {
    var digest = Digest()
    digest.update(bytes)
    return digest.value
  }

  private mutating func compress(_ blocks: UnsafeRawBufferPointer) {
    let count = blocks.count / 64
    unsafe state.withUnsafeMutableBufferPointer {
      unsafe ckernels_sha256(
        $0.baseAddress, blocks.baseAddress?.assumingMemoryBound(to: UInt8.self), count)
    }
  }
}
