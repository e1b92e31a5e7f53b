internal import LinuxFiles
internal import NodeModel

/// How full the firewall's table of connections is, and what it refused.
///
/// Source: `/proc/sys/net/netfilter/nf_conntrack_{count,max}` and, added up over all CPUs,
/// `/proc/net/stat/nf_conntrack` (hexadecimal, of the network namespace of whoever reads it); Linux
/// `net/netfilter/nf_conntrack_standalone.c`.
final class ConnectionTracking: Probe {
  static let name: StaticString = "conntrack"
  static var cadence: Cadence { .seconds(10) }

  private let sizes: NumberFiles
  private let proc: Directory
  private let path: String
  private var columns: [(index: Int, series: Series)] = []

  /// Nil where the kernel tracks no connections.
  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    guard root.proc.contains("sys/net/netfilter/nf_conntrack_count") else { return nil }
    var sizes = try NumberFiles("sys/net/netfilter", below: root.proc, holdsDevices: false)
    sizes.addIfPresent("nf_conntrack_count", .trackedConnections, [:], series: &series)
    sizes.addIfPresent("nf_conntrack_max", .trackedConnectionsLimit, [:], series: &series)
    let proc = try Directory(".", below: root.proc)
    path = root.networkTables + "/stat/nf_conntrack"
    if proc.contains(path) {
      var buffer = ReadBuffer()
      var scanner = ByteScanner(try proc.contents(of: path, into: &buffer))
      var index = 0
      while case let word = scanner.word(), !word.isEmpty {
        if let metric = Self.metric(for: scanner.text(word)) {
          columns.append((index, series.add(metric)))
        }
        index += 1
      }
    }
    self.sizes = sizes
    self.proc = proc
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    sizes.read(into: &readings, buffer: &buffer)
    guard !columns.isEmpty else { return }
    do {
      let text = try proc.contents(of: path, into: &buffer)
      for column in columns {
        if let sum = Self.sum(ofColumn: column.index, in: text) {
          readings.set(column.series, count: sum)
        } else {
          readings.fail(column.series, .garbled)
        }
      }
    } catch {
      for column in columns { readings.fail(column.series, error) }
      if error.isAbsent { readings.discoverAgain() }
    }
  }

  /// The sum of one column over all lines below the headings; nil where a line is too short or the sum
  /// beyond 64 bits.
  static func sum(ofColumn index: Int, in text: Span<UInt8>) -> UInt64? {
    var scanner = ByteScanner(text)
    var sum: UInt64 = 0
    scanner.skipLine()
    while !scanner.isAtEnd {
      for _ in 0..<index { scanner.skipWord() }
      scanner.skipBlanks()
      guard let value = scanner.hexadecimal() else { return nil }
      let (next, overflow) = sum.addingReportingOverflow(value)
      guard !overflow else { return nil }
      sum = next
      scanner.skipLine()
    }
    return sum
  }

  private static func metric(for column: String) -> Metric? {
    switch column {
    case "clashres":
      Metric("nodeprobe_conntrack_clashes_resolved_total", "Insertions whose clash was resolved")
    case "found": Metric("nodeprobe_conntrack_found_total", "Look-ups that found a connection")
    case "invalid": Metric("nodeprobe_conntrack_invalid_total", "Packets that cannot be tracked")
    case "ignore": Metric("nodeprobe_conntrack_ignored_total", "Packets already tracked")
    case "insert": Metric("nodeprobe_conntrack_insertions_total", "Connections inserted")
    case "insert_failed":
      Metric(
        "nodeprobe_conntrack_insertions_failed_total", "Connections that could not be inserted")
    case "drop": Metric("nodeprobe_conntrack_drops_total", "Packets dropped at a full table")
    case "early_drop":
      Metric("nodeprobe_conntrack_early_drops_total", "Connections dropped to make room")
    case "search_restart":
      Metric("nodeprobe_conntrack_search_restarts_total", "Look-ups repeated as the table grew")
    default: nil
    }
  }
}

extension Metric {
  static let trackedConnections = Metric("nodeprobe_conntrack_entries", "Connections tracked now")
  static let trackedConnectionsLimit = Metric(
    "nodeprobe_conntrack_entries_limit", "Connections that can be tracked")
}
