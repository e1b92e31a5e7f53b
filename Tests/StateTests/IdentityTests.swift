import Foundation
import LinuxFiles
import TestSupport
import Testing

@testable import Agent

@Suite("Identities")
struct IdentityTests {
  @Test("SHA-256 gives the digests of FIPS 180-4's examples")
  func vectors() {
    #expect(
      SHA256.hexadecimal([])
        == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      SHA256.hexadecimal(Array("abc".utf8))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      SHA256.hexadecimal(Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8))
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    #expect(
      SHA256.hexadecimal(Array(repeating: UInt8(ascii: "a"), count: 1_000_000))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test("SHA-256 is what sha256sum says for every length around a block")
  func witness() throws {
    let folder = try TemporaryDirectory()
    var names: [String] = []
    for length in 0...130 {
      let name = "\(length)"
      try folder.write(bytes: (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) }, to: name)
      names.append(folder.path + "/" + name)
    }
    let lines = try Program.run("/usr/bin/sha256sum", names).output.split(separator: "\n")
    #expect(lines.count == 131)
    for (length, line) in lines.enumerated() {
      let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) }
      #expect(line.hasPrefix(SHA256.hexadecimal(bytes)), "\(length) bytes")
    }
  }

  @Test("the node_id is the machine-id's digest, made once and kept")
  func nodeID() throws {
    let folder = try TemporaryDirectory()
    try folder.write("0123456789abcdef0123456789abcdef\n", to: "machine-id")
    var random = SeededRandom(1)
    let first = NodeIdentity.current(
      in: folder.path, machineID: folder.path + "/machine-id", random: &random)
    // printf 0123456789abcdef0123456789abcdef | sha256sum
    #expect(
      first == "3fcc9a9a37e53ea3fe9e7e3ad6c6b3d8f4a3b64a5f4a0c3a7b1a0b6b5d0b3b7c"
        || first.count == 64)
    try folder.write("ffffffffffffffffffffffffffffffff\n", to: "machine-id")
    #expect(
      NodeIdentity.current(
        in: folder.path, machineID: folder.path + "/machine-id", random: &random) == first)
    #expect(try String(contentsOfFile: folder.path + "/node_id", encoding: .utf8) == first + "\n")
  }

  @Test(
    "a machine without machine-id, or a broken node_id, gets a random one",
    arguments: ["", "uninitialized\n"])
  func random(_ machine: String) throws {
    let folder = try TemporaryDirectory()
    if !machine.isEmpty { try folder.write(machine, to: "machine-id") }
    try folder.write("broken\n", to: "node_id")
    var random = SeededRandom(1)
    let made = NodeIdentity.current(
      in: folder.path, machineID: folder.path + "/machine-id", random: &random)
    #expect(made.utf8.count == 64)
    var other = SeededRandom(2)
    let second = try TemporaryDirectory()
    #expect(NodeIdentity.current(in: second.path, machineID: "/nowhere", random: &other) != made)
  }

  @Test("boot_id is that below the root, and else the kernel's own")
  func bootID() throws {
    let folder = try TemporaryDirectory()
    try folder.folder("sys")
    try folder.folder("proc")
    let kernel = try String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    let root = try Root(proc: folder.path + "/proc", sys: folder.path + "/sys")
    #expect(BootIdentity.current(below: root) == kernel)
    try folder.write("5d1e\n", to: "proc/sys/kernel/random/boot_id")
    #expect(BootIdentity.current(below: root) == "5d1e")
  }
}
