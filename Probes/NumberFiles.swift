internal import CLinux
internal import LinuxFiles
internal import NodeModel

/// Files below one directory that hold one decimal each, and the series that they fill.
///
/// They are opened anew each time: for what is read each ten seconds and may be hundreds of files.
struct NumberFiles: ~Copyable {
  /// How the kernel's integer becomes the base unit.
  enum Unit {
    /// A multiple that is exact; a negative number is the kernel's "unknown".
    case times(UInt64)
    /// A fraction, such as thousandths of a degree; it may be negative.
    case per(Double)
  }

  private struct Row {
    let path: String
    let series: Series
    let unit: Unit
    let mayBeSilent: Bool
    let isPlausible: ((Double) -> Bool)?
  }
  private let directory: Directory
  private let holdsDevices: Bool
  private let fingerprint: UInt64?
  private var rows: [Row] = []

  /// Files below the directory `path`, whose own entries are the devices: one that comes or goes
  /// asks for discovery.
  ///
  /// `holdsDevices` is false for settings (sysctl), whose entries change their numbers as the
  /// kernel forgets and remembers them.
  init(
    _ path: String, below parent: borrowing Directory, holdsDevices: Bool = true
  ) throws(SystemError) {
    let directory = try Directory(path, below: parent)
    var buffer = ReadBuffer()
    fingerprint = holdsDevices ? directory.fingerprint(buffer: &buffer) : nil
    self.holdsDevices = holdsDevices
    self.directory = directory
  }

  /// The names of the devices that begin with `prefix`, in people's order.
  func devices(_ prefix: String) -> [String] {
    directory.names().filter { $0.hasPrefix(prefix) }
  }

  /// The text of a file below the directory; nil where it cannot be read.
  func text(of path: String) -> String? {
    directory.text(of: path)
  }

  /// Adds a file. `mayBeSilent`: a driver that has nothing to say is no failure.
  mutating func add(
    _ path: String, _ series: Series, _ unit: Unit = .times(1), mayBeSilent: Bool = false,
    isPlausible: ((Double) -> Bool)? = nil
  ) {
    rows.append(
      Row(
        path: path, series: series, unit: unit, mayBeSilent: mayBeSilent, isPlausible: isPlausible))
  }

  /// Adds a file if it is there, and declares its series only then; nil where it is not.
  @discardableResult
  mutating func addIfPresent(
    _ path: String, _ metric: Metric, _ labels: KeyValuePairs<String, String>,
    _ unit: Unit = .times(1), mayBeSilent: Bool = false, series: inout SeriesTable
  ) -> Series? {
    guard directory.contains(path) else { return nil }
    let declared = series.add(metric, labels)
    add(path, declared, unit, mayBeSilent: mayBeSilent)
    return declared
  }

  /// Whether no file was added.
  var isEmpty: Bool { rows.isEmpty }

  /// Reads all files.
  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    if holdsDevices, let seen = directory.fingerprint(buffer: &buffer), seen != fingerprint {
      readings.discoverAgain()
    }
    for row in rows {
      do {
        set(row, try directory.signed(of: row.path, into: &buffer), in: &readings)
      } catch  where row.mayBeSilent && Self.isSilence(error) {
        readings.clear(row.series)
      } catch {
        readings.fail(row.series, error)
        if error.code == ENOENT { readings.discoverAgain() }
      }
    }
  }

  private func set(_ row: Row, _ value: Int64, in readings: inout Readings) {
    switch row.unit {
    case .times(let factor):
      guard value >= 0 else { return readings.clear(row.series) }
      readings.set(row.series, count: UInt64(value), times: factor)
    case .per(let divisor):
      let quotient = Double(value) / divisor
      if let isPlausible = row.isPlausible, !isPlausible(quotient) {
        readings.refuse(row.series, .implausible)
      } else {
        readings.set(row.series, quotient)
      }
    }
  }

  private static func isSilence(_ error: SystemError) -> Bool {
    switch error.code {
    case EINVAL, EOPNOTSUPP, ENODATA, EAGAIN: true
    default: false
    }
  }
}
