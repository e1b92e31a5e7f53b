public import LinuxFiles
public import NodeModel

/// Code that reads one kind of hardware or kernel source.
///
/// A probe declares its series when it finds its hardware and fills in numbers each round. It never
/// waits, never invents a value, and allocates nothing in a round. When its hardware changes it says
/// `readings.discoverAgain()` and is made anew.
public protocol Probe: SeriesReader {
  /// The word in `nodeprobe_probe_up{probe}` and in the configuration's `probes`.
  static var name: StaticString { get }

  /// How often it is read.
  static var cadence: Cadence { get }

  /// The directory below sysfs whose entries are the probe's devices, such as "class/thermal": where an
  /// entry comes or goes the probe is made anew, and where there is none it is not tried. Nil where the
  /// probe itself sees all changes.
  static var watched: StaticString? { get }

  /// Looks for the hardware and declares a series for each reading; nil where there is none.
  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError)
}

/// What fills its series in, round after round.
public protocol SeriesReader: AnyObject {
  /// Reads everything once. Everything that cannot be read is failed with its reason.
  func read(into readings: inout Readings, buffer: inout ReadBuffer)
}

extension Probe {
  /// Every round.
  public static var cadence: Cadence { .everyRound }

  /// Nothing.
  public static var watched: StaticString? { nil }
}

/// How often a source is read.
public enum Cadence: Sendable, Equatable {
  /// In each sampling round, by default each second: files that cost microseconds.
  case everyRound
  /// At most once in so many seconds: what changes slowly or costs more.
  case seconds(UInt32)

  /// The shortest time between two reads, in nanoseconds; 0 in each round.
  public var nanoseconds: UInt64 {
    switch self {
    case .everyRound: 0
    case .seconds(let seconds): UInt64(seconds) * 1_000_000_000
    }
  }
}
