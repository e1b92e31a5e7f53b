import LinuxFiles
import TestSupport
import Testing

@testable import BenchKit

@Suite("What control groups leave a benchmark")
struct ControlGroupTests {
  private func limits(_ files: [String: String]) throws -> ControlGroupLimits {
    let tree = try TemporaryDirectory()
    for (path, text) in files { try tree.write(text, to: path) }
    return ControlGroupLimits(below: try Root(proc: tree.path, sys: tree.path))
  }

  @Test("in version 2 the tightest of the group and those above it holds")
  func version2() throws {
    let found = try limits([
      "self/cgroup": "0::/kubepods/pod7/main\n",
      "fs/cgroup/kubepods/memory.max": "max\n",
      "fs/cgroup/kubepods/cpu.max": "350000 100000\n",
      "fs/cgroup/kubepods/pod7/memory.max": "1000000\n",
      "fs/cgroup/kubepods/pod7/memory.current": "700000\n",
      "fs/cgroup/kubepods/pod7/memory.stat": "anon 300000\ninactive_file 100000\n",
      "fs/cgroup/kubepods/pod7/main/memory.max": "900000\n",
      "fs/cgroup/kubepods/pod7/main/memory.current": "200000\n",
      "fs/cgroup/kubepods/pod7/main/cpu.max": "max 100000\n",
    ])
    #expect(found.memoryBytes == 900_000)
    // The pod has 1,000,000 − (700,000 − 100,000) left, its container 700,000.
    #expect(found.freeBytes == 400_000)
    #expect(found.cpus == 3.5)
  }

  @Test("in version 1 each controller has its tree, and the largest number is no limit")
  func version1() throws {
    let found = try limits([
      "self/cgroup": "4:memory:/job\n1:cpu,cpuacct:/job\n0::/\n",
      "fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
      "fs/cgroup/memory/memory.usage_in_bytes": "5\n",
      "fs/cgroup/memory/job/memory.limit_in_bytes": "1048576\n",
      "fs/cgroup/memory/job/memory.usage_in_bytes": "1148576\n",
      "fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us": "50000\n",
      "fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us": "100000\n",
      "fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "-1\n",
      "fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
    ])
    #expect(found.memoryBytes == 1_048_576)
    #expect(found.freeBytes == 0)
    #expect(found.cpus == 0.5)
  }

  @Test("a container that sees only its own group finds it at the top")
  func namespaced() throws {
    let found = try limits([
      "self/cgroup": "0::/docker/abc\n", "fs/cgroup/memory.max": "4096\n",
      "fs/cgroup/memory.current": "96\n",
    ])
    #expect(found.freeBytes == 4000)
    #expect(found.cpus == nil)
  }

  @Test("without files there is no limit")
  func none() throws {
    #expect(try limits([:]) == ControlGroupLimits())
    #expect(try limits(["self/cgroup": "0::/\n", "fs/cgroup/cgroup.procs": ""]).memoryBytes == nil)
  }

  @Test("a quota of so many CPUs gives no more threads, and at least one")
  func threads() throws {
    var limits = ControlGroupLimits()
    limits.freeBytes = 1000
    func cpus(_ quota: Double?) -> [Int] {
      limits.cpus = quota
      let machine = Machine(
        cpus: [2, 3, 5], caches: [], instructionSet: .baseline, availableBytes: 5000,
        limits: limits)
      #expect(machine.availableBytes == 1000)
      return machine.cpus
    }
    #expect(cpus(nil) == [2, 3, 5])
    #expect(cpus(2.9) == [2, 3])
    #expect(cpus(0.3) == [2])
    #expect(cpus(64) == [2, 3, 5])
  }

  @Test("stops by a quota are those of the group and all above it, and nothing without a quota")
  func stops() throws {
    func events(quota: String) throws -> UInt64? {
      let tree = try TemporaryDirectory()
      try tree.write("0::/pods/one\n", to: "self/cgroup")
      try tree.write("\(quota)\n", to: "fs/cgroup/pods/cpu.max")
      try tree.write("nr_periods 9\nnr_throttled 4\n", to: "fs/cgroup/pods/cpu.stat")
      try tree.write("usage_usec 5\nnr_throttled 3\n", to: "fs/cgroup/pods/one/cpu.stat")
      return KernelStops(below: try Root(proc: tree.path, sys: tree.path))?.events()
    }
    #expect(try events(quota: "150000 100000") == 7)
    #expect(try events(quota: "max 100000") == nil)
  }

  @Test("a choice of CPUs has the caches of its first one")
  func cachesOfChoice() throws {
    let tree = try TemporaryDirectory()
    for (cpu, size) in [(0, "1024K"), (4, "2048K")] {
      let folder = "devices/system/cpu/cpu\(cpu)/cache/index2/"
      try tree.write("Unified\n", to: folder + "type")
      try tree.write("2\n", to: folder + "level")
      try tree.write("\(size)\n", to: folder + "size")
      try tree.write("\(cpu)\n", to: folder + "shared_cpu_list")
    }
    let machine = Machine(
      cpus: [0, 4], caches: [CacheLevel(level: 2, bytes: 1 << 20, sharers: 1)],
      instructionSet: .baseline, availableBytes: 5000)
    let root = try Root(proc: tree.path, sys: tree.path)
    #expect(try machine.restricted(to: [4], below: root).cacheBytes(level: 2) == 2 << 20)
    #expect(try machine.restricted(to: [4, 0], below: root).cacheBytes(level: 2) == 1 << 20)
  }

  @Test("CPUs that share a cache are known, each with its part")
  func sharedCaches() throws {
    let tree = try TemporaryDirectory()
    for (cpu, size, list) in [(0, "2048K", "0,2"), (2, "2048K", "0,2"), (1, "4M", "1,4-6")] {
      let folder = "devices/system/cpu/cpu\(cpu)/cache/"
      for (index, type) in [("index1", "Instruction"), ("index2", "Unified")] {
        try tree.write("\(type)\n", to: folder + "\(index)/type")
        try tree.write("2\n", to: folder + "\(index)/level")
        try tree.write("\(size)\n", to: folder + "\(index)/size")
        try tree.write("\(list)\n", to: folder + "\(index)/shared_cpu_list")
      }
    }
    let root = try Root(proc: tree.path, sys: tree.path)
    #expect(
      Set(Machine.instances(of: [0, 1, 2], below: root.sys)) == [
        CacheInstance(level: 2, bytes: 2 << 20, cpus: [0, 2]),
        CacheInstance(level: 2, bytes: 4 << 20, cpus: [1, 4, 5, 6]),
      ])
    #expect(
      Machine.caches(of: 1, below: root.sys) == [CacheLevel(level: 2, bytes: 4 << 20, sharers: 4)])
  }

  @Test("a choice of CPUs is respected, and one that is not allowed is named")
  func restricted() throws {
    let root = try Root()
    let machine = Machine(
      cpus: [0, 1, 2, 3, 8], caches: [], instructionSet: .baseline, availableBytes: 5000)
    #expect(try machine.restricted(to: [8, 1, 1], below: root).cpus == [1, 8])
    let error = #expect(throws: BenchError.self) {
      _ = try machine.restricted(to: [4], below: root)
    }
    #expect(error?.description == "CPU 4 is not there or not allowed; allowed: 0-3,8")
    #expect(throws: BenchError.self) { _ = try machine.restricted(to: [], below: root) }
  }
}
