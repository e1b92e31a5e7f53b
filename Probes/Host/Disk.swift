internal import LinuxFiles
internal import NodeModel

/// What each disk read, wrote and discarded, and how long it took.
///
/// Source: `/proc/diskstats`, sectors of 512 bytes and milliseconds; Linux
/// `Documentation/admin-guide/iostats.rst`. Whole disks only: what a partition does its disk does
/// too, so partitions are left out, and with them RAM disks and whatever has no medium (size 0).
final class Disk: Probe {
  static let name: StaticString = "disk"

  private struct Row {
    /// Places in the table, one for each column the kernel has; empty where the row is not wanted.
    let places: Range<Int>
    /// The reads of a disk without a medium when it was found.
    let reads: UInt64
    /// The places of what does not change.
    let info: Series?
    let size: Series?
    let sizeInBytes: UInt64
  }
  private let file: KernelFile
  private var names = NameList()
  private var rows: [Row] = []
  /// What each column is multiplied by.
  private let units: [DiskColumn.Unit]

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    let file: KernelFile
    do {
      file = try KernelFile("diskstats", below: root.proc)
    } catch  where error.isAbsent {
      return nil
    }
    self.file = file
    let columns = DiskColumn.all
    units = columns.map(\.unit)

    var buffer = ReadBuffer()
    var scanner = ByteScanner(try file.contents(into: &buffer))
    while !scanner.isAtEnd {
      if let range = Self.device(&scanner) {
        let name = scanner.text(range)
        let start = scanner.position
        let reads = scanner.unsigned() ?? 0
        var count = 1
        while count < columns.count, scanner.unsigned() != nil { count += 1 }
        scanner.rewind(to: start)
        names.append(name)
        rows.append(
          Self.row(
            name, columns: columns.prefix(count), reads: reads, below: root, series: &series))
      }
      scanner.skipLine()
    }
    if rows.isEmpty { return nil }
  }

  private static func row(
    _ name: String, columns: ArraySlice<DiskColumn>, reads: UInt64, below root: borrowing Root,
    series: inout SeriesTable
  ) -> Row {
    let folder = "block/" + name.split(separator: "/").joined(separator: "!")
    let knowsDisks = root.sys.contains("block")
    let sectors = root.sys.text(of: folder + "/size").flatMap { UInt64($0) }
    let isWanted = knowsDisks ? (sectors ?? 0) > 0 : true
    let first = series.entries.count
    guard isWanted, !isMemory(name) else {
      return Row(places: first..<first, reads: reads, info: nil, size: nil, sizeInBytes: 0)
    }
    for column in columns { _ = series.add(column.metric, ["device": name]) }
    let end = series.entries.count
    // A size beyond 64 bits is no size.
    guard knowsDisks, let sectors,
      case let (bytes, overflow) = sectors.multipliedReportingOverflow(by: 512), !overflow
    else {
      return Row(places: first..<end, reads: reads, info: nil, size: nil, sizeInBytes: 0)
    }
    return Row(
      places: first..<end, reads: reads,
      info: series.add(.diskInfo, labels: labels(of: name, in: folder, below: root.sys)),
      size: series.add(.diskSize, ["device": name]),
      sizeInBytes: bytes)
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    do {
      var scanner = ByteScanner(try file.contents(into: &buffer))
      var expected = 0
      var found = 0
      for row in rows { for place in row.places { readings.clear(Series(index: place)) } }
      while !scanner.isAtEnd {
        if let name = Self.device(&scanner) {
          if let index = names.index(of: name, in: scanner, expecting: expected) {
            read(&scanner, rows[index], into: &readings)
            expected = index + 1
            found += 1
          } else {
            readings.discoverAgain()
          }
        }
        scanner.skipLine()
      }
      if found != rows.count { readings.discoverAgain() }
    } catch {
      readings.failAll(error)
    }
  }

  private func read(_ scanner: inout ByteScanner, _ row: Row, into readings: inout Readings) {
    if row.places.isEmpty {
      // A device that begins to be read was given a medium: it may be wanted now.
      if scanner.unsigned() != row.reads { readings.discoverAgain() }
      return
    }
    for place in row.places {
      let series = Series(index: place)
      guard let value = scanner.unsigned() else {
        readings.fail(series, .garbled)
        continue
      }
      switch units[place - row.places.lowerBound] {
      case .ones: readings.set(series, count: value)
      case .sectors: readings.set(series, count: value, times: 512)
      case .milliseconds: readings.set(series, micro: value, times: 1000)
      }
    }
    if let info = row.info { readings.set(info, count: 1) }
    if let size = row.size { readings.set(size, count: row.sizeInBytes) }
  }

  /// The name of the line's device, behind its two numbers; nil where the line has another form.
  private static func device(_ scanner: inout ByteScanner) -> Range<Int>? {
    guard scanner.unsigned() != nil, scanner.unsigned() != nil else { return nil }
    let name = scanner.word()
    return name.isEmpty ? nil : name
  }

  /// Whether it is a RAM disk ("ram0"), which stands for no hardware; zram is swap space and stays.
  private static func isMemory(_ name: String) -> Bool {
    name.hasPrefix("ram") && name.dropFirst(3).allSatisfy(\.isNumber)
  }

  private static func labels(
    of name: String, in folder: String, below sys: borrowing Directory
  ) -> [Label] {
    var labels = [Label("device", name)]
    let rotational = sys.text(of: folder + "/queue/rotational")
    for (label, text) in [
      ("vendor", sys.text(of: folder + "/device/vendor")),
      ("model", sys.text(of: folder + "/device/model")),
      (
        "firmware",
        sys.text(of: folder + "/device/rev")
          ?? sys.text(of: folder + "/device/firmware_rev")
      ),
      ("rotational", rotational.map { $0 == "0" ? "false" : "true" }),
      ("number", sys.text(of: folder + "/dev")),
    ] {
      // A virtio disk has a PCI vendor in this place, which names no maker of disks.
      if let text, !text.isEmpty, !text.hasPrefix("0x") { labels.append(Label(label, text)) }
    }
    return labels
  }
}
