internal import LinuxFiles
internal import NodeModel

/// What each network interface sent, received and lost.
///
/// Source: `/proc/net/dev` of the node's network namespace; Linux
/// `Documentation/networking/statistics.rst`. At most `limit` interfaces, in the kernel's order.
final class Network: Probe {
  static let name: StaticString = "network"

  /// A node with more interfaces than this is a router of containers; the rest would only be noise.
  static let limit = 256

  /// The columns in the kernel's order.
  private static let columns: [Metric] = [
    .networkReceiveBytes, .networkReceivePackets, .networkReceiveErrors, .networkReceiveDrops,
    .networkReceiveFIFO, .networkReceiveFrame, .networkReceiveCompressed,
    .networkReceiveMulticast, .networkTransmitBytes, .networkTransmitPackets,
    .networkTransmitErrors, .networkTransmitDrops, .networkTransmitFIFO,
    .networkTransmitCollisions, .networkTransmitCarrier, .networkTransmitCompressed,
  ]
  private static let columnCount = 16

  private let file: KernelFile
  private var interfaces = NameList()
  /// Places in the table, `columnCount` for each interface.
  private var places: [Series] = []

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    let file: KernelFile
    do {
      file = try KernelFile(root.networkTables + "/dev", below: root.proc)
    } catch  where error.isAbsent {
      return nil
    }
    self.file = file
    var buffer = ReadBuffer()
    var scanner = ByteScanner(try file.contents(into: &buffer))
    while !scanner.isAtEnd, interfaces.count < Self.limit {
      if let range = Self.interface(&scanner) {
        let name = scanner.text(range)
        interfaces.append(name)
        for column in Self.columns { places.append(series.add(column, ["device": name])) }
      }
      scanner.skipLine()
    }
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    do {
      var scanner = ByteScanner(try file.contents(into: &buffer))
      for place in places { readings.clear(place) }
      var expected = 0
      var found = 0
      while !scanner.isAtEnd {
        if let name = Self.interface(&scanner) {
          if let index = interfaces.index(of: name, in: scanner, expecting: expected) {
            read(&scanner, interface: index, into: &readings)
            expected = index + 1
            found += 1
          } else if interfaces.count < Self.limit {
            readings.discoverAgain()
          }
        }
        scanner.skipLine()
      }
      if found != interfaces.count { readings.discoverAgain() }
    } catch {
      readings.failAll(error)
    }
  }

  private func read(
    _ scanner: inout ByteScanner, interface: Int, into readings: inout Readings
  ) {
    for column in 0..<Self.columnCount {
      let place = places[interface * Self.columnCount + column]
      if let value = scanner.unsigned() {
        readings.set(place, count: value)
      } else {
        readings.fail(place, .garbled)
      }
    }
  }

  /// The name before the colon, and behind it; nil and unmoved on the two lines of headings.
  ///
  /// The kernel forbids colons in names but for aliases, which it does not list here.
  static func interface(_ scanner: inout ByteScanner) -> Range<Int>? {
    let line = scanner.position
    scanner.skipBlanks()
    let start = scanner.position
    guard scanner.skip(past: ":") else {
      scanner.rewind(to: line)
      return nil
    }
    return start..<scanner.position - 1
  }
}

extension Metric {
  static let networkReceiveBytes = Metric(
    "nodeprobe_network_receive_bytes_total", "Bytes received")
  static let networkReceivePackets = Metric(
    "nodeprobe_network_receive_packets_total", "Packets received")
  static let networkReceiveErrors = Metric(
    "nodeprobe_network_receive_errors_total", "Packets received with errors")
  static let networkReceiveDrops = Metric(
    "nodeprobe_network_receive_drops_total", "Received packets dropped for want of room or a taker")
  static let networkReceiveFIFO = Metric(
    "nodeprobe_network_receive_fifo_errors_total", "Receive buffers that overflowed")
  static let networkReceiveFrame = Metric(
    "nodeprobe_network_receive_frame_errors_total", "Received frames that were malformed")
  static let networkReceiveCompressed = Metric(
    "nodeprobe_network_receive_compressed_total", "Compressed packets received")
  static let networkReceiveMulticast = Metric(
    "nodeprobe_network_receive_multicast_total", "Multicast packets received")
  static let networkTransmitBytes = Metric(
    "nodeprobe_network_transmit_bytes_total", "Bytes sent")
  static let networkTransmitPackets = Metric(
    "nodeprobe_network_transmit_packets_total", "Packets sent")
  static let networkTransmitErrors = Metric(
    "nodeprobe_network_transmit_errors_total", "Packets that could not be sent for errors")
  static let networkTransmitDrops = Metric(
    "nodeprobe_network_transmit_drops_total", "Packets dropped on their way out")
  static let networkTransmitFIFO = Metric(
    "nodeprobe_network_transmit_fifo_errors_total", "Transmit buffers that ran empty")
  static let networkTransmitCollisions = Metric(
    "nodeprobe_network_transmit_collisions_total", "Collisions while sending")
  static let networkTransmitCarrier = Metric(
    "nodeprobe_network_transmit_carrier_errors_total", "Losses of the carrier while sending")
  static let networkTransmitCompressed = Metric(
    "nodeprobe_network_transmit_compressed_total", "Compressed packets sent")
}
