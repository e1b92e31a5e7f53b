import TestSupport
import Testing

@testable import FleetKit

@Suite("SHA-256")
struct DigestTests {
  @Test(
    "bytes that come in pieces have the digest that sha256sum gives",
    arguments: [0, 1, 55, 56, 63, 64, 65, 1000, 70_000])
  func pieces(length: Int) throws {
    let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    let folder = try TemporaryDirectory()
    try folder.write(bytes: bytes, to: "bytes")
    let expected = try Program.run("/usr/bin/sha256sum", folder.path + "/bytes").output.prefix(64)
    #expect(Digest.of(bytes).description == expected)
    var digest = Digest()
    for start in stride(from: 0, to: length, by: 37) {
      digest.update(Array(bytes[start..<min(length, start + 37)]))
    }
    #expect(digest.value.description == expected)
  }

  @Test("the digest of nothing is that of FIPS 180-4's examples")
  func nothing() {
    #expect(
      Digest.of([]).description
        == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }
}
