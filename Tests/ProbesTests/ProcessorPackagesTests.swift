import LinuxFiles
import Probes
import TestSupport
import Testing

@Suite("Packages of CPUs")
struct ProcessorPackagesTests {
  private let tree: TemporaryDirectory
  private let group = "sys/fs/cgroup/system.slice/slurmstepd.scope/job_7"

  init() throws {
    tree = try TemporaryDirectory()
    try tree.write("cpu memory cpuset\n", to: "sys/fs/cgroup/cgroup.controllers")
    try tree.write("cpu  100 0 50 1000 10 0 0 5 20 0\n", to: "proc/stat")
    try tree.write("usage_usec 0\n", to: group + "/cpu.stat")
    try tree.write("usage_usec 0\n", to: "sys/fs/cgroup/system.slice/slurmstepd.scope/cpu.stat")
  }

  /// The package of each CPU.
  private func place(_ packages: [Int]) throws {
    try tree.write("0-\(packages.count - 1)\n", to: "sys/devices/system/cpu/online")
    for (cpu, package) in packages.enumerated() {
      try tree.write(
        "\(package)\n", to: "sys/devices/system/cpu/cpu\(cpu)/topology/physical_package_id")
    }
  }

  private func root() throws -> Root {
    try Root(proc: tree.path + "/proc", sys: tree.path + "/sys")
  }

  private func reservation(set: String) throws -> JobReservation {
    try tree.write(set + "\n", to: group + "/cpuset.cpus")
    let activity = try #require(try JobActivity(below: root(), processors: 8))
    var buffer = ReadBuffer()
    activity.round(at: 1, buffer: &buffer) { _ in 0 }
    return try #require(activity.uses.first).reservation
  }

  @Test("a job's set of CPUs tells how many of each package it has")
  func sets() throws {
    try place([0, 0, 1, 1, 0, 0, 1, 1])
    #expect(try ProcessorPackages(below: root())?.counts == [4, 4, 0, 0, 0, 0, 0, 0])
    #expect(try reservation(set: "0-2,4").packages == [3, 1, 0, 0, 0, 0, 0, 0])
    #expect(try reservation(set: "6,7").packages == [0, 2, 0, 0, 0, 0, 0, 0])
    #expect(try reservation(set: "6,7").processors == 2000)
  }

  @Test("a job without a set of its own, or with one of all CPUs, may be in all packages")
  func everywhere() throws {
    try place([0, 0, 1, 1, 0, 0, 1, 1])
    #expect(try reservation(set: "").packages == nil)
    #expect(try reservation(set: "0-7").packages == nil)
  }

  @Test("one package, or one that nothing tells, divides nothing")
  func single() throws {
    try place([0, 0, 0, 0])
    #expect(try ProcessorPackages(below: root())?.counts == nil)
    try tree.write("0-4\n", to: "sys/devices/system/cpu/online")
    #expect(try ProcessorPackages(below: root())?.counts == nil)
  }

  @Test("a package with a number that is no number of a package divides nothing")
  func strange() throws {
    try place([0, 0, 36, 36])
    #expect(try ProcessorPackages(below: root())?.counts == nil)
  }
}
