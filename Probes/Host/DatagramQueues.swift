internal import LinuxFiles
internal import NodeModel

/// How many bytes wait in the queues of all UDP sockets, and how many datagrams found no room.
///
/// Source: `/proc/net/{udp,udp6}` of the node's network namespace, a line for each socket; Linux
/// `Documentation/networking/proc_net_tcp.rst`.
final class DatagramQueues: Probe {
  static let name: StaticString = "udp_queues"
  /// The kernel walks all sockets.
  static var cadence: Cadence { .seconds(30) }

  private struct Family {
    let path: String
    let transmit: Series
    let receive: Series
  }
  private let proc: Directory
  private var families: [Family] = []

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    let proc = try Directory(".", below: root.proc)
    var families: [Family] = []
    for (file, ip) in [("/udp", "4"), ("/udp6", "6")] {
      let path = root.networkTables + file
      guard proc.contains(path) else { continue }
      families.append(
        Family(
          path: path,
          transmit: series.add(.datagramQueue, ["ip": ip, "queue": "transmit"]),
          receive: series.add(.datagramQueue, ["ip": ip, "queue": "receive"])))
    }
    self.families = families
    self.proc = proc
    if families.isEmpty { return nil }
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    for family in families {
      do {
        let (transmit, receive) = try Self.sums(of: proc.contents(of: family.path, into: &buffer))
        readings.set(family.transmit, count: transmit)
        readings.set(family.receive, count: receive)
      } catch {
        readings.fail(family.transmit, error)
        readings.fail(family.receive, error)
        if error.isAbsent { readings.discoverAgain() }
      }
    }
  }

  /// The sums of `tx_queue:rx_queue`, the fifth column, over all lines below the headings.
  static func sums(of text: Span<UInt8>) throws(SystemError) -> (transmit: UInt64, receive: UInt64)
  {
    var scanner = ByteScanner(text)
    var transmit: UInt64 = 0
    var receive: UInt64 = 0
    scanner.skipLine()
    while !scanner.isAtEnd {
      for _ in 0..<4 { scanner.skipWord() }
      scanner.skipBlanks()
      guard let sending = scanner.hexadecimal(), scanner.skip(":"),
        let waiting = scanner.hexadecimal()
      else { throw .garbled("/proc/net/udp") }
      let (sent, sentOverflow) = transmit.addingReportingOverflow(sending)
      let (received, receivedOverflow) = receive.addingReportingOverflow(waiting)
      guard !sentOverflow, !receivedOverflow else { throw .garbled("/proc/net/udp") }
      transmit = sent
      receive = received
      scanner.skipLine()
    }
    return (transmit, receive)
  }
}

extension Metric {
  static let datagramQueue = Metric(
    "nodeprobe_udp_queue_bytes", "Bytes that wait in the queues of all UDP sockets")
}
