internal import LinuxFiles
internal import NodeModel
internal import Probes

/// A probe that the agent reads itself: looked for, read at its cadence, and made anew when its hardware
/// changed.
final class ProbeSection: Section {
  /// Time between looks for hardware that was not there, in nanoseconds.
  private static let searchInterval: UInt64 = 60_000_000_000
  /// Time between looks at a directory of devices, in nanoseconds.
  private static let watchInterval: UInt64 = 5_000_000_000

  /// How often registers are renewed that are worth to be read between two rounds, in nanoseconds.
  private static let promptCadence: UInt64 = 1_000_000

  let probe: String
  private(set) var page = SectionPage(failure: .absent)
  private let type: any Probe.Type
  private var cadence: UInt64
  private var isEnabled = true
  private let watched: String?
  private var instance: (any Probe)?
  private var fingerprint: UInt64 = 0
  private var looks = LookTimes(every: watchInterval)
  private var nextSearch: UInt64 = 0
  private var nextRead: UInt64 = 0
  /// Its meters are read at least so often, whatever the configuration says, in nanoseconds.
  private var longestPause = UInt64.max

  /// What it reads, where that is the time of CPUs.
  var processorTimes: (any ProcessorTimeTeller)? { instance as? any ProcessorTimeTeller }

  /// A section for a probe, read every `cadence` or as often as the probe itself says.
  init(_ type: any Probe.Type) {
    self.type = type
    probe = type.name.description
    watched = type.watched?.description
    cadence = type.cadence.nanoseconds
  }

  /// What it reads, where that are meters of power or energy.
  var meters: (any MeterSource)? { instance as? any MeterSource }

  /// How long it is left alone, in nanoseconds; 0: it is read in each round.
  var pause: UInt64 { min(cadence, longestPause) }

  /// Follows what the configuration says of this probe.
  func configure(_ setting: Configuration.ProbeSetting) {
    cadence = (setting.cadence ?? type.cadence).nanoseconds
    guard setting.isEnabled != isEnabled else { return }
    isEnabled = setting.isEnabled
    instance = nil
    fingerprint = 0
    looks.reset()
    nextSearch = 0
    page.replace(with: SeriesTable())
    page.failure = isEnabled ? .absent : .disabled
  }

  /// Reads the probe if it is due. A due time within `slack` of now counts, so that a round that comes a
  /// little early does not wait for the one after.
  ///
  /// - Parameter events: How many events of devices there were when the round began; nil where nobody counts.
  func sample(
    below root: borrowing Root, at now: UInt64, events: UInt64?, clock: NodeClock, slack: UInt64,
    buffer: inout ReadBuffer
  ) {
    guard isEnabled else { return }
    look(below: root, at: now, events: events, buffer: &buffer)
    if instance == nil {
      guard now >= nextSearch else { return }
      discover(below: root, at: now)
    }
    guard now + slack >= nextRead, instance != nil else { return }
    nextRead = now + pause
    read(clock: clock, buffer: &buffer)
    if page.readings.wantsDiscovery {
      discover(below: root, at: now)
      read(clock: clock, buffer: &buffer)
    }
  }

  /// Reads meters that count from millisecond to millisecond between two rounds; nothing else.
  func readPromptMeters(clock: NodeClock, buffer: inout ReadBuffer) {
    guard let meters,
      meters.instruments.contains(where: { $0.meter.cadence == Self.promptCadence })
    else { return }
    readMeters(clock: clock, buffer: &buffer)
  }

  /// Reads meters between two rounds, because these are too far apart; nothing else.
  func readMeters(clock: NodeClock, buffer: inout ReadBuffer) {
    guard isEnabled, meters != nil else { return }
    read(clock: clock, buffer: &buffer)
  }

  /// Sees whether devices came or went.
  private func look(
    below root: borrowing Root, at now: UInt64, events: UInt64?, buffer: inout ReadBuffer
  ) {
    guard let watched, looks.isDue(at: now, events: events) else { return }
    // A directory that cannot be read now says nothing of its devices.
    guard let seen = root.sys.fingerprint(of: watched, buffer: &buffer) else {
      return looks.noteFailure()
    }
    guard seen != fingerprint else {
      if seen == 0 { nextSearch = .max }
      return
    }
    fingerprint = seen
    nextRead = now
    discover(below: root, at: now)
  }

  private func discover(below root: borrowing Root, at now: UInt64) {
    var fresh = SeriesTable()
    let wasFound = instance != nil
    nextSearch = now + Self.searchInterval
    do {
      instance = try type.init(below: root, series: &fresh)
      page.failure = instance == nil ? .absent : nil
    } catch {
      instance = nil
      page.failure = FailureReason(error)
    }
    longestPause = meters?.instruments.compactMap(\.meter.longestPause).min() ?? .max
    // A search in vain changes nothing; a new generation would have all pages planned anew.
    guard wasFound || instance != nil else { return }
    page.replace(with: instance == nil ? SeriesTable() : fresh)
    if instance != nil { nextRead = now }
  }

  private func read(clock: NodeClock, buffer: inout ReadBuffer) {
    guard let instance else { return }
    let now = clock.now()
    page.readings.begin(at: now)
    instance.read(into: &page.readings, buffer: &buffer)
    page.duration = clock.now() - now
    if page.readings.hasValues { page.lastSuccess = clock.wallTime() }
  }
}
