import LinuxFiles
import NodeModel
import Probes
import TestSupport
import Testing

@testable import Agent

@Suite("What the page says of how energy is divided")
struct EnergyDivisionTests {
  private func labels(most: Int, vendor: String) throws -> [[String: String]] {
    let tree = try TemporaryDirectory()
    try tree.write("cpu memory\n", to: "sys/fs/cgroup/cgroup.controllers")
    try tree.write("0-1\n", to: "sys/devices/system/cpu/online")
    try tree.write("vendor_id\t: \(vendor)\n", to: "proc/cpuinfo")
    let root = try Root(proc: tree.path + "/proc", sys: tree.path + "/sys")
    let activity = try #require(
      try JobActivity(below: root, processors: 2, mostCounters: most))
    #expect(activity.processorWork(at: 1_000_000_000) == nil)
    let division = try #require(EnergyDivision(activity))
    return division.labels.map { Dictionary(uniqueKeysWithValues: $0.map { ($0.name, $0.value) }) }
  }

  @Test("counters that are switched off are named with the reason, and CPU time divides")
  func disabled() throws {
    #expect(
      try labels(most: 0, vendor: "GenuineIntel") == [
        ["weight": "counters", "state": "unavailable", "reason": "disabled"],
        ["weight": "cpu_time", "state": "source"],
      ])
  }

  @Test("of another machine's tree nothing is counted")
  func otherMachine() throws {
    #expect(
      try labels(most: 100, vendor: "AuthenticAMD") == [
        ["weight": "cycles", "state": "unavailable", "reason": "other_machine"],
        ["weight": "cpu_time", "state": "source"],
      ])
  }

  @Test("without a look at jobs there is nothing to divide")
  func nobody() {
    #expect(EnergyDivision(nil) == nil)
  }
}
