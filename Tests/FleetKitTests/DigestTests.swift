import CKernels
import TestSupport
import Testing

@testable import FleetKit

@Suite("Digests")
struct DigestTests {
  @Test("are those of sha256sum, whatever the length and the pieces")
  func sums() throws {
    let folder = try TemporaryDirectory()
    for length in [0, 1, 31, 32, 55, 56, 63, 64, 65, 119, 120, 128, 1000, 70_001] {
      let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 7) }
      try folder.write(bytes: bytes, to: "bytes")
      let truth = try Program.run("/usr/bin/sha256sum", folder.path + "/bytes").output
      #expect(truth.hasPrefix(Digest.of(bytes).description), "\(length) bytes")
      var digest = Digest()
      var rest = bytes[...]
      for size in [1, 62, 2, 64, 129] {
        digest.update(Array(rest.prefix(size)))
        rest = rest.dropFirst(size)
      }
      digest.update(Array(rest))
      #expect(truth.hasPrefix(digest.value.description), "\(length) bytes in pieces")
    }
  }
  @Test("are the same without the processor's instructions")
  func plain() {
    let bytes = (0..<6400).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ $0 >> 8) }
    var fast: [UInt32] = [1, 2, 3, 4, 5, 6, 7, .max]
    var plain = fast
    ckernels_sha256(&fast, bytes, 100)
    ckernels_sha256_plain(&plain, bytes, 100)
    #expect(fast == plain && fast[0] != 1)
  }
}
