internal import LinuxFiles
internal import NodeModel

/// How many addresses on the local networks the kernel has resolved.
///
/// Source: `/proc/net/arp` of the node's network namespace (IPv4), a line for each address; entries
/// whose answer is missing (flags 0x0) are not counted; Linux `net/ipv4/arp.c`.
final class Neighbours: Probe {
  static let name: StaticString = "arp"
  static var cadence: Cadence { .seconds(30) }

  private let file: ReopenedFile
  private var devices = NameList()
  private var places: [Series] = []
  private var counts: [UInt64] = []

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    guard let file = try ReopenedFile(root.networkTables + "/arp", below: root.proc) else {
      return nil
    }
    var buffer = ReadBuffer()
    var scanner = ByteScanner(try file.contents(into: &buffer))
    scanner.skipLine()
    while !scanner.isAtEnd {
      if let entry = Self.entry(&scanner),
        devices.index(of: entry.device, in: scanner, expecting: 0) == nil,
        devices.count < Network.limit
      {
        let name = scanner.text(entry.device)
        devices.append(name)
        places.append(series.add(.arpEntries, ["device": name]))
      }
      scanner.skipLine()
    }
    counts = Array(repeating: 0, count: places.count)
    self.file = file
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    do {
      var scanner = ByteScanner(try file.contents(into: &buffer))
      for index in counts.indices { counts[index] = 0 }
      scanner.skipLine()
      var last = 0
      while !scanner.isAtEnd {
        if let entry = Self.entry(&scanner) {
          if let index = devices.index(of: entry.device, in: scanner, expecting: last) {
            if entry.isResolved { counts[index] += 1 }
            last = index
          } else if devices.count < Network.limit {
            readings.discoverAgain()
          }
        }
        scanner.skipLine()
      }
      for (place, count) in zip(places, counts) { readings.set(place, count: count) }
    } catch {
      readings.failAll(error)
    }
  }

  /// Address, hardware type, flags, hardware address, mask, device.
  private static func entry(
    _ scanner: inout ByteScanner
  ) -> (device: Range<Int>, isResolved: Bool)? {
    scanner.skipWord()
    scanner.skipWord()
    scanner.skipBlanks()
    guard scanner.skip("0x"), let flags = scanner.hexadecimal() else { return nil }
    scanner.skipWord()
    scanner.skipWord()
    let device = scanner.word()
    return device.isEmpty ? nil : (device, flags != 0)
  }
}

extension Metric {
  static let arpEntries = Metric("nodeprobe_arp_entries", "IPv4 neighbours with a known address")
}
