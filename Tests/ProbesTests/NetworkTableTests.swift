import NodeModel
import TestSupport
import Testing

@testable import Probes

@Suite("Tables of the network")
struct NetworkTableTests {
  static func sampling(
    _ probe: any Probe.Type, _ files: [String: String]
  ) throws -> (Sampling, TemporaryDirectory) {
    let tree = try TemporaryDirectory()
    for (path, text) in files { try tree.write(text, to: path) }
    return (try #require(try Sampling(probe, proc: tree.path, sys: tree.path)), tree)
  }

  @Test("numbers of protocols are found by the names above them, -1 is no number")
  func protocols() throws {
    let (protocols, tree) = try Self.sampling(
      NetworkProtocols.self,
      [
        "net/snmp": """
        Ip: Forwarding DefaultTTL InReceives
        Ip: 2 64 3132
        Tcp: MaxConn ActiveOpens CurrEstab RetransSegs
        Tcp: -1 12 -1 7

        """,
        "net/netstat": """
        TcpExt: SyncookiesSent ListenDrops
        TcpExt: 1 18446744073709551615
        IpExt: InOctets
        IpExt: 171903849

        """,
        "net/snmp6": "Ip6InReceives                   \t1\nIp6OutOctets  \t456\nOther\t9\n",
      ])
    #expect(
      protocols.values == [
        "nodeprobe_ip_forwarding": .count(2), "nodeprobe_ip_receive_packets_total": .count(3132),
        "nodeprobe_tcp_active_opens_total": .count(12),
        "nodeprobe_tcp_retransmitted_segments_total": .count(7),
        "nodeprobe_tcp_syncookies_sent_total": .count(1),
        "nodeprobe_tcp_listen_drops_total": .count(.max),
        "nodeprobe_ip_receive_bytes_total": .count(171_903_849),
        "nodeprobe_ip6_receive_packets_total": .count(1),
        "nodeprobe_ip6_transmit_bytes_total": .count(456),
      ])
    #expect(!protocols.readings.wantsDiscovery)
    // A new name shifts the columns: nothing is read before they were learnt again.
    try tree.write("IpExt: InNoRoutes InOctets\nIpExt: 5 171903849\n", to: "net/netstat")
    protocols.round()
    #expect(protocols["nodeprobe_ip_receive_bytes_total"] == nil)
    #expect(protocols["nodeprobe_tcp_active_opens_total"] == 12)
    #expect(protocols.readings.wantsDiscovery)
  }

  @Test("memory of sockets is in pages, that of fragments in bytes")
  func sockets() throws {
    let (sockets, _) = try Self.sampling(
      Sockets.self,
      [
        "net/sockstat":
          "sockets: used 84\nTCP: inuse 4 orphan 1 tw 2 alloc 5 mem 82\nFRAG: inuse 0 memory 77\n",
        "net/sockstat6": "TCP6: inuse 3\n",
      ])
    let page = try Program.run("/usr/bin/getconf", "PAGESIZE").output.dropLast()
    #expect(
      sockets.values == [
        "nodeprobe_sockets_used": .count(84),
        "nodeprobe_sockets_in_use{protocol=\"tcp\"}": .count(4),
        "nodeprobe_sockets_orphaned{protocol=\"tcp\"}": .count(1),
        "nodeprobe_sockets_time_wait{protocol=\"tcp\"}": .count(2),
        "nodeprobe_sockets_allocated{protocol=\"tcp\"}": .count(5),
        "nodeprobe_sockets_memory_bytes{protocol=\"tcp\"}": .count(82 * (UInt64(page) ?? 0)),
        "nodeprobe_sockets_in_use{protocol=\"frag\"}": .count(0),
        "nodeprobe_sockets_fragments_bytes{protocol=\"frag\"}": .count(77),
        "nodeprobe_sockets_in_use{protocol=\"tcp6\"}": .count(3),
      ])
  }

  @Test("softnet lines are hexadecimal and name their CPU in the 13th column")
  func softnet() throws {
    let line = "00000c26 00000029 00000003 0 0 0 0 0 0 00000004 00000005 00000006"
    let (softnet, _) = try Self.sampling(
      SoftNet.self, ["net/softnet_stat": "\(line) 0000000a 0 0\n\(line) 0000000b 0 0\n"])
    #expect(softnet["nodeprobe_softnet_processed_total{cpu=\"10\"}"] == 3110)
    #expect(softnet["nodeprobe_softnet_dropped_total{cpu=\"11\"}"] == 41)
    #expect(softnet["nodeprobe_softnet_squeezed_total{cpu=\"11\"}"] == 3)
    #expect(softnet["nodeprobe_softnet_steered_total{cpu=\"11\"}"] == 4)
    #expect(softnet["nodeprobe_softnet_flow_limited_total{cpu=\"11\"}"] == 5)
    #expect(softnet["nodeprobe_softnet_backlog_packets{cpu=\"11\"}"] == 6)
    let (old, _) = try Self.sampling(SoftNet.self, ["net/softnet_stat": "10 2 1\n20 3 1\n"])
    #expect(old.family("nodeprobe_softnet_processed_total", by: "cpu") == ["0": 16, "1": 32])
    #expect(old["nodeprobe_softnet_backlog_packets{cpu=\"0\"}"] == nil)
  }

  @Test("statistics of connection tracking are summed over the CPUs")
  func connectionTracking() throws {
    let (tracking, _) = try Self.sampling(
      ConnectionTracking.self,
      [
        "sys/net/netfilter/nf_conntrack_count": "123\n",
        "sys/net/netfilter/nf_conntrack_max": "65536\n",
        "net/stat/nf_conntrack": """
        entries  searched found new invalid drop
        00000021  00000000 00000000 00000000 00000003 0000000a
        00000021  00000000 00000010 00000000 00000002 00000001

        """,
      ])
    #expect(
      tracking.values == [
        "nodeprobe_conntrack_entries": .count(123),
        "nodeprobe_conntrack_entries_limit": .count(65_536),
        "nodeprobe_conntrack_found_total": .count(16),
        "nodeprobe_conntrack_invalid_total": .count(5),
        "nodeprobe_conntrack_drops_total": .count(11),
      ])
  }

  @Test("neighbours without an answer are not counted, a new device asks for discovery")
  func neighbours() throws {
    let heading = "IP address       HW type     Flags       HW address            Mask     Device\n"
    let eth =
      heading + "192.0.2.1  0x1  0x2  02:fc:00:00:00:05  *  eth0\n"
      + "192.0.2.7  0x1  0x0  00:00:00:00:00:00  *  eth0\n"
      + "192.0.2.9  0x1  0x6  02:fc:00:00:00:09  *  eth0\n"
    let (neighbours, tree) = try Self.sampling(Neighbours.self, ["net/arp": eth])
    #expect(neighbours.family("nodeprobe_arp_entries", by: "device") == ["eth0": 2])
    try tree.write(heading + "10.0.0.1  0x1  0x2  02:00:00:00:00:01  *  br0\n", to: "net/arp")
    neighbours.round()
    #expect(neighbours["nodeprobe_arp_entries{device=\"eth0\"}"] == 0)
    #expect(neighbours.readings.wantsDiscovery)
  }

  @Test("bytes in the queues of UDP sockets are summed")
  func datagramQueues() throws {
    let (queues, _) = try Self.sampling(
      DatagramQueues.self,
      [
        "net/udp": """
          sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid
         101: 00000000:0044 00000000:0000 07 00000010:00000200 00:00000000 00000000     0
         102: 0100007F:0035 00000000:0000 07 00000001:00000003 00:00000000 00000000     0

        """
      ])
    #expect(
      queues.family("nodeprobe_udp_queue_bytes", by: "queue") == ["transmit": 17, "receive": 515])
  }

  @Test("a link that is down has no speed, and that is no failure")
  func linkSpeed() throws {
    let (links, tree) = try Self.sampling(
      NetworkLink.self,
      [
        "class/net/eth0/operstate": "up\n", "class/net/eth0/speed": "25000\n",
        "class/net/eth0/mtu": "9000\n", "class/net/bonding_masters": "bond0\n",
      ])
    #expect(links["nodeprobe_network_speed_bytes_per_second{device=\"eth0\"}"] == 3.125e9)
    #expect(links["nodeprobe_network_up{device=\"eth0\"}"] == 1)
    #expect(links["nodeprobe_network_mtu_bytes{device=\"eth0\"}"] == 9000)
    try tree.write("-1\n", to: "class/net/eth0/speed")
    try tree.write("down\n", to: "class/net/eth0/operstate")
    links.round()
    #expect(links["nodeprobe_network_speed_bytes_per_second{device=\"eth0\"}"] == nil)
    #expect(links["nodeprobe_network_up{device=\"eth0\"}"] == 0)
    #expect(links.readings.mainFailure == nil)
    #expect(links.readings.wantsDiscovery)
  }

  @Test("an interface that comes is noticed by the names of its folder")
  func newLink() throws {
    let (links, tree) = try Self.sampling(
      NetworkLink.self, ["class/net/eth0/operstate": "up\n", "class/net/lo/operstate": "unknown\n"])
    links.round()
    #expect(!links.readings.wantsDiscovery)
    try tree.write("up\n", to: "class/net/eth1/operstate")
    links.round()
    #expect(links.readings.wantsDiscovery)
  }

  @Test("an interface without an operational state is up if it has a carrier")
  func unknownState() throws {
    let (links, tree) = try Self.sampling(
      NetworkLink.self,
      [
        "class/net/lo/operstate": "unknown\n", "class/net/lo/carrier": "1\n",
        "class/net/tun0/operstate": "unknown\n", "class/net/tun0/carrier": "0\n",
        "class/net/tun1/operstate": "unknown\n",
        "class/net/eth0/operstate": "down\n", "class/net/eth0/carrier": "1\n",
        "class/net/eth1/operstate": "up\n",
      ])
    #expect(
      links.family("nodeprobe_network_up", by: "device")
        == ["lo": 1, "tun0": 0, "eth0": 0, "eth1": 1])
    try tree.remove("class/net/lo/carrier")
    links.round()
    #expect(
      links.family("nodeprobe_network_up", by: "device") == ["tun0": 0, "eth0": 0, "eth1": 1])
  }

  @Test("pages of sockets whose bytes no counter holds are refused, not wrapped")
  func hostileSockets() throws {
    let (sockets, _) = try Self.sampling(
      Sockets.self, ["net/sockstat": "TCP: inuse 3 mem 9223372036854775807\n"])
    #expect(sockets.values == ["nodeprobe_sockets_in_use{protocol=\"tcp\"}": .count(3)])
    #expect(sockets.readings.refused[Int(FailureReason.implausible.rawValue)] == 1)
  }
}
