import Foundation
import NodeModel
import TestSupport
import Testing

@testable import Probes

/// Tables are written by hand after SMBIOS 3.7, section 7.18.
@Suite("Memory modules")
struct MemoryModuleTests {
  /// A memory device of 92 bytes with three texts: locator, bank, maker.
  private static func device(
    size: UInt16, extended: UInt32 = 0, type: UInt8 = 0x22, speed: UInt16 = 5600,
    configured: UInt16 = 4800, more: UInt32 = 0, texts: [String] = ["DIMM A1", "CPU 1", "Maker"]
  ) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 92)
    func put(_ value: some FixedWidthInteger, _ offset: Int) {
      for byte in 0..<(value.bitWidth / 8) {
        bytes[offset + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte))
      }
    }
    (bytes[0], bytes[1]) = (17, 92)
    put(size, 0x0C)
    (bytes[0x10], bytes[0x11], bytes[0x12]) = (1, 2, type)
    put(speed, 0x15)
    put(extended, 0x1C)
    put(configured, 0x20)
    put(more, 0x58)
    for text in texts { bytes += Array(text.utf8) + [0] }
    return bytes + (texts.isEmpty ? [0, 0] : [0])
  }
  private static let end: [UInt8] = [127, 4, 0, 1, 0, 0]
  private static let gibibyte: UInt64 = 1 << 30

  @Test(
    "sizes in KiB, MiB and beyond, speeds as they run, else as they could; other memory is left out"
  )
  func table() throws {
    let other: [UInt8] = [0, 6, 0, 0, 1, 0] + Array("BIOS".utf8) + [0, 0]
    let table =
      other + Self.device(size: 16_384) + Self.device(size: 0) + Self.device(size: 0xFFFF)
      + Self.device(size: 0x7FFF, extended: 65_536, configured: 0, texts: [])
      + Self.device(size: 0x8000 | 512, configured: 0xFFFF, more: 70_000, texts: ["B"])
      // A flash chip, and a graphics card's memory.
      + Self.device(size: 16, type: 0x09) + Self.device(size: 8192, type: 0x05)
      + Self.end + Self.device(size: 1024)
    let modules = MemoryModule.all(in: table)
    #expect(modules.map(\.bytes) == [16 * Self.gibibyte, 64 * Self.gibibyte, 512 << 10])
    #expect(modules.map(\.transfers) == [4_800_000_000, 5_600_000_000, 70_000_000_000])
    #expect(modules.map(\.locator) == ["DIMM A1", "", "B"])
    #expect(modules.map(\.bank) == ["CPU 1", "", ""])
    let folder = try TemporaryDirectory()
    try folder.write(bytes: table, to: "firmware/dmi/tables/DMI")
    let sampling = try #require(
      try Sampling(MemoryModules.self, proc: folder.path, sys: folder.path))
    #expect(
      sampling.family("nodeprobe_memory_module_size_bytes", by: "module")
        == ["0": 17_179_869_184, "1": 68_719_476_736, "2": 524_288])
    #expect(
      sampling.family("nodeprobe_memory_module_transfers_per_second", by: "locator")["DIMM A1"]
        == 4.8e9)
  }

  @Test("a table that is cut, or has any byte wrong, is read to its end")
  func broken() {
    let table = Self.device(size: 16_384) + Self.device(size: 8192) + Self.end
    for count in 0...table.count {
      #expect(MemoryModule.all(in: Array(table[..<count])).count <= 2)
    }
    for place in table.indices {
      for value: UInt8 in [0, 1, 3, 4, 17, 127, 255] {
        var other = table
        other[place] = value
        #expect(MemoryModule.all(in: other).count <= 2)
      }
    }
    // A structure that is shorter than its head would never end.
    #expect(MemoryModule.all(in: [17, 0, 0, 0] + table).isEmpty)
  }

  @Test("what systemd writes for everybody says the same of a real machine")
  func udev() throws {
    guard let path = HardwareData.path("udev-export/NVIDIA_DGXA100.txt.gz") else { return }
    let text = try Program.run("/usr/bin/zcat", path).output
    let modules = MemoryModule.all(udev: text)
    // zgrep -c MEMORY_DEVICE_[0-9]*_SIZE=: eleven, of 64 GiB at 3,200 MT/s each.
    #expect(modules.map(\.bytes) == Array(repeating: 64 * Self.gibibyte, count: 11))
    #expect(modules.allSatisfy { $0.transfers == 3_200_000_000 })
    #expect(modules[4].locator == "CPU0_DIMM_E1" && modules[4].bank == "P0 CHANNEL E")
    #expect(MemoryModule.all(udev: "E:MEMORY_DEVICE_x_SIZE=1\nE:MEMORY_DEVICE_0_SIZE=-1\n").isEmpty)
    let one = MemoryModule.all(
      udev: "E:MEMORY_DEVICE_0_SIZE=1048576\nE:MEMORY_DEVICE_0_SPEED_MTS=2400\n")
    #expect(one.map(\.transfers) == [2_400_000_000])
  }

  @Test("a machine without SMBIOS has no modules to tell")
  func absent() throws {
    let folder = try TemporaryDirectory()
    #expect(try Sampling(MemoryModules.self, proc: folder.path, sys: folder.path) == nil)
  }
}
