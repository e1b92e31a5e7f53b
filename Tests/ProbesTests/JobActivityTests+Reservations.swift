import Foundation
import LinuxFiles
import NodeModel
@testable import Probes
import TestSupport
import Testing

/// What jobs reserve.
extension JobActivityTests {
  @Test(
    "reserve what their set, their quota or their memory limit says",
    arguments: [
      ("0-3\n", "max 100000\n", "max\n", 4000, nil),
      ("\n", "150000 100000\n", "1073741824\n", 1500, 1_073_741_824),
      ("0,2-3\n", "200000 100000\n", "max\n", 2000, nil),
      // Slurm's job that has the node to itself.
      ("0-7\n", "max 100000\n", "max\n", 8000, nil),
      ("0-\n", "garbage\n", "-1\n", nil, nil),
    ] as [(String, String, String, UInt32?, UInt64?)])
  func reservations(
    set: String, quota: String, limit: String, processors: UInt32?, memory: UInt64?
  ) throws {
    try self.set(1, microseconds: 0)
    try tree.write(set, to: slurm + "/job_1/cpuset.cpus")
    try tree.write(quota, to: slurm + "/job_1/cpu.max")
    try tree.write(limit, to: slurm + "/job_1/memory.max")
    try tree.write("4096\n", to: slurm + "/job_1/memory.current")
    let activity = try activity()
    _ = round(activity, 1)
    let use = try #require(activity.uses.first)
    #expect(use.reservation.processors == processors)
    #expect(use.reservation.memory == memory)
    #expect(use.memory == 4096)
  }

  @Test(
    "reserve no more than the groups around them allow, and nothing because of those alone",
    arguments: [
      // Own set, own quota, own memory; then quota, set and memory of the groups around.
      ("\n", "400000 100000\n", "max\n", "150000 100000\n", "\n", "1073741824\n", 1500, nil),
      ("\n", "100000 100000\n", "4096\n", "150000 100000\n", "\n", "1073741824\n", 1000, 4096),
      ("\n", "max 100000\n", "max\n", "150000 100000\n", "0-3\n", "1073741824\n", nil, nil),
      (
        "\n", "600000 100000\n", "2147483648\n", "max 100000\n", "0-2\n", "1073741824\n", 3000,
        1_073_741_824
      ),
      ("0-5\n", "max 100000\n", "max\n", "250000 100000\n", "\n", "max\n", 2500, nil),
    ] as [(String, String, String, String, String, String, UInt32?, UInt64?)])
  func bounded(
    set: String, quota: String, limit: String, outerQuota: String, outerSet: String,
    outerLimit: String, processors: UInt32?, memory: UInt64?
  ) throws {
    try self.set(1, microseconds: 0)
    try tree.write(set, to: slurm + "/job_1/cpuset.cpus")
    try tree.write(quota, to: slurm + "/job_1/cpu.max")
    try tree.write(limit, to: slurm + "/job_1/memory.max")
    try tree.write(outerQuota, to: slurm + "/cpu.max")
    try tree.write(outerSet, to: slurm + "/cpuset.cpus")
    try tree.write(outerLimit, to: "sys/fs/cgroup/system.slice/memory.max")
    let activity = try activity()
    _ = round(activity, 1)
    let use = try #require(activity.uses.first)
    #expect(use.reservation.processors == processors)
    #expect(use.reservation.memory == memory)
  }

  @Test("reserve no more than the node has, and a set of all CPUs only where it is Slurm's")
  func whole() throws {
    try set(1, microseconds: 0)
    try tree.write("MemTotal:       67108864 kB\n", to: "proc/meminfo")
    let container = "sys/fs/cgroup/system.slice/docker-\(String(repeating: "ab", count: 32)).scope"
    try tree.write("usage_usec 0\n", to: container + "/cpu.stat")
    try tree.write("0-7\n", to: container + "/cpuset.cpus")
    try tree.write("1600000 100000\n", to: slurm + "/job_1/cpu.max")
    try tree.write("1099511627776\n", to: slurm + "/job_1/memory.max")
    let activity = try activity()
    _ = round(activity, 1)
    var reserved: [String: JobReservation] = [:]
    for (index, use) in activity.uses.enumerated() {
      reserved[activity.group(index).owner.manager.rawValue] = use.reservation
    }
    #expect(reserved["slurm"]?.processors == 8000)
    #expect(reserved["slurm"]?.memory == 68_719_476_736)
    #expect(reserved["docker"] == JobReservation())
  }

  @Test(
    "of Slurm in version 1 reserve their set, though a user's only job has all that his folder has")
  func onlyJob() throws {
    let tree = try TemporaryDirectory()
    try tree.write("cpu  100 0 50 1000 10 0 0 5 20 0\n", to: "proc/stat")
    let groups = "sys/fs/cgroup/"
    try tree.write("0\n", to: groups + "cpuacct/cpuacct.usage")
    try tree.write("0-7\n", to: groups + "cpuset/cpuset.cpus")
    // Slurm sets the folder of a user to what his jobs have together; docker's group inherits.
    for (path, set) in [
      ("slurm", "0-7"), ("slurm/uid_1", "0-3"), ("slurm/uid_1/job_5", "0-3"), ("docker", "0-3"),
      ("docker/\(String(repeating: "ab", count: 32))", "0-3"),
    ] {
      try tree.write("0\n", to: groups + "cpuacct/\(path)/cpuacct.usage")
      try tree.write(set + "\n", to: groups + "cpuset/\(path)/cpuset.cpus")
    }
    let root = try Root(proc: tree.path + "/proc", sys: tree.path + "/sys")
    let activity = try #require(try JobActivity(below: root, processors: 8))
    _ = round(activity, 1)
    var reserved: [String: UInt32?] = [:]
    for (index, use) in activity.uses.enumerated() {
      reserved[activity.group(index).owner.manager.rawValue] = .some(use.reservation.processors)
    }
    #expect(reserved == ["slurm": 4000, "docker": nil])
  }

  @Test("have of their set in version 2 what is left of it, and see limits around them change")
  func effectiveSet() throws {
    try set(1, microseconds: 0)
    try tree.write("0-5\n", to: slurm + "/job_1/cpuset.cpus")
    try tree.write("0-3\n", to: slurm + "/job_1/cpuset.cpus.effective")
    let activity = try activity()
    _ = round(activity, 1)
    #expect(activity.uses.first?.reservation.processors == 4000)
    try tree.write("50000 100000\n", to: slurm + "/cpu.max")
    for time in 2...31 { _ = round(activity, UInt64(time)) }
    #expect(activity.uses.first?.reservation.processors == 500)
  }

  @Test(
    "of the kubelet reserve what they request, which their weight says, and only those",
    arguments: [
      // By the kubelet's table: 39 stands for 998 shares, 79 for 2046, 2 for 28; by hand ⌈shares × 1000 / 1024⌉.
      ("39\n", "max 100000\n", 975), ("79\n", "max 100000\n", 1999), ("2\n", "max 100000\n", 28),
      // Nothing is requested.
      ("1\n", "max 100000\n", nil), ("1\n", "200000 100000\n", 2000),
      // Half a CPU is 512 shares and weight 20: with that as its limit the pod has requested it whole.
      ("20\n", "50000 100000\n", 500), ("20\n", "200000 100000\n", 489),
      ("0\n", "max 100000\n", nil), ("10001\n", "max 100000\n", nil),
    ] as [(String, String, UInt32?)])
  func requests(weight: String, quota: String, processors: UInt32?) throws {
    let slice = "sys/fs/cgroup/kubepods.slice/kubepods-burstable.slice"
    let pod = slice + "/kubepods-burstable-pod0a1b_2c3d.slice"
    for folder in [pod, slurm + "/job_1"] {
      try tree.write("usage_usec 0\n", to: folder + "/cpu.stat")
      try tree.write(weight, to: folder + "/cpu.weight")
    }
    try tree.write(quota, to: pod + "/cpu.max")
    let activity = try activity()
    _ = round(activity, 1)
    for (index, use) in activity.uses.enumerated() {
      let isPod = activity.group(index).owner.manager == .kubernetes
      #expect(use.reservation.processors == (isPod ? processors : nil))
    }
    #expect(activity.uses.count == 2)
  }
}
