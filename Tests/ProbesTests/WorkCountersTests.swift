import Foundation
import LinuxFiles
import NodeModel
import TestSupport
import Testing

@testable import Probes

/// Real control groups and the kernel's software clock, which counts as a processor's cycles are counted; the
/// truth is what the groups themselves say.
@Suite("What processors count of jobs", .serialized)
struct WorkCountersTests {
  private static let trees = ["/sys/fs/cgroup/cpuacct", "/sys/fs/cgroup/unified"]
  private static let canCount =
    getuid() == 0 && trees.allSatisfy { FileManager.default.isWritableFile(atPath: $0) }
  /// PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_CLOCK: nanoseconds.
  private static let clock = CounterPlan(type: 1, events: [0])

  /// A unit's group in both trees, of a name that nobody else has: agents that other tests run take it for no job.
  private struct Unit {
    let path = "nodeprobe-test-\(UInt64.random(in: 0...UInt64.max)).service"
    private var folders: [String] { WorkCountersTests.trees.map { $0 + "/" + path } }

    init() throws {
      for folder in folders {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true)
      }
    }

    /// Keeps a CPU busy for about so long, in the group itself or in one below it.
    func work(milliseconds: Int, below: String? = nil) throws {
      let places = folders.map { folder in below.map { folder + "/" + $0 } ?? folder }
      for place in places {
        try FileManager.default.createDirectory(
          atPath: place, withIntermediateDirectories: true)
      }
      let joins = places.map { "echo 0 > \($0)/cgroup.procs" }.joined(separator: "; ")
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = [
        "-c", joins + "; i=0; while [ $i -lt \(milliseconds * 2000) ]; do i=$((i+1)); done",
      ]
      try process.run()
      process.waitUntilExit()
    }

    /// Nanoseconds of CPU time that the group says it had.
    var usage: UInt64 {
      let text = try? String(contentsOfFile: folders[0] + "/cpuacct.usage", encoding: .utf8)
      return text.flatMap { UInt64($0.trimmingCharacters(in: .whitespacesAndNewlines)) } ?? 0
    }

    /// Another group of the same name takes its place.
    func replace() throws {
      remove()
      for folder in folders {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: false)
      }
    }

    /// A group whose last process has just ended may be busy for a moment.
    func remove() {
      for folder in folders {
        for inner in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
          rmdir(folder + "/" + inner)
        }
        for _ in 0..<100 where rmdir(folder) != 0 && errno == EBUSY { usleep(10_000) }
      }
    }
  }

  private func activity(most: Int = 1000, isWatching: Bool = true) throws -> JobActivity {
    let root = try Root()
    let counters = WorkCounters(below: root, most: most, Self.clock)
    return try #require(
      try JobActivity(
        below: root, processors: 2, counters, isWatching: isWatching,
        units: { $0.hasPrefix("nodeprobe-test-") }))
  }

  /// One round, and what the job at `path` did in it.
  private func round(_ activity: JobActivity, _ path: String, at second: UInt64) -> JobUse? {
    var buffer = ReadBuffer()
    _ = activity.processorWork(at: second * 1_000_000_000)
    activity.round(at: second * 1_000_000_000, buffer: &buffer) { _ in JobEntry(account: 0) }
    let use = activity.uses.indices.first { activity.group($0).path == path }
    defer { activity.removeEnded { _ in } }
    return use.map { activity.uses[$0] }
  }

  private func counted(_ use: JobUse?) -> UInt64 { use?.work?.cycles.reduce(0, +) ?? 0 }

  /// Interrupts, and time that a hypervisor takes away, are in one of the two and not in the other.
  private func isNear(_ one: UInt64, _ other: UInt64) -> Bool {
    max(one, other) - min(one, other) <= max(one, other) / 33 + 2_000_000
  }

  @Test(
    "is what its group and those below it did, on whatever CPU",
    .enabled(if: WorkCountersTests.canCount))
  func groups() throws {
    let unit = try Unit()
    defer { unit.remove() }
    let activity = try activity()
    _ = round(activity, unit.path, at: 1)
    let before = unit.usage
    try unit.work(milliseconds: 300)
    try unit.work(milliseconds: 200, below: "inner")
    let use = round(activity, unit.path, at: 2)
    let truth = unit.usage - before
    #expect(truth > 100_000_000)
    #expect(isNear(counted(use), truth), "\(counted(use)) counted of \(truth)")
    #expect(use?.uncounted == 0)
    #expect(counted(round(activity, unit.path, at: 3)) == 0)
  }

  @Test(
    "until its very end is known though its group is gone", .enabled(if: WorkCountersTests.canCount)
  )
  func ends() throws {
    let unit = try Unit()
    defer { unit.remove() }
    let activity = try activity()
    _ = round(activity, unit.path, at: 1)
    try unit.work(milliseconds: 200)
    let truth = unit.usage
    unit.remove()
    let use = round(activity, unit.path, at: 2)
    #expect(use?.isEnded == true)
    #expect(truth > 50_000_000)
    #expect(isNear(counted(use), truth), "\(counted(use)) counted of \(truth)")
  }

  @Test(
    "goes on where another group has taken its place and nobody has told",
    .enabled(if: WorkCountersTests.canCount))
  func replaced() throws {
    let unit = try Unit()
    defer { unit.remove() }
    let activity = try activity(isWatching: false)
    _ = round(activity, unit.path, at: 1)
    try unit.work(milliseconds: 50)
    #expect(round(activity, unit.path, at: 2).map { $0.processorTime > 0 } == true)
    try unit.replace()
    try unit.work(milliseconds: 100)
    let first = unit.usage
    let use = round(activity, unit.path, at: 3)
    #expect(first > 10_000_000)
    #expect(use?.processorTime == first)
    #expect(use?.uncounted == first)
    #expect(use?.isEnded == false)
    try unit.work(milliseconds: 100)
    let second = round(activity, unit.path, at: 4)
    #expect(second?.processorTime == unit.usage - first)
    #expect(isNear(counted(second), unit.usage - first))
    // The next walk over the tree finds the same job, and counts nothing of it again.
    let third = round(activity, unit.path, at: 30)
    #expect(third?.isEnded == false)
    #expect(third?.processorTime == 0)
    #expect(activity.uses.count { $0.isEnded } == 0)
  }

  @Test("before anybody looked is told as CPU time", .enabled(if: WorkCountersTests.canCount))
  func beginnings() throws {
    let activity = try activity()
    var buffer = ReadBuffer()
    _ = activity.processorWork(at: 1_000_000_000)
    activity.round(at: 1_000_000_000, buffer: &buffer) { _ in JobEntry(account: 0) }
    let unit = try Unit()
    defer { unit.remove() }
    try unit.work(milliseconds: 100)
    let before = unit.usage
    let first = round(activity, unit.path, at: 2)
    try unit.work(milliseconds: 100)
    let second = round(activity, unit.path, at: 3)
    #expect(before > 10_000_000)
    #expect(first?.uncounted == before)
    #expect(counted(first) == 0)
    #expect(second?.uncounted == 0)
    #expect(isNear(counted(second), unit.usage - before))
  }

  @Test(
    "is not counted for anybody where that takes more counters than allowed",
    .enabled(if: WorkCountersTests.canCount)
  )
  func limits() throws {
    let unit = try Unit()
    defer { unit.remove() }
    let activity = try activity(most: 2)
    _ = round(activity, unit.path, at: 1)
    try unit.work(milliseconds: 50)
    let use = round(activity, unit.path, at: 2)
    #expect(activity.uncountedReason == .limited)
    #expect(use?.work == nil)
    #expect(use?.uncounted == use?.processorTime)
    #expect(use.map { $0.processorTime > 1_000_000 } == true)
  }

  @Test(
    "divides no round by what was counted since a moment ago, nor by counters that stand still",
    .enabled(if: WorkCountersTests.canCount)
  )
  func standing() throws {
    // PERF_COUNT_SW_DUMMY counts nothing.
    let counters = WorkCounters(below: try Root(), most: 1000, CounterPlan(type: 1, events: [9]))
    #expect(counters.read(jobs: 0, counted: 0, at: 1_000_000_000) == nil)
    #expect(counters.reason == nil)
    #expect(counters.read(jobs: 0, counted: 0, at: 2_000_000_000) == nil)
    #expect(counters.reason == .stuck)
    let clock = WorkCounters(below: try Root(), most: 1000, Self.clock)
    #expect(clock.read(jobs: 0, counted: 0, at: 1_000_000_000) == nil)
    usleep(20_000)
    #expect(clock.read(jobs: 0, counted: 0, at: 1_020_000_000)?.cycles.contains { $0 > 0 } == true)
  }

  @Test(
    "is said to divide once processors have counted something, and not while that is tried again",
    .enabled(if: WorkCountersTests.canCount)
  )
  func proven() throws {
    let root = try Root()
    /// Why nothing is counted, and whether that is tried, after a round at each of these seconds.
    func told(_ plan: CounterPlan, at seconds: [UInt64]) throws -> [String] {
      let counters = WorkCounters(below: root, most: 1000, plan)
      let activity = try #require(
        try JobActivity(below: root, processors: 2, counters, units: { _ in false }))
      return seconds.map { second in
        _ = activity.processorWork(at: second * 1_000_000_000)
        usleep(20_000)
        let reason = activity.uncountedReason.map(\.word) ?? "counted"
        return reason + (activity.isTryingCounters ? "?" : "")
      }
    }
    #expect(
      try told(CounterPlan(type: 1, events: [9]), at: [1, 2, 3, 63, 64, 130, 131])
        == ["unavailable?", "stuck", "stuck", "stuck?", "stuck", "stuck?", "stuck"])
    #expect(try told(Self.clock, at: [1, 2, 3]) == ["unavailable?", "counted", "counted"])
  }

  @Test("is not counted where nobody wants it, and in another machine's tree")
  func refusals() throws {
    #expect(WorkCounters(below: try Root(), most: 0).reason == .disabled)
    let tree = try TemporaryDirectory()
    try tree.write("0-1\n", to: "sys/devices/system/cpu/online")
    try tree.write("", to: "proc/stat")
    let root = try Root(proc: tree.path + "/proc", sys: tree.path + "/sys")
    let counters = WorkCounters(below: root, most: 100)
    #expect(counters.read(jobs: 1, counted: 0, at: 1) == nil)
    #expect(counters.reason == .otherMachine)
  }
}

@Suite("Which counters")
struct CounterPlanTests {
  private func plan(_ vendor: String, _ files: [String: String] = [:]) throws -> CounterPlan {
    let tree = try TemporaryDirectory()
    try tree.write("processor\t: 0\nvendor_id\t: \(vendor)\n", to: "proc/cpuinfo")
    try tree.write("0-3\n", to: "sys/devices/system/cpu/online")
    for (path, text) in files { try tree.write(text, to: "sys/bus/event_source/devices/" + path) }
    return CounterPlan(below: try Root(proc: tree.path + "/proc", sys: tree.path + "/sys"))
  }

  @Test("lines from memory are counted on Intel's processors only")
  func vendors() throws {
    let intel = try plan("GenuineIntel").counters(of: "0-1")
    #expect(intel.map(\.cpu) == [0, 1])
    #expect(intel.allSatisfy { $0.types == [0, 0, 0] && $0.events == [0, 1, 3] })
    #expect(try plan("AuthenticAMD").counters(of: "1,3").map(\.events) == [[0], [0]])
  }

  @Test("each kind of core is asked by the number of its own unit")
  func kinds() throws {
    let plan = try plan(
      "GenuineIntel",
      [
        "cpu_core/type": "4\n", "cpu_core/cpus": "0-1\n", "cpu_atom/type": "10\n",
        "cpu_atom/cpus": "2-3\n",
      ])
    #expect(
      plan.counters(of: "1-2").map(\.events) == [
        [0x4_0000_0000, 0x4_0000_0001, 0x4_0000_0003],
        [0xA_0000_0000, 0xA_0000_0001, 0xA_0000_0003],
      ])
  }

  private func reading(_ enabled: UInt64, _ running: UInt64, _ count: UInt64) -> CounterSet.Reading
  {
    var reading = CounterSet.Reading()
    reading.enabled = enabled
    reading.running = running
    reading.counts = [count, 0, 0, 0]
    return reading
  }

  @Test("a counter that had a third of the time is taken three times")
  func turns() {
    var last = reading(1000, 1000, 500)
    #expect(WorkCount.difference(from: &last, to: reading(4000, 2000, 700))?[0] == 600)
    // No turn at all: the next reading tells for both.
    #expect(WorkCount.difference(from: &last, to: reading(5000, 2000, 700)) == nil)
    #expect(WorkCount.difference(from: &last, to: reading(8000, 4000, 1700))?[0] == 2000)
    // A count never falls, and what was counted wholly is not scaled.
    #expect(WorkCount.difference(from: &last, to: reading(9000, 5000, 1600))?[0] == 0)
    // What a counter says that was set back to below 0 is nothing that a processor did; it goes on from there.
    #expect(WorkCount.difference(from: &last, to: reading(9500, 5500, .max - 100)) == nil)
    #expect(WorkCount.difference(from: &last, to: reading(9900, 5900, .max))?[0] == 100)
  }
}
