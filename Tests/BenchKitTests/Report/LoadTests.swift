import LinuxFiles
import TestSupport
import Testing

@testable import BenchKit

@Suite("Who used the CPUs")
struct LoadTests {
  @Test("ticks of /proc/stat are hundredths of a second, by CPU")
  func stat() throws {
    let tree = try TemporaryDirectory()
    try tree.write(
      """
      cpu  300 0 300 0 0 0 0 8 0 0
      cpu0 100 20 300 9000 5 6 7 8 50 0
      cpu12 200 0 0 0 0 0 0 0 0 0
      cpu13 200 0
      intr 1 2 3
      """, to: "stat")
    let load = try KernelLoad(below: try Root(proc: tree.path, sys: tree.path))
    let counters = try #require(load.counters())
    #expect(counters.cpus.keys.sorted() == [0, 12])
    // user 100, nice 20, system 300, irq 6, softirq 7; idle and iowait are not busy.
    #expect(abs((counters.cpus[0]?.busy ?? 0) - 4.33) < 1e-9)
    #expect(abs((counters.cpus[0]?.stolen ?? 0) - 0.08) < 1e-9)
  }

  @Test("slow-downs because of heat are those of some CPUs and of their packages")
  func throttles() throws {
    let tree = try TemporaryDirectory()
    // Two packages; the second one is hot.
    for (cpu, core, package) in [(0, 1, 2), (1, 10, 2), (2, 100, 5000), (10, 1000, 5000)] {
      let folder = "devices/system/cpu/cpu\(cpu)/thermal_throttle/"
      try tree.write("\(core)\n", to: folder + "core_throttle_count")
      try tree.write("\(package)\n", to: folder + "package_throttle_count")
    }
    let root = try Root(proc: tree.path, sys: tree.path)
    let found = KernelThrottles(below: root)
    let counter = try #require(found)
    #expect(counter.events(on: [0]) == 3)
    #expect(counter.events(on: [0, 1]) == 15)
    #expect(counter.events(on: [10]) == 6000)
    #expect(counter.events(on: [3]) == nil)
  }

  @Test("the live kernel's counters grow with work")
  func live() throws {
    let load = try KernelLoad(below: try Root())
    let before = try #require(load.counters())
    var sum = 0.0
    for value in 0..<2_000_000 { sum += Double(value).squareRoot() }
    let after = try #require(load.counters())
    #expect(sum > 0)
    #expect(after.own > before.own)
    #expect(after.time > before.time)
    #expect(!after.cpus.isEmpty)
  }

  @Test("a change is split into stolen, shared and elsewhere")
  func change() {
    func counters(_ busy: [Double], stolen: Double, own: Double, time: Double) -> LoadCounters {
      var counters = LoadCounters()
      for (number, value) in busy.enumerated() {
        var cpu = LoadCounters.CPU()
        cpu.busy = value
        cpu.stolen = number == 0 ? stolen : 0
        counters.cpus[number] = cpu
      }
      counters.own = own
      counters.time = time
      return counters
    }
    let change = LoadChange(
      from: counters([10, 20, 30], stolen: 1, own: 5, time: 100),
      to: counters([11.5, 20.5, 30.25], stolen: 1.25, own: 6.75, time: 102), on: [0, 1])
    #expect(change.seconds == 2 && change.capacity == 4 && change.others == 1)
    #expect(change.stolen == 0.25)
    // 1.5 s and 0.5 s on the two CPUs, of which 1.75 s were ours.
    #expect(change.shared == 0.25)
    #expect(change.elsewhere == 0.25)
    let twice = change + change
    #expect(twice.capacity == 8 && twice.stolen == 0.5 && twice.others == 1)
  }
}
