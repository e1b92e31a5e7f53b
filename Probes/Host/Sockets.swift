internal import CLinux
internal import LinuxFiles
internal import NodeModel

/// How many sockets of each kind there are and what memory they hold.
///
/// Source: `/proc/net/{sockstat,sockstat6}` of the node's network namespace, memory of TCP and UDP
/// in pages, of fragments in bytes; Linux `net/ipv4/proc.c`.
final class Sockets: Probe {
  static let name: StaticString = "sockets"
  static var cadence: Cadence { .seconds(10) }

  private struct Row {
    let series: Series
    let multiplier: UInt64
  }
  private struct Line {
    var keys = NameList()
    var rows: [Row?] = []
  }
  private struct Table {
    let path: String
    var kinds = NameList()
    var lines: [Line] = []
  }
  private let proc: Directory
  private var tables: [Table] = []

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    let proc = try Directory(".", below: root.proc)
    let pageSize = UInt64(max(1, sysconf(Int32(_SC_PAGESIZE))))
    var buffer = ReadBuffer()
    var tables: [Table] = []
    for file in ["/sockstat", "/sockstat6"] {
      let path = root.networkTables + file
      guard proc.contains(path) else { continue }
      var table = Table(path: path)
      var scanner = ByteScanner(try proc.contents(of: path, into: &buffer))
      while !scanner.isAtEnd {
        let kind = scanner.text(scanner.word())
        table.kinds.append(kind)
        table.lines.append(Self.line(kind, &scanner, pageSize: pageSize, series: &series))
        scanner.skipLine()
      }
      tables.append(table)
    }
    self.tables = tables
    self.proc = proc
    if tables.isEmpty { return nil }
  }

  private static func line(
    _ kind: String, _ scanner: inout ByteScanner, pageSize: UInt64, series: inout SeriesTable
  ) -> Line {
    let name = kind.hasSuffix(":") ? String(kind.dropLast()) : kind
    var line = Line()
    while case let word = scanner.word(), !word.isEmpty {
      let key = scanner.text(word)
      line.keys.append(key)
      let isPages = key == "mem"
      let metric = metric(for: key, of: name)
      line.rows.append(
        metric.map {
          let labels: KeyValuePairs<String, String> =
            name == "sockets" ? [:] : ["protocol": name.lowercased()]
          return Row(series: series.add($0, labels), multiplier: isPages ? pageSize : 1)
        })
      scanner.skipWord()
    }
    return line
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    for table in tables {
      do {
        Self.read(table, try proc.contents(of: table.path, into: &buffer), into: &readings)
      } catch {
        for line in table.lines {
          for row in line.rows { if let row { readings.fail(row.series, error) } }
        }
        if error.isAbsent { readings.discoverAgain() }
      }
    }
  }

  private static func read(_ table: Table, _ text: Span<UInt8>, into readings: inout Readings) {
    for line in table.lines {
      for row in line.rows { if let row { readings.clear(row.series) } }
    }
    var scanner = ByteScanner(text)
    var expected = 0
    while !scanner.isAtEnd {
      let kind = scanner.word()
      if let index = table.kinds.index(of: kind, in: scanner, expecting: expected) {
        expected = index + 1
        read(table.lines[index], &scanner, into: &readings)
      } else {
        readings.discoverAgain()
      }
      scanner.skipLine()
    }
  }

  private static func read(
    _ line: Line, _ scanner: inout ByteScanner, into readings: inout Readings
  ) {
    var expected = 0
    while case let key = scanner.word(), !key.isEmpty {
      guard let index = line.keys.index(of: key, in: scanner, expecting: expected) else {
        readings.discoverAgain()
        return
      }
      expected = index + 1
      guard let row = line.rows[index] else {
        scanner.skipWord()
        continue
      }
      if let value = scanner.signed() {
        // The kernel adds up per-CPU counts without a lock; a sum below 0 is not known yet.
        if value >= 0 { readings.set(row.series, count: UInt64(value), times: row.multiplier) }
      } else {
        readings.fail(row.series, .garbled)
        scanner.skipWord()
      }
    }
  }

  private static func metric(for key: String, of kind: String) -> Metric? {
    switch key {
    case "used": Metric("nodeprobe_sockets_used", "Sockets of all kinds")
    case "inuse": Metric("nodeprobe_sockets_in_use", "Sockets of a protocol")
    case "orphan":
      Metric("nodeprobe_sockets_orphaned", "Connections that no process holds any more")
    case "tw": Metric("nodeprobe_sockets_time_wait", "Connections in TIME_WAIT")
    case "alloc": Metric("nodeprobe_sockets_allocated", "Sockets allocated in any state")
    case "mem": Metric("nodeprobe_sockets_memory_bytes", "Memory of the buffers of a protocol")
    case "memory":
      Metric("nodeprobe_sockets_fragments_bytes", "Memory of fragments being put together")
    default: nil
    }
  }
}
