import NodeModel
import TestSupport
import Testing

@testable import Probes

@Suite("CPU")
struct ProcessorTests {
  /// Two CPUs with 100 ticks a second; a guest ran on the first for 5 s.
  static let stat = """
    cpu  3000 200 1000 50000 300 10 20 40 500 100
    cpu0 2000 150 600 25000 200 5 10 30 500 100
    cpu1 1000 50 400 25000 100 5 10 10 0 0
    intr 257456 0 9 1
    ctxt 492931
    btime 1795270280
    processes 10941
    procs_running 3
    procs_blocked 1
    softirq 215395 0 25512

    """

  static func tree(_ stat: String) throws -> TemporaryDirectory {
    let tree = try TemporaryDirectory()
    try tree.write(stat, to: "stat")
    return tree
  }

  @Test("the time of guests is taken out of user and nice, so that the modes add up")
  func guests() throws {
    let tree = try Self.tree(Self.stat)
    let cpu = try #require(try Sampling(Processor.self, proc: tree.path, sys: tree.path))
    let expected: [String: Double] = [
      "user": 15, "nice": 0.5, "system": 6, "idle": 250, "iowait": 2, "irq": 0.05,
      "softirq": 0.1, "steal": 0.3, "guest": 5, "guest_nice": 1,
    ]
    for (mode, seconds) in expected {
      #expect(cpu["nodeprobe_cpu_seconds_total{cpu=\"0\",mode=\"\(mode)\"}"] == seconds)
    }
    #expect(cpu["nodeprobe_cpu_seconds_total{cpu=\"1\",mode=\"user\"}"] == 10)
  }

  @Test("the rows of the system are taken as they stand")
  func systemRows() throws {
    let tree = try Self.tree(Self.stat)
    let cpu = try #require(try Sampling(Processor.self, proc: tree.path, sys: tree.path))
    #expect(cpu.values["nodeprobe_interrupts_total"] == .count(257_456))
    #expect(cpu.values["nodeprobe_context_switches_total"] == .count(492_931))
    #expect(cpu.values["nodeprobe_boot_time_seconds"] == .count(1_795_270_280))
    #expect(cpu.values["nodeprobe_forks_total"] == .count(10_941))
    #expect(cpu.values["nodeprobe_processes_running"] == .count(3))
    #expect(cpu.values["nodeprobe_processes_blocked"] == .count(1))
    #expect(cpu.values["nodeprobe_soft_interrupts_total"] == .count(215_395))
  }

  @Test("ticks that no counter can hold as microseconds are refused, and take part in no ratio")
  func hostileTicks() throws {
    let tree = try Self.tree("cpu0 100 0 0 100\ncpu1 100 0 0 100\n")
    let cpu = try #require(try Sampling(Processor.self, proc: tree.path, sys: tree.path))
    try tree.write("cpu0 18446744073709551615 0 0 200\ncpu1 200 0 0 200\n", to: "stat")
    cpu.round()
    #expect(cpu["nodeprobe_cpu_seconds_total{cpu=\"0\",mode=\"user\"}"] == nil)
    #expect(cpu["nodeprobe_cpu_seconds_total{cpu=\"1\",mode=\"user\"}"] == 2)
    #expect(cpu["nodeprobe_cpu_utilization_ratio"] == nil)
    #expect(cpu.readings.refused[Int(FailureReason.implausible.rawValue)] == 1)
    try tree.write("cpu0 300 0 0 100\ncpu1 300 0 0 100\n", to: "stat")
    cpu.round()
    #expect(cpu["nodeprobe_cpu_seconds_total{cpu=\"0\",mode=\"user\"}"] == 3)
  }

  @Test("there is no utilization before the second sample, and stolen time is not the node's")
  func utilization() throws {
    let tree = try Self.tree("cpu  0 0 0 0 0 0 0 0 0 0\ncpu0 100 0 0 100 0 0 0 0 0 0\n")
    let cpu = try #require(try Sampling(Processor.self, proc: tree.path, sys: tree.path))
    #expect(cpu["nodeprobe_cpu_utilization_ratio"] == nil)
    // 30 ticks of work, 70 of waiting, and 100 that the hypervisor gave to others.
    try tree.write(
      "cpu  0 0 0 0 0 0 0 0 0 0\ncpu0 120 0 10 150 20 0 0 100 0 0\n", to: "stat")
    cpu.round()
    #expect(cpu["nodeprobe_cpu_utilization_ratio"] == 0.3)
  }

  @Test("a counter that steps back a little stands still, one that starts anew is followed")
  func stepsBack() throws {
    let tree = try Self.tree("cpu0 5000 0 0 9000 500 0 0 0 0 0\n")
    let cpu = try #require(try Sampling(Processor.self, proc: tree.path, sys: tree.path))
    try tree.write("cpu0 5100 0 0 8999 400 0 0 0 0 0\n", to: "stat")
    cpu.round()
    #expect(cpu["nodeprobe_cpu_seconds_total{cpu=\"0\",mode=\"idle\"}"] == 90)
    #expect(cpu["nodeprobe_cpu_seconds_total{cpu=\"0\",mode=\"iowait\"}"] == 5)
    try tree.write("cpu0 5100 0 0 12 0 0 0 0 0 0\n", to: "stat")
    cpu.round()
    #expect(cpu["nodeprobe_cpu_seconds_total{cpu=\"0\",mode=\"idle\"}"] == 0.12)
  }

  @Test("a CPU that leaves takes its values with it and asks for discovery")
  func hotplug() throws {
    let tree = try Self.tree(Self.stat)
    let cpu = try #require(try Sampling(Processor.self, proc: tree.path, sys: tree.path))
    #expect(!cpu.readings.wantsDiscovery)
    try tree.write(
      "cpu  1 1 1 1 1 1 1 1 1 1\ncpu0 2001 150 600 25000 200 5 10 30 0 0\n", to: "stat")
    cpu.round()
    #expect(cpu.readings.wantsDiscovery)
    #expect(cpu["nodeprobe_cpu_seconds_total{cpu=\"1\",mode=\"user\"}"] == nil)
    #expect(cpu["nodeprobe_cpu_utilization_ratio"] == nil)
  }

  @Test("a kernel with four columns has four modes")
  func oldKernel() throws {
    let tree = try Self.tree("cpu  4 3 2 1\ncpu0 400 300 200 100\n")
    let cpu = try #require(try Sampling(Processor.self, proc: tree.path, sys: tree.path))
    #expect(
      cpu.family("nodeprobe_cpu_seconds_total", by: "mode")
        == ["user": 4, "nice": 3, "system": 2, "idle": 1])
  }

  @Test("a read that fails is a gap, never 0")
  func failure() throws {
    let tree = try Self.tree(Self.stat)
    let cpu = try #require(try Sampling(Processor.self, proc: tree.path, sys: tree.path))
    try tree.write("cpu0 1 2\n", to: "stat")
    cpu.round()
    #expect(cpu.values.isEmpty)
    #expect(cpu.readings.mainFailure == .garbled)
  }

  @Test("on this machine there are as many CPUs as getconf says, and one boot time")
  func thisMachine() throws {
    let cpu = try #require(try Sampling(Processor.self))
    let online = try Program.run("/usr/bin/getconf", "_NPROCESSORS_ONLN").output
    let times = cpu.family("nodeprobe_cpu_seconds_total", by: "cpu")
    #expect("\(times.count)\n" == online)
    let boot = try Program.run("/usr/bin/awk", "/^btime/ {print $2}", "/proc/stat").output
    #expect(cpu["nodeprobe_boot_time_seconds"].map { "\(UInt64($0))\n" } == boot)
  }
}

@Suite("Utilization window")
struct UtilizationWindowTests {
  @Test(
    "after 15 s the share is that of the last 15 s at any sampling interval",
    arguments: [0.1, 1, 5])
  func lastFifteenSeconds(interval: Double) {
    var window = UtilizationWindow()
    var share: Double?
    // A minute of full load, then 15 s in which a quarter of the time is busy.
    var busy = 0.0
    var time = 0.0
    while time <= 75 {
      share = window.add(
        time: UInt64(time * 1e9), busy: UInt64(busy * 1000), total: UInt64(time * 1000))
      time += interval
      busy += interval * (time <= 60 + interval / 2 ? 1 : 0.25)
    }
    #expect(abs((share ?? 0) - 0.25) < 0.02)
  }

  @Test("counters that start anew empty the window")
  func restart() {
    var window = UtilizationWindow()
    #expect(window.add(time: 0, busy: 500, total: 1000) == nil)
    #expect(window.add(time: 1_000_000_000, busy: 10, total: 20) == nil)
    #expect(window.add(time: 2_000_000_000, busy: 60, total: 120) == 0.5)
  }
}
