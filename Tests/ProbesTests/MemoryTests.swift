import NodeModel
import TestSupport
import Testing

@testable import Probes

@Suite("Memory")
struct MemoryTests {
  @Test("kB are 1,024 bytes, counts of huge pages have no unit, unknown rows keep their names")
  func rows() throws {
    let tree = try TemporaryDirectory()
    try tree.write(
      """
      MemTotal:       24684092 kB
      Active(anon):       1536 kB
      HugePages_Total:      12
      Hugepagesize:       2048 kB
      NewInLinux9:           3 kB

      """, to: "meminfo")
    let memory = try #require(try Sampling(Memory.self, proc: tree.path, sys: tree.path))
    #expect(
      memory.values == [
        "nodeprobe_memory_total_bytes": .count(25_276_510_208),
        "nodeprobe_memory_active_anon_bytes": .count(1_572_864),
        "nodeprobe_memory_huge_pages": .count(12),
        "nodeprobe_memory_huge_page_size_bytes": .count(2_097_152),
        "nodeprobe_memory_other_bytes{row=\"NewInLinux9\"}": .count(3072),
      ])
    #expect(!memory.readings.wantsDiscovery)
  }

  @Test("rows that change places are found, a row that goes is absent and asks for discovery")
  func layout() throws {
    let tree = try TemporaryDirectory()
    try tree.write("MemTotal: 8 kB\nMemFree: 4 kB\nCached: 1 kB\n", to: "meminfo")
    let memory = try #require(try Sampling(Memory.self, proc: tree.path, sys: tree.path))
    try tree.write("Cached: 2 kB\nMemTotal: 8 kB\n", to: "meminfo")
    memory.round()
    #expect(memory["nodeprobe_memory_cached_bytes"] == 2048)
    #expect(memory["nodeprobe_memory_total_bytes"] == 8192)
    #expect(memory["nodeprobe_memory_free_bytes"] == nil)
    #expect(memory.readings.wantsDiscovery)
  }

  @Test("every row of this machine has a name of its own, and the total is what free prints")
  func thisMachine() throws {
    let memory = try #require(try Sampling(Memory.self))
    #expect(memory.family("nodeprobe_memory_other_bytes", by: "row").isEmpty)
    let rows = try Program.run("/usr/bin/wc", "-l", "/proc/meminfo").output
    #expect(rows.hasPrefix("\(memory.values.count) "))
    let free = try Program.run("/usr/bin/free", "-b").output.split(separator: "\n")
    let total = try #require(free.first { $0.hasPrefix("Mem:") }).split(separator: " ")[1]
    #expect(memory["nodeprobe_memory_total_bytes"] == Double(total))
  }
}
