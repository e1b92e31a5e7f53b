import Foundation
import LinuxFiles
import NodeModel
import TestSupport
import Testing

@testable import Probes

@Suite("Cray pm_counters")
struct CrayCountersTests {
  private static func tree() throws -> TemporaryDirectory {
    let tree = try TemporaryDirectory()
    for (file, text) in [
      "energy": "5433232 J 1640995200123456 us\n", "power": "245 W 1640995200123456 us\n",
      "cpu_energy": "2000000 J 1640995200123456 us\n", "cpu_power": "90 W 1640995200123456 us\n",
      "memory_power": "31 W 1640995200123456 us\n", "accel0_energy": "77 J 1640995200123456 us\n",
      "power_cap": "0 W 1640995200123456 us\n", "cpu_temp": "50 C 1640995200123456 us\n",
      "freshness": "1000\n", "generation": "3\n", "raw_scan_hz": "10\n", "startup": "1\n",
      "version": "1\n",
    ] { try tree.write(text, to: "cray/pm_counters/" + file) }
    return tree
  }

  private static func reader(_ tree: TemporaryDirectory) throws -> PowerReader {
    try #require(try PowerReader(CrayCounters.self, sys: tree.path))
  }

  @Test("the node's joules are its platform's; its parts are only shown; limits are no meters")
  func counters() throws {
    let reader = try Self.reader(try Self.tree())
    #expect(
      Set(reader.names) == [
        "pm_counters psys node", "pm_counters rail cpu", "pm_counters rail memory",
        "pm_counters rail accel0",
      ])
    #expect(reader["pm_counters psys node"] == .counter(5_433_232))
    #expect(reader["pm_counters rail memory"] == .power(31_000_000))
    guard case .counter(let scale) = reader.meter("pm_counters psys node")?.kind else {
      Issue.record("the node's meter is no counter")
      return
    }
    #expect(scale.numerator == 1_000_000 && scale.denominator == 1 && scale.range == 0)
    #expect(scale.life == .outside)
  }

  @Test("numbers that nobody renews for a second are stale, and come back with the next scan")
  func stale() throws {
    let tree = try Self.tree()
    let reader = try Self.reader(tree)
    reader.round(after: 0.5)
    #expect(reader["pm_counters psys node"] == .counter(5_433_232))
    reader.round(after: 1)
    #expect(reader["pm_counters psys node"] == .failed(.stale))
    #expect(reader["pm_counters rail cpu"] == .failed(.stale))
    try tree.write("1001\n", to: "cray/pm_counters/freshness")
    reader.round()
    #expect(reader["pm_counters psys node"] == .counter(5_433_232))
  }

  @Test("a generation tells of limits: standing still it makes nothing stale, nor does a new one")
  func generation() throws {
    let tree = try Self.tree()
    let reader = try Self.reader(tree)
    for scan in 1001...1003 {
      try tree.write("\(scan)\n", to: "cray/pm_counters/freshness")
      if scan == 1003 { try tree.write("4\n", to: "cray/pm_counters/generation") }
      reader.round(after: 5)
      #expect(reader["pm_counters psys node"] == .counter(5_433_232))
    }
  }

  @Test("a controller that tells no freshness is believed")
  func silent() throws {
    let tree = try Self.tree()
    try tree.remove("cray/pm_counters/freshness")
    let reader = try Self.reader(tree)
    reader.round(after: 60)
    #expect(reader["pm_counters psys node"] == .counter(5_433_232))
  }

  @Test(
    "broken text costs its own meter",
    arguments: ["", "J\n", "-5 J 1 us\n", "12x J\n", "99999999999999999999 J\n"])
  func garbage(text: String) throws {
    let tree = try Self.tree()
    try tree.write(text, to: "cray/pm_counters/cpu_energy")
    let reader = try Self.reader(tree)
    #expect(reader["pm_counters rail cpu"] == .failed(.garbled))
    #expect(reader["pm_counters psys node"] == .counter(5_433_232))
  }

  @Test("watts beyond any machine's are not believed")
  func overflow() throws {
    let tree = try Self.tree()
    try tree.write("18446744073709551615 W 1 us\n", to: "cray/pm_counters/memory_power")
    #expect(try Self.reader(tree)["pm_counters rail memory"] == .failed(.implausible))
  }

  @Test("a counter that is gone asks for a new discovery")
  func gone() throws {
    let tree = try Self.tree()
    let made = try PowerReader(CrayCounters.self, sys: tree.path)
    let reader = try #require(made)
    #expect(!reader.page.wantsDiscovery)
    var series = SeriesTable()
    let fresh = try CrayCounters(below: Root(proc: tree.path, sys: tree.path), series: &series)
    let source = try #require(fresh)
    try tree.remove("cray/pm_counters/accel0_energy")
    var page = Readings(for: series)
    var buffer = ReadBuffer()
    page.begin(at: 1)
    source.read(into: &page, buffer: &buffer)
    #expect(page.wantsDiscovery)
    #expect(source.meterReadings.values.contains(.failed(.absent)))
  }
}
