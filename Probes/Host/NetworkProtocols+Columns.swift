internal import NodeModel

extension NetworkProtocols {
  /// The columns of `/proc/net/snmp` and `/proc/net/netstat` that tell why a network is slow or
  /// broken; nil for the others. RFC 1213 explains those of `snmp`, Linux
  /// `Documentation/networking/snmp_counter.rst` those of `netstat`.
  static func metric(protocol name: String, column: String) -> Metric? {
    switch name + "." + column {
    case "Ip.Forwarding":
      Metric("nodeprobe_ip_forwarding", "Whether IPv4 packets are forwarded: 1 yes, 2 no")
    case "Ip.InReceives": Metric("nodeprobe_ip_receive_packets_total", "IPv4 packets received")
    case "Ip.InHdrErrors":
      Metric("nodeprobe_ip_receive_header_errors_total", "IPv4 packets with a broken header")
    case "Ip.InAddrErrors":
      Metric(
        "nodeprobe_ip_receive_address_errors_total",
        "IPv4 packets to an address that is not the node's")
    case "Ip.InDiscards":
      Metric("nodeprobe_ip_receive_discards_total", "IPv4 packets dropped for want of room")
    case "Ip.OutRequests": Metric("nodeprobe_ip_transmit_packets_total", "IPv4 packets sent")
    case "Ip.OutDiscards":
      Metric("nodeprobe_ip_transmit_discards_total", "IPv4 packets to send that were dropped")
    case "Ip.OutNoRoutes":
      Metric("nodeprobe_ip_transmit_no_route_total", "IPv4 packets without a route")
    case "Ip.ForwDatagrams":
      Metric("nodeprobe_ip_forwarded_packets_total", "IPv4 packets forwarded")
    case "Ip.ReasmFails":
      Metric(
        "nodeprobe_ip_reassembly_failures_total",
        "IPv4 fragments that could not be put together")
    case "Ip.FragFails":
      Metric(
        "nodeprobe_ip_fragmentation_failures_total",
        "IPv4 packets that could not be cut into fragments")
    case "IpExt.InOctets":
      Metric("nodeprobe_ip_receive_bytes_total", "Bytes in IPv4 packets received")
    case "IpExt.OutOctets":
      Metric("nodeprobe_ip_transmit_bytes_total", "Bytes in IPv4 packets sent")
    case "IpExt.InCEPkts":
      Metric(
        "nodeprobe_ip_receive_congestion_marked_packets_total",
        "IPv4 packets marked as having met congestion")
    case "Icmp.InMsgs": Metric("nodeprobe_icmp_receive_messages_total", "ICMP messages received")
    case "Icmp.InErrors": Metric("nodeprobe_icmp_receive_errors_total", "ICMP messages with errors")
    case "Icmp.OutMsgs": Metric("nodeprobe_icmp_transmit_messages_total", "ICMP messages sent")
    case "Icmp.InDestUnreachs":
      Metric(
        "nodeprobe_icmp_receive_unreachable_total",
        "ICMP \"destination unreachable\" received")
    case "Icmp.OutDestUnreachs":
      Metric("nodeprobe_icmp_transmit_unreachable_total", "ICMP \"destination unreachable\" sent")
    case "Tcp.ActiveOpens":
      Metric("nodeprobe_tcp_active_opens_total", "TCP connections opened from here")
    case "Tcp.PassiveOpens": Metric("nodeprobe_tcp_passive_opens_total", "TCP connections accepted")
    case "Tcp.AttemptFails":
      Metric(
        "nodeprobe_tcp_attempt_failures_total",
        "TCP connections that failed while being opened")
    case "Tcp.EstabResets":
      Metric(
        "nodeprobe_tcp_established_resets_total",
        "Established TCP connections that were reset")
    case "Tcp.CurrEstab": Metric("nodeprobe_tcp_established", "TCP connections established now")
    case "Tcp.InSegs": Metric("nodeprobe_tcp_receive_segments_total", "TCP segments received")
    case "Tcp.OutSegs": Metric("nodeprobe_tcp_transmit_segments_total", "TCP segments sent")
    case "Tcp.RetransSegs":
      Metric("nodeprobe_tcp_retransmitted_segments_total", "TCP segments sent again")
    case "Tcp.InErrs":
      Metric("nodeprobe_tcp_receive_errors_total", "TCP segments received with errors")
    case "Tcp.OutRsts": Metric("nodeprobe_tcp_transmit_resets_total", "TCP resets sent")
    case "Tcp.InCsumErrors":
      Metric("nodeprobe_tcp_receive_checksum_errors_total", "TCP segments with a wrong checksum")
    case "TcpExt.ListenOverflows":
      Metric("nodeprobe_tcp_listen_overflows_total", "Connections that found a full accept queue")
    case "TcpExt.ListenDrops":
      Metric(
        "nodeprobe_tcp_listen_drops_total",
        "Connections to a listening socket that were dropped")
    case "TcpExt.SyncookiesSent": Metric("nodeprobe_tcp_syncookies_sent_total", "SYN cookies sent")
    case "TcpExt.SyncookiesRecv":
      Metric("nodeprobe_tcp_syncookies_received_total", "Valid SYN cookies received")
    case "TcpExt.SyncookiesFailed":
      Metric("nodeprobe_tcp_syncookies_failed_total", "Invalid SYN cookies received")
    case "TcpExt.TCPSynRetrans":
      Metric("nodeprobe_tcp_syn_retransmitted_total", "SYN segments sent again")
    case "TcpExt.TCPTimeouts": Metric("nodeprobe_tcp_timeouts_total", "TCP timers that ran out")
    case "TcpExt.TCPOFOQueue":
      Metric(
        "nodeprobe_tcp_out_of_order_queued_total",
        "TCP segments that came too early and were kept")
    case "TcpExt.TCPRcvQDrop":
      Metric(
        "nodeprobe_tcp_receive_queue_drops_total",
        "TCP segments dropped at a full receive queue")
    case "TcpExt.TCPLostRetransmit":
      Metric(
        "nodeprobe_tcp_lost_retransmissions_total",
        "TCP segments sent again that were lost again")
    case "TcpExt.TCPFastRetrans":
      Metric(
        "nodeprobe_tcp_fast_retransmitted_total",
        "TCP segments sent again before a timer ran out")
    case "TcpExt.TCPAbortOnMemory":
      Metric("nodeprobe_tcp_aborts_memory_total", "TCP connections aborted for want of memory")
    case "TcpExt.TCPMemoryPressures":
      Metric("nodeprobe_tcp_memory_pressures_total", "How often TCP came under memory pressure")
    case "TcpExt.TCPBacklogDrop":
      Metric("nodeprobe_tcp_backlog_drops_total", "TCP segments dropped at a full backlog")
    case "TcpExt.PruneCalled":
      Metric(
        "nodeprobe_tcp_prunes_total",
        "How often receive queues were pruned for want of memory")
    case "TcpExt.TW":
      Metric("nodeprobe_tcp_time_waits_total", "TCP connections that ended in TIME_WAIT")
    case "Udp.InDatagrams":
      Metric("nodeprobe_udp_receive_datagrams_total", "UDP datagrams received")
    case "Udp.NoPorts":
      Metric("nodeprobe_udp_no_port_total", "UDP datagrams to a port that nobody listens on")
    case "Udp.InErrors":
      Metric("nodeprobe_udp_receive_errors_total", "UDP datagrams that could not be delivered")
    case "Udp.OutDatagrams": Metric("nodeprobe_udp_transmit_datagrams_total", "UDP datagrams sent")
    case "Udp.RcvbufErrors":
      Metric(
        "nodeprobe_udp_receive_buffer_errors_total",
        "UDP datagrams dropped at a full receive buffer")
    case "Udp.SndbufErrors":
      Metric(
        "nodeprobe_udp_transmit_buffer_errors_total",
        "UDP datagrams dropped at a full send buffer")
    case "Udp.InCsumErrors":
      Metric("nodeprobe_udp_receive_checksum_errors_total", "UDP datagrams with a wrong checksum")
    case "UdpLite.InErrors":
      Metric(
        "nodeprobe_udplite_receive_errors_total",
        "UDP-Lite datagrams that could not be delivered")
    default: nil
    }
  }

  /// The rows of `/proc/net/snmp6` that have a sister in `snmp`; nil for the others.
  static func metric(row: String) -> Metric? {
    switch row {
    case "Ip6InReceives": Metric("nodeprobe_ip6_receive_packets_total", "IPv6 packets received")
    case "Ip6InHdrErrors":
      Metric("nodeprobe_ip6_receive_header_errors_total", "IPv6 packets with a broken header")
    case "Ip6InDiscards":
      Metric("nodeprobe_ip6_receive_discards_total", "IPv6 packets dropped for want of room")
    case "Ip6InNoRoutes":
      Metric("nodeprobe_ip6_receive_no_route_total", "IPv6 packets received without a route")
    case "Ip6OutRequests": Metric("nodeprobe_ip6_transmit_packets_total", "IPv6 packets sent")
    case "Ip6OutDiscards":
      Metric("nodeprobe_ip6_transmit_discards_total", "IPv6 packets to send that were dropped")
    case "Ip6OutNoRoutes":
      Metric("nodeprobe_ip6_transmit_no_route_total", "IPv6 packets without a route")
    case "Ip6OutForwDatagrams":
      Metric("nodeprobe_ip6_forwarded_packets_total", "IPv6 packets forwarded")
    case "Ip6InOctets":
      Metric("nodeprobe_ip6_receive_bytes_total", "Bytes in IPv6 packets received")
    case "Ip6OutOctets": Metric("nodeprobe_ip6_transmit_bytes_total", "Bytes in IPv6 packets sent")
    case "Icmp6InMsgs": Metric("nodeprobe_icmp6_receive_messages_total", "ICMPv6 messages received")
    case "Icmp6InErrors":
      Metric("nodeprobe_icmp6_receive_errors_total", "ICMPv6 messages with errors")
    case "Icmp6OutMsgs": Metric("nodeprobe_icmp6_transmit_messages_total", "ICMPv6 messages sent")
    case "Udp6InDatagrams":
      Metric("nodeprobe_udp6_receive_datagrams_total", "UDP datagrams received over IPv6")
    case "Udp6NoPorts":
      Metric(
        "nodeprobe_udp6_no_port_total",
        "UDP datagrams over IPv6 to a port that nobody listens on")
    case "Udp6InErrors":
      Metric(
        "nodeprobe_udp6_receive_errors_total",
        "UDP datagrams over IPv6 that could not be delivered")
    case "Udp6OutDatagrams":
      Metric("nodeprobe_udp6_transmit_datagrams_total", "UDP datagrams sent over IPv6")
    case "Udp6RcvbufErrors":
      Metric(
        "nodeprobe_udp6_receive_buffer_errors_total",
        "UDP datagrams over IPv6 dropped at a full receive buffer")
    case "Udp6SndbufErrors":
      Metric(
        "nodeprobe_udp6_transmit_buffer_errors_total",
        "UDP datagrams over IPv6 dropped at a full send buffer")
    case "UdpLite6InErrors":
      Metric(
        "nodeprobe_udplite6_receive_errors_total",
        "UDP-Lite datagrams over IPv6 that could not be delivered")
    default: nil
    }
  }
}
