import Foundation
import LinuxFiles
import NodeModel
@testable import Probes
import TestSupport
import Testing

@Suite("What jobs do")
struct JobActivityTests {
  let tree: TemporaryDirectory
  let slurm = "sys/fs/cgroup/system.slice/slurmstepd.scope"

  init() throws {
    tree = try TemporaryDirectory()
    try tree.write("cpu memory\n", to: "sys/fs/cgroup/cgroup.controllers")
    try tree.write("cpu  100 0 50 1000 10 0 0 5 20 0\n", to: "proc/stat")
    try tree.write("usage_usec 0\n", to: slurm + "/cpu.stat")
  }

  func activity() throws -> JobActivity {
    let root = try Root(proc: tree.path + "/proc", sys: tree.path + "/sys")
    let found = try JobActivity(below: root, processors: 8)
    return try #require(found)
  }

  func set(_ job: Int, microseconds: Int) throws {
    try tree.write("usage_usec \(microseconds)\n", to: slurm + "/job_\(job)/cpu.stat")
  }

  /// Names and nanoseconds of one round; ended jobs carry a cross.
  func round(_ activity: JobActivity, _ now: UInt64) -> [String: UInt64] {
    var buffer = ReadBuffer()
    activity.round(at: now, buffer: &buffer) { _ in JobEntry(account: 0) }
    var seen: [String: UInt64] = [:]
    for (index, use) in activity.uses.enumerated() {
      seen[activity.group(index).owner.name + (use.isEnded ? "†" : "")] = use.processorTime
    }
    activity.removeEnded { _ in }
    return seen
  }

  @Test("before anybody looked is not theirs, and a new job is counted from its beginning")
  func beginnings() throws {
    try set(1, microseconds: 5_000_000)
    let activity = try activity()
    #expect(round(activity, 1) == ["1": 0])
    try set(1, microseconds: 5_250_000)
    try set(2, microseconds: 40_000)
    #expect(round(activity, 2) == ["1": 250_000_000, "2": 40_000_000])
    #expect(round(activity, 3) == ["1": 0, "2": 0])
  }

  @Test(
    "fit into 64 bits together, whatever their groups say, and go on where the kernel's count begins again"
  )
  func hugeTimes() throws {
    try set(1, microseconds: 18_446_744_073_709_000)
    let activity = try activity()
    #expect(round(activity, 1) == ["1": 0])
    // 2^64 nanoseconds are 551.616 microseconds later.
    try set(1, microseconds: 500)
    try set(2, microseconds: 18_446_744_073_709_000)
    try set(3, microseconds: 18_446_744_073_709_000)
    let most: UInt64 = 281_474_976_710_656
    #expect(round(activity, 2) == ["1": 1_051_616, "2": most, "3": most])
    // What is less than before is no time that passed, and nothing is counted twice when it is back.
    try set(1, microseconds: 400)
    #expect(round(activity, 3) == ["1": 0, "2": 0, "3": 0])
    try set(1, microseconds: 600)
    #expect(round(activity, 4) == ["1": 100_000, "2": 0, "3": 0])
  }

  @Test("are counted from their beginning though their file could not be opened at first")
  func openedLate() throws {
    try tree.folder(slurm + "/job_1")
    let activity = try activity()
    #expect(round(activity, 1) == ["1": 0])
    try tree.folder(slurm + "/job_2")
    #expect(round(activity, 2) == ["1": 0, "2": 0])
    // What job 1 used before anybody looked is nobody's; nobody knows how much that was.
    try set(1, microseconds: 7_000_000)
    try set(2, microseconds: 50_000)
    // Each is tried again once in ten rounds, not all of them in each: there may be a thousand.
    #expect(round(activity, 3) == ["1": 0, "2": 0])
    var seen = ["1": [UInt64](), "2": [UInt64]()]
    for time in 4...12 as ClosedRange<UInt64> {
      for (job, used) in round(activity, time) where used > 0 { seen[job]?.append(used) }
    }
    #expect(seen == ["1": [], "2": [50_000_000]])
    try set(1, microseconds: 7_020_000)
    try set(2, microseconds: 60_000)
    #expect(round(activity, 13) == ["1": 20_000_000, "2": 10_000_000])
  }

  @Test("whose group came again between the look and the reading of its time are counted once")
  func againWhileRead() throws {
    let activity = try activity()
    activity.interval = 10_000_000_000
    #expect(round(activity, 1) == [:])
    // Its file cannot be opened yet.
    try tree.folder(slurm + "/job_2")
    #expect(round(activity, 2) == ["2": 0])
    try set(3, microseconds: 0)
    var buffer = ReadBuffer()
    activity.round(at: 3, buffer: &buffer) { group in
      // What has come and gone by now is told to the next look.
      guard group.owner.name == "3" else { return JobEntry(account: 0) }
      try? FileManager.default.removeItem(atPath: tree.path + "/" + slurm + "/job_2")
      try? set(2, microseconds: 50_000)
      return JobEntry(account: 0)
    }
    #expect(activity.uses.map(\.processorTime).sorted() == [0, 50_000_000])
    try set(2, microseconds: 70_000)
    activity.round(at: 4, buffer: &buffer) { _ in JobEntry(account: 0) }
    #expect(activity.uses.count == 3)
    #expect(activity.uses.map(\.processorTime).reduce(0, +) == 20_000_000)
  }

  @Test(
    "hold memory that is looked at every ten seconds, or in each round where those are further apart"
  )
  func seldom() throws {
    try set(1, microseconds: 0)
    let memory = slurm + "/job_1/memory.current"
    let limit = slurm + "/job_1/cpu.max"
    /// After how many rounds a change of each shows.
    func rounds(every seconds: UInt64) throws -> [Int] {
      try tree.write("1\n", to: memory)
      try tree.write("100000 100000\n", to: limit)
      let activity = try activity()
      activity.interval = seconds * 1_000_000_000
      _ = round(activity, 1)
      try tree.write("2\n", to: memory)
      try tree.write("200000 100000\n", to: limit)
      var shown = [0, 0]
      for time in 1...100 where shown.contains(0) {
        _ = round(activity, UInt64(time) + 1)
        if shown[0] == 0, activity.uses[0].memory == 2 { shown[0] = time }
        if shown[1] == 0, activity.uses[0].reservation.processors == 2000 { shown[1] = time }
      }
      return shown
    }
    #expect(try rounds(every: 1) == [10, 30])
    #expect(try rounds(every: 5) == [2, 6])
    #expect(try rounds(every: 15) == [1, 2])
    #expect(try rounds(every: 60) == [1, 1])
  }

  @Test("reserve a set that was of all CPUs once others come")
  func otherProcessors() throws {
    let container = "sys/fs/cgroup/system.slice/docker-\(String(repeating: "ab", count: 32)).scope"
    try tree.write("usage_usec 0\n", to: container + "/cpu.stat")
    try tree.write("0-7\n", to: container + "/cpuset.cpus")
    let activity = try activity()
    _ = round(activity, 1)
    #expect(activity.uses[0].reservation.processors == nil)
    var buffer = ReadBuffer()
    let root = try Root(proc: tree.path + "/proc", sys: tree.path + "/sys")
    activity.follow(processors: 16, below: root, buffer: &buffer)
    #expect(activity.uses[0].reservation.processors == 8000)
  }

  @Test("end as well when their folder went and came again between two looks")
  func again() throws {
    try set(1, microseconds: 0)
    try set(2, microseconds: 0)
    let activity = try activity()
    _ = round(activity, 1)
    let folder = tree.path + "/" + slurm + "/job_2"
    try FileManager.default.removeItem(atPath: folder)
    try set(2, microseconds: 0)
    try set(3, microseconds: 0)
    var buffer = ReadBuffer()
    activity.round(at: 2, buffer: &buffer) { _ in JobEntry(account: 0) }
    // The old one, the new one and two others.
    #expect(activity.uses.count == 4)
    activity.removeEnded { _ in }
    #expect(round(activity, 3) == ["1": 0, "2": 0, "3": 0])
    try FileManager.default.removeItem(atPath: folder)
    #expect(round(activity, 4) == ["1": 0, "2†": 0, "3": 0])
    #expect(round(activity, 5) == ["1": 0, "3": 0])
  }

  @Test("that end one after the other between two rounds each have their own tail")
  func ends() throws {
    try set(1, microseconds: 0)
    try set(2, microseconds: 0)
    try set(3, microseconds: 0)
    let activity = try activity()
    _ = round(activity, 1_000_000_000)
    var buffer = ReadBuffer()
    var seen: [String: [UInt64]] = [:]
    func look(_ now: UInt64) {
      guard activity.look(at: now, buffer: &buffer, begin: { _ in JobEntry(account: 0) }) else {
        return
      }
      activity.round(at: now, isBetween: true, buffer: &buffer) { _ in JobEntry(account: 0) }
      note()
    }
    /// CPU time, then for how many milliseconds it was there.
    func note() {
      for (index, use) in activity.uses.enumerated() {
        seen[activity.group(index).owner.name, default: []] += [
          use.processorTime / 1_000_000, UInt64(use.presence) / 1000,
        ]
      }
      activity.removeEnded { _ in }
    }
    // Job 2 ends after 0.5 s of work, when job 1 has done 0.1 s; job 3 after 0.2 s, when job 1 has done 0.3 s.
    try set(1, microseconds: 100_000)
    try FileManager.default.removeItem(atPath: tree.path + "/" + slurm + "/job_2")
    try tree.write("usage_usec 600000\n", to: slurm + "/cpu.stat")
    look(1_250_000_000)
    try set(1, microseconds: 300_000)
    try FileManager.default.removeItem(atPath: tree.path + "/" + slurm + "/job_3")
    try tree.write("usage_usec 1000000\n", to: slurm + "/cpu.stat")
    look(1_500_000_000)
    look(1_700_000_000)
    try set(1, microseconds: 400_000)
    try set(4, microseconds: 0)
    look(1_900_000_000)
    try set(4, microseconds: 20_000)
    try tree.write("usage_usec 1120000\n", to: slurm + "/cpu.stat")
    activity.round(at: 2_000_000_000, buffer: &buffer) { _ in JobEntry(account: 0) }
    note()
    #expect(
      seen == [
        "1": [100, 1000, 200, 1000, 100, 1000, 0, 1000], "2": [500, 1000],
        "3": [0, 1000, 200, 1000],
        "4": [0, 0, 20, 1000],
      ])
    #expect(round(activity, 3_000_000_000) == ["1": 0, "4": 0])
  }

  @Test("are read again between two rounds for a few that come or go, not for many")
  func budget() throws {
    try set(0, microseconds: 0)
    let activity = try activity()
    _ = round(activity, 1)
    var buffer = ReadBuffer()
    var rounds = 0
    for job in 1...20 {
      try set(job, microseconds: 0)
      guard
        activity.look(at: UInt64(job) + 1, buffer: &buffer, begin: { _ in JobEntry(account: 0) })
      else { continue }
      activity.round(at: UInt64(job) + 1, isBetween: true, buffer: &buffer) { _ in
        JobEntry(account: 0)
      }
      rounds += 1
    }
    // Of 1,000 reads each takes 100 and one a job: 102, 103 … 110 are 954.
    #expect(rounds == 9)
    #expect(round(activity, 100).count == 21)
  }

  @Test("in a slice that holds daemons as well leave nothing to guess")
  func mixedParent() throws {
    let id = String(repeating: "a", count: 64)
    let folder = "sys/fs/cgroup/system.slice/docker-\(id).scope"
    try tree.write("usage_usec 0\n", to: "sys/fs/cgroup/system.slice/cpu.stat")
    try tree.write("usage_usec 0\n", to: folder + "/cpu.stat")
    let activity = try activity()
    #expect(round(activity, 1) == [id: 0])
    try tree.write("usage_usec 900000\n", to: "sys/fs/cgroup/system.slice/cpu.stat")
    try FileManager.default.removeItem(atPath: tree.path + "/" + folder)
    #expect(round(activity, 2) == [id + "†": 0])
  }

  @Test("is compared with all that the CPUs did, guests counted once and stolen time never")
  func processorTime() throws {
    let root = try Root(proc: tree.path + "/proc", sys: tree.path + "/sys")
    var buffer = ReadBuffer()
    let total = try ProcessorTime(below: root).total(buffer: &buffer)
    // 100 + 0 + 50 + 0 + 0 ticks of 10 ms were work, 1010 idle.
    #expect(total == ProcessorTime.Total(busy: 150, given: 1160, tick: 10_000_000))
  }

  @Test("is known of 768 CPUs after years as it is of one after a minute")
  func bigNode() throws {
    let root = try Root(proc: tree.path + "/proc", sys: tree.path + "/sys")
    let time = try ProcessorTime(below: root)
    var buffer = ReadBuffer()
    // Two years at 100 ticks a second and CPU, half of them busy.
    try tree.write("cpu  2421964800000 0 0 2421964800000 0 0 0\n", to: "proc/stat")
    let before = try time.total(buffer: &buffer)
    try tree.write("cpu  2421964800100 0 0 2421964800300 0 0 0\n", to: "proc/stat")
    let after = try time.total(buffer: &buffer)
    #expect(after.since(before).busy == 1_000_000_000)
    #expect(after.since(before).given == 4_000_000_000)
    #expect(time.given == 4_000_000_000)
    #expect(before.since(after).given == 0)
    // What no node can have passed is as much as can be told.
    try tree.write("cpu  1125899906842623 0 0 1125899906842623 0 0 0\n", to: "proc/stat")
    #expect(try time.total(buffer: &buffer).since(after).busy == .max)
  }

  @Test(
    "is what the probe of the CPUs has read since it was asked for, and is read where that has not")
  func toldProcessorTime() throws {
    let root = try Root(proc: tree.path + "/proc", sys: tree.path + "/sys")
    let time = try ProcessorTime(below: root)
    var buffer = ReadBuffer()
    var series = SeriesTable()
    let probe = try #require(try Processor(below: root, series: &series))
    probe.listener = time
    var readings = Readings(for: series)
    func busy() throws -> UInt64 { try time.total(buffer: &buffer).busy * 10_000_000 }
    probe.read(into: &readings, buffer: &buffer)
    try tree.write("cpu 7 0 0 9 0 0 0\ncpu0 7 0 0 9 0 0 0\n", to: "proc/stat")
    #expect(try busy() == 1_500_000_000)
    #expect(try busy() == 70_000_000)
    try tree.write("cpu 8 0 0 9 0 0 0\ncpu0 8 0 0 9 0 0 0\n", to: "proc/stat")
    #expect(try busy() == 80_000_000)
    probe.read(into: &readings, buffer: &buffer)
    try tree.write("cpu 9 0 0 9 0 0 0\ncpu0 9 0 0 9 0 0 0\n", to: "proc/stat")
    #expect(try busy() == 80_000_000)
    // What cannot be parsed is not told, and who asks hears of it.
    try tree.write("garbage\n", to: "proc/stat")
    probe.read(into: &readings, buffer: &buffer)
    #expect(throws: SystemError.self) { try busy() }
  }

  @Test("is known of each CPU since the time before, and nothing of one that was away")
  func eachProcessor() throws {
    let root = try Root(proc: tree.path + "/proc", sys: tree.path + "/sys")
    let time = try ProcessorTime(below: root)
    var buffer = ReadBuffer()
    func read(_ all: String, _ lines: String) throws -> [UInt64] {
      try tree.write("cpu \(all)\n\(lines)intr 5 0\n", to: "proc/stat")
      _ = try time.total(buffer: &buffer)
      return time.busy
    }
    #expect(
      try read("30 0 0 70 0 0 0", "cpu0 10 0 0 40 0 0 0\ncpu2 20 0 0 30 0 0 0\n") == [0, 0, 0])
    #expect(
      try read("60 0 0 240 0 0 0", "cpu0 15 0 5 130 0 0 0\ncpu2 40 0 0 110 0 0 0\n")
        == [100_000_000, 0, 200_000_000])
    // 200 ticks more on two CPUs.
    #expect(time.given == 1_000_000_000)
    // CPU 1 comes, CPU 2 goes; when that is back, nobody knows when it did what.
    #expect(
      try read("70 0 0 330 0 0 0", "cpu0 30 0 5 215 0 0 0\ncpu1 1 0 0 0 0 0 0\n")
        == [150_000_000, 0, 0])
    #expect(
      try read(
        "80 0 0 420 0 0 0", "cpu0 30 0 5 315 0 0 0\ncpu1 9 0 0 92 0 0 0\ncpu2 99 0 0 9 0 0 0\n")
        == [0, 80_000_000, 0])
  }
}
