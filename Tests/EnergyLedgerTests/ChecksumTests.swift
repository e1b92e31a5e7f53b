import Foundation
import Testing

@testable import EnergyLedger
import TestSupport

@Suite("Checksum")
struct ChecksumTests {
  @Test("nothing has the sum that the specification gives for it")
  func empty() {
    #expect(Checksum.of([]) == 0xEF46_DB37_51D8_E999)
  }

  @Test(
    "zstd writes the low half of the same sum behind a frame", arguments: [1, 2, 3, 4, 5, 8, 1001])
  func zstd(count: Int) throws {
    let program = "/usr/bin/zstd"
    guard FileManager.default.isExecutableFile(atPath: program) else {
      print("skipped: \(program) is not here")
      return
    }
    var chance = SeededRandom(UInt64(count))
    let words = (0..<count).map { _ in chance.next() }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["--check", "--stdout", "-"]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let bytes = words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
    try input.fileHandleForWriting.write(contentsOf: Data(bytes))
    try input.fileHandleForWriting.close()
    let frame = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let low = frame.suffix(4).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    #expect(Checksum.of(words) & 0xFFFF_FFFF == low)
  }
}
