internal import LinuxFiles
internal import NodeModel

/// How each CPU keeps up with the packets that network cards hand to it.
///
/// Source: `/proc/net/softnet_stat`, hexadecimal, a line for each CPU; Linux
/// `net/core/net-procfs.c`. The number of the CPU is the 13th column since Linux 5.10.
final class SoftNet: Probe {
  static let name: StaticString = "softnet"
  static var cadence: Cadence { .seconds(10) }

  private static let cpuColumn = 12
  private static let wanted: KeyValuePairs<Int, Metric> = [
    0: .softnetProcessed, 1: .softnetDropped, 2: .softnetSqueezed, 9: .softnetSteered,
    10: .softnetFlowLimited, 11: .softnetBacklog,
  ]

  private let file: ReopenedFile
  private var cpus: [UInt64] = []
  private let columns: [Int]
  /// Places in the table, `columns.count` for each line.
  private var places: [Series] = []

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    guard let file = try ReopenedFile(root.networkTables + "/softnet_stat", below: root.proc) else {
      return nil
    }
    var buffer = ReadBuffer()
    var scanner = ByteScanner(try file.contents(into: &buffer))
    var columns: [Int] = []
    while let line = Self.line(&scanner) {
      if cpus.isEmpty { columns = Self.wanted.map(\.key).filter { $0 < line.count } }
      let cpu = line.count > Self.cpuColumn ? line.values[Self.cpuColumn] : UInt64(cpus.count)
      cpus.append(cpu)
      for (column, metric) in Self.wanted where columns.contains(column) {
        places.append(series.add(metric, ["cpu": String(cpu)]))
      }
    }
    self.columns = columns
    self.file = file
    if cpus.isEmpty { return nil }
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    do {
      var scanner = ByteScanner(try file.contents(into: &buffer))
      var index = 0
      while let line = Self.line(&scanner) {
        let cpu = line.count > Self.cpuColumn ? line.values[Self.cpuColumn] : UInt64(index)
        guard index < cpus.count, cpus[index] == cpu else { break }
        for (place, column) in columns.enumerated() {
          let series = places[index * columns.count + place]
          if column < line.count {
            readings.set(series, count: line.values[column])
          } else {
            readings.fail(series, .garbled)
          }
        }
        index += 1
      }
      guard index < cpus.count || !scanner.isAtEnd else { return }
      for place in index * columns.count..<places.count { readings.clear(places[place]) }
      readings.discoverAgain()
    } catch {
      readings.failAll(error)
    }
  }

  /// The numbers of the next line, at most 16; nil at the end or where there are none.
  private static func line(
    _ scanner: inout ByteScanner
  ) -> (values: InlineArray<16, UInt64>, count: Int)? {
    var values = InlineArray<16, UInt64>(repeating: 0)
    var count = 0
    scanner.skipBlanks()
    while count < 16, let value = scanner.hexadecimal() {
      values[count] = value
      count += 1
      scanner.skipBlanks()
    }
    scanner.skipLine()
    return count > 0 ? (values, count) : nil
  }
}

extension Metric {
  static let softnetProcessed = Metric(
    "nodeprobe_softnet_processed_total", "Packets that a CPU took from network cards")
  static let softnetDropped = Metric(
    "nodeprobe_softnet_dropped_total", "Packets dropped because a CPU's backlog was full")
  static let softnetSqueezed = Metric(
    "nodeprobe_softnet_squeezed_total", "How often a CPU ran out of time with packets left")
  static let softnetSteered = Metric(
    "nodeprobe_softnet_steered_total", "How often a CPU was woken for another CPU's packets")
  static let softnetFlowLimited = Metric(
    "nodeprobe_softnet_flow_limited_total", "How often a flow had more than its share of a backlog")
  static let softnetBacklog = Metric(
    "nodeprobe_softnet_backlog_packets", "Packets that wait for a CPU")
}
