internal import LinuxFiles
internal import NodeModel

/// What IP, ICMP, TCP and UDP sent, received, repeated and lost.
///
/// Source: `/proc/net/{snmp,netstat,snmp6}` of the node's network namespace; Linux
/// `Documentation/networking/snmp_counter.rst`.
final class NetworkProtocols: Probe {
  static let name: StaticString = "network_protocols"
  static var cadence: Cadence { .seconds(10) }

  private struct Table {
    let path: String
    let columns: HeadedLines
  }
  private let proc: Directory
  private var tables: [Table] = []
  private var six: (path: String, lines: KeyedLines)?

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    let proc = try Directory(".", below: root.proc)
    let folder = root.networkTables
    var buffer = ReadBuffer()
    var tables: [Table] = []
    for path in [folder + "/snmp", folder + "/netstat"] where proc.contains(path) {
      let columns = HeadedLines(try proc.contents(of: path, into: &buffer), series: &series) {
        Self.metric(protocol: $0, column: $1)
      }
      tables.append(Table(path: path, columns: columns))
    }
    if proc.contains(folder + "/snmp6") {
      let lines = KeyedLines(
        try proc.contents(of: folder + "/snmp6", into: &buffer), series: &series
      ) { row, _ in Self.metric(row: row).map { .init($0) } }
      six = (folder + "/snmp6", lines)
    }
    self.tables = tables
    self.proc = proc
    if tables.isEmpty, six == nil { return nil }
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    for table in tables {
      do {
        table.columns.read(try proc.contents(of: table.path, into: &buffer), into: &readings)
      } catch {
        table.columns.fail(error, in: &readings)
      }
    }
    guard let six else { return }
    do {
      six.lines.read(try proc.contents(of: six.path, into: &buffer), into: &readings)
    } catch {
      six.lines.fail(error, in: &readings)
    }
  }
}
