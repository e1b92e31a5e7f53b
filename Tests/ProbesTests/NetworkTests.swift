import NodeModel
import TestSupport
import Testing

@testable import Probes

@Suite("Network")
struct NetworkTests {
  static let headings = """
    Inter-|   Receive                                                |  Transmit
     face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop

    """

  @Test("sixteen counters in the kernel's order, also where a number touches the name")
  func columns() throws {
    let tree = try TemporaryDirectory()
    try tree.write(
      Self.headings + "  eth0:1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 18446744073709551615\n",
      to: "net/dev")
    let network = try #require(try Sampling(Network.self, proc: tree.path, sys: tree.path))
    let names = [
      "receive_bytes", "receive_packets", "receive_errors", "receive_drops",
      "receive_fifo_errors", "receive_frame_errors", "receive_compressed", "receive_multicast",
      "transmit_bytes", "transmit_packets", "transmit_errors", "transmit_drops",
      "transmit_fifo_errors", "transmit_collisions", "transmit_carrier_errors",
    ]
    for (index, name) in names.enumerated() {
      #expect(
        network.values["nodeprobe_network_\(name)_total{device=\"eth0\"}"]
          == .count(UInt64(index + 1)))
    }
    #expect(
      network.values["nodeprobe_network_transmit_compressed_total{device=\"eth0\"}"]
        == .count(.max))
  }

  @Test("interfaces that come, go or change places never exchange their counters")
  func changes() throws {
    let tree = try TemporaryDirectory()
    let lo = "    lo: 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n"
    let eth = "  eth0: 2 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n"
    let veth = " veth1: 3 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n"
    try tree.write(Self.headings + lo + eth, to: "net/dev")
    let network = try #require(try Sampling(Network.self, proc: tree.path, sys: tree.path))
    let bytes = "nodeprobe_network_receive_bytes_total"
    #expect(network.family(bytes, by: "device") == ["lo": 1, "eth0": 2])
    #expect(!network.readings.wantsDiscovery)
    try tree.write(Self.headings + eth + veth + lo, to: "net/dev")
    network.round()
    #expect(network.family(bytes, by: "device") == ["lo": 1, "eth0": 2])
    #expect(network.readings.wantsDiscovery)
    try tree.write(Self.headings + eth, to: "net/dev")
    network.round()
    #expect(network.family(bytes, by: "device") == ["eth0": 2])
    #expect(network.readings.wantsDiscovery)
  }

  @Test("in a container with the host's procfs elsewhere, the node is what process 1 sees")
  func hostTables() throws {
    let tree = try TemporaryDirectory()
    try tree.write(
      Self.headings + "  eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n", to: "net/dev")
    try tree.write(
      Self.headings + "  bond0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n", to: "1/net/dev")
    let network = try #require(try Sampling(Network.self, proc: tree.path, sys: tree.path))
    #expect(network.family("nodeprobe_network_receive_bytes_total", by: "device") == ["bond0": 1])
  }

  @Test("on this machine the interfaces are those of sysfs, each with its own counters")
  func thisMachine() throws {
    let names = try Program.run("/usr/bin/ls", "/sys/class/net").output.split(separator: "\n")
    let network = try #require(try Sampling(Network.self))
    let packets = network.family("nodeprobe_network_transmit_packets_total", by: "device")
    #expect(Set(names.map(String.init)) == Set(packets.keys))
  }
}
