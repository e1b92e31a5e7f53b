import Foundation
import LinuxFiles
import NodeModel
import TestSupport
import Testing

@testable import Probes

/// Which hardware is left to a worker, and in which groups.
@Suite("what may wait")
struct DividedProbeTests {
  private static func tree(_ files: [String: String]) throws -> TemporaryDirectory {
    let tree = try TemporaryDirectory()
    for (name, text) in files { try tree.write(text, to: name) }
    return tree
  }

  private static func root(_ tree: TemporaryDirectory) throws -> Root {
    try Root(proc: tree.path, sys: tree.path)
  }

  /// Whether the agent itself has something to read.
  private static func agentReads(
    _ probe: any Probe.Type, _ tree: TemporaryDirectory
  ) throws -> Bool {
    var series = SeriesTable()
    return try probe.init(below: root(tree), series: &series) != nil
  }

  /// What is left to a worker.
  private static func source(
    _ probe: any DividedProbe.Type, _ tree: TemporaryDirectory
  ) throws -> DividedSource? {
    DividedSource.make(probe, below: try root(tree))
  }

  private static let zones = [
    "class/thermal/thermal_zone0/type": "acpitz\n", "class/thermal/thermal_zone0/temp": "40000\n",
    "class/thermal/thermal_zone1/type": "x86_pkg_temp\n",
    "class/thermal/thermal_zone1/temp": "50000\n",
    "class/thermal/thermal_zone2/type": "INT3400 Thermal\n",
    "class/thermal/thermal_zone2/temp": "20000\n",
    "class/thermal/cooling_device0/type": "Processor\n",
    "class/thermal/cooling_device0/cur_state": "3\n",
    "class/thermal/cooling_device0/max_state": "10\n",
    "class/thermal/cooling_device1/type": "Fan\n",
    "class/thermal/cooling_device1/cur_state": "1\n",
  ]

  @Test(
    "zones that ask firmware are read by a worker, each alone; what answers from memory together")
  func thermalZones() throws {
    let tree = try Self.tree(Self.zones)
    #expect(try !Self.agentReads(ThermalZone.self, tree))
    let source = try #require(try Self.source(ThermalZone.self, tree))
    #expect(
      source.groups.map(\.key) == ["memory", "cooling_device1", "thermal_zone0", "thermal_zone2"])
    let sampling = Sampling(source)
    #expect(
      sampling.family("nodeprobe_thermal_zone_celsius", by: "zone") == ["0": 40, "1": 50, "2": 20])
    #expect(
      sampling.family("nodeprobe_cooling_device_state", by: "type") == ["Processor": 3, "Fan": 1])
    let memory = source.series.entries[source.groups[0].members]
    #expect(
      memory.compactMap { $0.labels.last?.value } == ["x86_pkg_temp", "Processor", "Processor"])
  }

  @Test("what answers from memory alone is read by the agent, and no worker is wanted")
  func quickZones() throws {
    let tree = try Self.tree(
      Self.zones.filter { $0.key.contains("zone1") || $0.key.contains("0/c") })
    let root = try Root(sys: tree.path)
    var buffer = ReadBuffer()
    try tree.write("cpufreq-cpu0\n", to: "class/thermal/cooling_device0/type")
    let sight = GroupWatch(ThermalZone.self).look(below: root, buffer: &buffer)
    #expect(sight == 0)
    #expect(try Self.source(ThermalZone.self, tree) == nil)
    #expect(try Self.agentReads(ThermalZone.self, tree))
    let zones = try #require(try Sampling(ThermalZone.self, sys: tree.path))
    #expect(zones.family("nodeprobe_thermal_zone_celsius", by: "zone") == ["1": 50])
  }

  @Test("groups are left out or read alone by their names")
  func choice() throws {
    let tree = try Self.tree(Self.zones)
    let root = try Root(sys: tree.path)
    let rest = DividedSource.make(
      ThermalZone.self, below: root, without: ["thermal_zone0", "memory"])
    #expect(rest?.groups.map(\.key) == ["cooling_device1", "thermal_zone2"])
    let alone = DividedSource.make(ThermalZone.self, below: root, only: "thermal_zone2")
    #expect(alone?.groups.map(\.key) == ["thermal_zone2"])
    let none = DividedSource.make(ThermalZone.self, below: root, only: "thermal_zone9")
    #expect(none == nil)
  }

  @Test("a zone that comes changes the groups, an entry that is no device does not")
  func changes() throws {
    let tree = try Self.tree(Self.zones)
    let root = try Root(sys: tree.path)
    let source = try #require(try Self.source(ThermalZone.self, tree))
    let watch = GroupWatch(ThermalZone.self)
    var buffer = ReadBuffer()
    let first = watch.look(below: root, buffer: &buffer)
    #expect(!source.hasChanged())
    try tree.write("", to: "class/thermal/something")
    let same = watch.look(below: root, buffer: &buffer)
    #expect(same == first)
    try tree.write("acpitz\n", to: "class/thermal/thermal_zone3/type")
    let second = watch.look(below: root, buffer: &buffer)
    #expect(second != nil && second != 0 && second != first)
    _ = Sampling(source)
    #expect(source.hasChanged())
  }

  @Test(
    "interfaces are read by a worker where there is a card, by the agent where all are virtual",
    arguments: [("pci", true), ("usb", true), (nil, true), ("virtio", false), ("vmbus", false)])
  func interfaces(bus: String?, waits: Bool) throws {
    let tree = try Self.tree([
      "class/net/eth0/operstate": "up\n", "class/net/eth0/speed": "10000\n",
      "class/net/eth0/device/vendor": "0x8086\n", "class/net/lo/operstate": "unknown\n",
    ])
    if let bus {
      try FileManager.default.createSymbolicLink(
        atPath: tree.path + "/class/net/eth0/device/subsystem",
        withDestinationPath: "../../../../bus/" + bus)
    }
    #expect(try Self.agentReads(NetworkLink.self, tree) != waits)
    #expect(try (Self.source(NetworkLink.self, tree) != nil) == waits)
    let sampling = try #require(try Sampling(NetworkLink.self, sys: tree.path))
    #expect(
      sampling.family("nodeprobe_network_speed_bytes_per_second", by: "device") == ["eth0": 1.25e9])
    #expect(sampling.family("nodeprobe_network_info", by: "device") == ["eth0": 1, "lo": 1])
  }

  @Test("a server's file system is a group of its own, and told apart from the node's disks")
  func servers() throws {
    let tree = try TemporaryDirectory()
    let table = """
      27 1 254:0 / / rw - ext4 /dev/vda rw
      30 27 0:30 / /dev rw - nfs4 server:/dev rw
      31 27 0:31 / /tmp ro - fuse.sshfs user@host: ro

      """
    try tree.write(table, to: "1/mountinfo")
    try tree.folder("1/root/tmp")
    let source = try #require(try Self.source(FileSystem.self, tree))
    #expect(source.groups.map(\.key) == ["/tmp"])
    let sampling = Sampling(source)
    let labels = sampling.labels(of: "nodeprobe_filesystem_size_bytes")
    #expect(labels == ["device": "user@host:", "mountpoint": "/tmp", "type": "fuse.sshfs"])
    #expect(sampling.family("nodeprobe_filesystem_readonly", by: "mountpoint") == ["/tmp": 1])
    #expect(!source.hasChanged())
    try tree.write(table + "33 27 0:33 / /home rw - ceph 10.0.0.1:/ rw\n", to: "1/mountinfo")
    sampling.round()
    #expect(source.hasChanged())
    // Mounts that are not shown change nothing.
    let other = try #require(try Self.source(FileSystem.self, tree))
    try tree.write(
      table + "33 27 0:33 / /home rw - ceph 10.0.0.1:/ rw\n40 27 0:40 / /proc rw - proc proc rw\n",
      to: "1/mountinfo")
    _ = Sampling(other)
    #expect(!other.hasChanged())
  }

  @Test("a file system that is gone fails with its reason")
  func gone() throws {
    let tree = try TemporaryDirectory()
    try tree.write("31 1 0:31 / /nowhere rw - nfs server:/ rw\n", to: "1/mountinfo")
    try tree.folder("1/root")
    let source = try #require(try Self.source(FileSystem.self, tree))
    let sampling = Sampling(source)
    #expect(sampling.values.isEmpty)
    #expect(sampling.readings.mainFailure == .absent)
  }

  @Test("every family that a group may declare is one that a worker may speak of")
  func metrics() throws {
    let tree = try Self.tree(
      Self.zones.merging([
        "class/net/eth0/operstate": "up\n", "class/net/eth0/device/vendor": "1\n",
        "class/net/eth0/speed": "10\n", "class/net/eth0/carrier": "1\n",
        "class/net/eth0/carrier_changes": "1\n", "class/net/eth0/mtu": "1\n",
        "1/mountinfo": "31 1 0:31 / /nowhere rw - nfs server:/ rw\n", "1/root/x": "",
        "class/power_supply/BAT0/type": "Battery\n", "class/power_supply/BAT0/power_now": "1\n",
      ]) { $1 })
    for probe in ProbeRegistry.divided {
      let source = try #require(try Self.source(probe, tree), "\(probe.name)")
      let names = Set(probe.metrics.map(\.name.description))
      #expect(source.series.entries.allSatisfy { names.contains($0.metric.name.description) })
    }
  }
}
