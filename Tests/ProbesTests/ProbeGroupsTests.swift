import LinuxFiles
import NodeModel
import TestSupport
import Testing

@testable import Probes

@Suite("Probes as groups of a worker")
struct ProbeGroupsTests {
  private static func tree() throws -> TemporaryDirectory {
    let tree = try TemporaryDirectory()
    for (path, text) in [
      "class/thermal/thermal_zone0/type": "acpitz\n",
      "class/thermal/thermal_zone0/temp": "41500\n",
      "class/thermal/thermal_zone1/type": "gpu\n",
      "class/thermal/thermal_zone1/temp": "127000\n",
      "class/net/eth0/operstate": "up\n", "class/net/eth0/speed": "1000\n",
      "1/mountinfo": "27 1 254:0 / / rw - ext4 /dev/vda rw\n",
    ] { try tree.write(text, to: path) }
    try tree.folder("1/root")
    return tree
  }

  private static func groups(
    _ probes: [any Probe.Type] = ProbeGroups.slow, below tree: TemporaryDirectory
  ) throws -> ProbeGroups? {
    ProbeGroups(probes, below: try Root(proc: tree.path, sys: tree.path))
  }

  @Test("what the groups say is what the probes say that are read directly")
  func sameValues() throws {
    let tree = try Self.tree()
    let together = Sampling(try #require(try Self.groups(below: tree)))
    var declared: [String] = []
    var apart: [String: Value] = [:]
    for probe in ProbeGroups.slow {
      let alone = try #require(try Sampling(probe, proc: tree.path, sys: tree.path))
      declared += alone.declared
      apart.merge(alone.values) { $1 }
    }
    #expect(together.declared == declared)
    // What is free may have changed in between.
    let fixed = apart.keys.filter { !$0.contains("free") && !$0.contains("available") }
    #expect(fixed.count > 5)
    for name in fixed { #expect(together.values[name] == apart[name], "\(name)") }
    #expect(Set(together.values.keys) == Set(apart.keys))
  }

  @Test("each probe is one group of its name and cadence, and its places follow the former's")
  func layout() throws {
    let source = try #require(try Self.groups(below: try Self.tree()))
    #expect(source.groups.map(\.key) == ["thermal", "network_link", "filesystem"])
    #expect(source.groups.map(\.cadence) == Array(repeating: .seconds(10), count: 3))
    #expect(source.groups.first?.members == 0..<2)
    #expect(source.groups.last?.members.upperBound == source.series.entries.count)
    for (one, next) in zip(source.groups, source.groups.dropFirst()) {
      #expect(one.members.upperBound == next.members.lowerBound)
    }
  }

  @Test("one group that is read leaves the others as they were, and refusals are counted once")
  func apart() throws {
    let tree = try Self.tree()
    let source = try #require(try Self.groups(below: tree))
    var readings = Readings(for: source.series)
    var buffer = ReadBuffer()
    readings.begin(at: 1)
    source.read(0, into: &readings, buffer: &buffer)
    #expect(readings.values[..<2] == [.real(41.5), .absent])
    #expect(readings.values[2...].allSatisfy { $0 == .absent })
    #expect(readings.refused[Int(FailureReason.implausible.rawValue)] == 1)
    try tree.write("broken\n", to: "class/thermal/thermal_zone0/temp")
    source.read(0, into: &readings, buffer: &buffer)
    #expect(readings.mainFailure == .garbled)
    #expect(readings.refused[Int(FailureReason.implausible.rawValue)] == 2)
  }

  @Test("a device that came makes the source outdated when its probe was read")
  func change() throws {
    let tree = try Self.tree()
    let source = try #require(try Self.groups(below: tree))
    let sampling = Sampling(source)
    #expect(!source.hasChanged())
    try tree.folder("class/thermal/thermal_zone2")
    sampling.round()
    #expect(source.hasChanged())
  }

  @Test("a probe that cannot look is named with its error and costs no other one")
  func unreadable() throws {
    let tree = try Self.tree()
    try tree.remove("1/mountinfo")
    try tree.folder("1/mountinfo")
    let source = try #require(try Self.groups(below: tree))
    #expect(source.groups.map(\.key) == ["thermal", "network_link"])
    #expect(source.unreadable.map { "\($0.probe)" } == ["filesystem"])
    let empty = try TemporaryDirectory()
    #expect(try Self.groups(below: empty) == nil)
  }
}
