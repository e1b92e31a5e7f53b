import LinuxFiles
import TestSupport
import Testing

@testable import Probes

@Suite("Places of CPUs")
struct ProcessorPlacesTests {
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
    activity.round(at: 1, buffer: &buffer) { _ in JobEntry(account: 0) }
    return try #require(activity.uses.first).reservation
  }

  private func set(_ cpus: Int...) -> ProcessorSet {
    var set = ProcessorSet()
    for cpu in cpus { set.insert(cpu) }
    return set
  }

  @Test("the kernel's files tell package and core of each CPU that is online")
  func places() throws {
    try place([0, 1, 0, 1, 0])
    try tree.write("0-2,4\n", to: "sys/devices/system/cpu/online")
    try tree.write("0,2\n", to: "sys/devices/system/cpu/cpu0/topology/thread_siblings_list")
    try tree.write("0,2\n", to: "sys/devices/system/cpu/cpu2/topology/thread_siblings_list")
    let topology = try #require(try ProcessorPlaces(below: root()))
    #expect(topology.places.map { $0?.package } == [0, 1, 0, nil, 0])
    #expect(topology.places.map { $0?.core } == [0, 1, 0, nil, 4])
    #expect(topology.counts == [3, 1, 0, 0, 0, 0, 0, 0])
    #expect(topology.counts(of: set(1, 2, 3, 900)) == [1, 1, 0, 0, 0, 0, 0, 0])
  }

  @Test("a job's set of CPUs is known with its reservation")
  func sets() throws {
    #expect(try reservation(set: "0-2,4").set == set(0, 1, 2, 4))
    #expect(try reservation(set: "6,7").set == set(6, 7))
    #expect(try reservation(set: "6,7").processors == 2000)
  }

  @Test("a set is no other than the list that it was made of, up to CPU 1023")
  func ends() throws {
    #expect(try reservation(set: "63-64,1023").set == set(63, 64, 1023))
    var seen: [Int] = []
    try #require(try reservation(set: "63-64,1023").set).forEach { seen.append($0) }
    #expect(seen == [63, 64, 1023])
    #expect(try reservation(set: "1-2,1024").set == nil)
  }

  @Test("a job without a set of its own, or with one of all CPUs, may be in all packages")
  func everywhere() throws {
    #expect(try reservation(set: "").set == nil)
    #expect(try reservation(set: "0-7").set == nil)
  }

  @Test(
    "where a job's pages are is known by package, those of a node without CPUs left out",
    arguments: [
      ("anon N0=3000 N1=1000 N2=4000\nfile N0=1 N1=1 N2=1\n", [750, 250] as [UInt16]?),
      ("file N0=9 N1=0\nanon N0=0 N1=5 N2=0\n", [0, 1000]),
      ("anon N0=0 N1=0 N2=0\n", nil), ("file N0=9\n", nil), ("anon N0=\n", nil), ("", nil),
    ])
  func pages(text: String, parts: [UInt16]?) throws {
    try place([0, 1, 0, 1])
    for (node, list) in ["0,2", "1,3", ""].enumerated() {
      try tree.write(list + "\n", to: "sys/devices/system/node/node\(node)/cpulist")
    }
    try tree.write("4096\n", to: group + "/memory.current")
    try tree.write(text, to: group + "/memory.numa_stat")
    let activity = try #require(try JobActivity(below: root(), processors: 4))
    var buffer = ReadBuffer()
    activity.round(at: 1, buffer: &buffer) { _ in JobEntry(account: 0) }
    let found = try #require(activity.uses.first).memoryParts
    #expect(found.map { [$0[0], $0[1]] } == parts)
  }

  @Test("version 1 tells pages of a group with all below it in a line of its own")
  func pagesOfVersionOne() throws {
    try place([0, 1])
    try tree.write("0\n", to: "sys/devices/system/node/node0/cpulist")
    try tree.write("1\n", to: "sys/devices/system/node/node1/cpulist")
    let root = try root()
    let found = MemoryPlaces(below: root, version: .one)
    let places = try #require(found)
    let text = "anon=5 N0=0 N1=5\nhierarchical_anon=8 N0=6 N1=2\n"
    let bytes = Array(text.utf8)
    #expect(places.parts(in: bytes.span) == [750, 250, 0, 0, 0, 0, 0, 0])
  }

  @Test("a package that nothing tells, or with a number that is none, leaves all places unknown")
  func strange() throws {
    try place([0, 0, 36, 36])
    #expect(try ProcessorPlaces(below: root()) == nil)
    try place([0, 0, 0, 0])
    try tree.write("0-4\n", to: "sys/devices/system/cpu/online")
    #expect(try ProcessorPlaces(below: root()) == nil)
  }
}
