internal import CLinux
internal import LinuxFiles
internal import NodeModel
internal import Probes

/// The worker's side: reads the groups of a source that are due and writes them to standard output.
///
/// Before a group is read its number is on the pipe, so the agent knows which one hangs or crashes.
struct WorkerSpeaker: ~Copyable {
  private let make: (_ log: (String) -> Void) -> (any GroupedSource)?
  private let clock: NodeClock
  private let interval: UInt64
  private let isOneScan: Bool

  /// A broken sensors.conf may have thousands of broken lines.
  private static let mostMessages = 20

  private var writer = FrameWriter()
  private var buffer = ReadBuffer()
  private var due: [UInt64] = []
  private var refused: [UInt64] = []

  /// A worker over the source that `make` finds, now and again when its hardware changed.
  ///
  /// - Parameters:
  ///   - interval: Nanoseconds between rounds.
  ///   - isOneScan: Whether the worker ends after its first round.
  init(
    _ make: @escaping (_ log: (String) -> Void) -> (any GroupedSource)?, clock: NodeClock,
    interval: UInt64,
    isOneScan: Bool
  ) {
    self.make = make
    self.clock = clock
    self.interval = interval
    self.isOneScan = isOneScan
  }

  /// Speaks until the agent is gone, or there is no hardware (any more).
  mutating func run() {
    while let source = find() {
      var readings = Readings(for: source.series)
      due = Array(repeating: 0, count: source.groups.count)
      refused = readings.refused
      guard introduce(source), round(of: source, into: &readings), !isOneScan else { return }
      // Memory and code that only the search for hardware needed.
      malloc_trim(0)
      CodePages.giveBack()
      sleepUntilNextRound()
      while !source.hasChanged() {
        guard round(of: source, into: &readings) else { return }
        sleepUntilNextRound()
      }
    }
  }

  /// Looks for the hardware, and says what a person should know.
  private mutating func find() -> (any GroupedSource)? {
    var messages: [String] = []
    let source = make { if messages.count < Self.mostMessages { messages.append($0) } }
    writer.removeAll()
    for message in messages {
      writer.begin(.log)
      writer.put(UInt8(Log.Level.warning.rawValue))
      writer.put(text: message)
      writer.end()
    }
    return flush() ? source : nil
  }

  private mutating func introduce(_ source: any GroupedSource) -> Bool {
    writer.removeAll()
    writer.begin(.hello)
    writer.put(WorkerFrame.version)
    writer.put(UInt32(source.groups.count))
    writer.end()
    for group in source.groups {
      writer.begin(.group)
      writer.put(UInt32(group.cadence.nanoseconds / 1_000_000_000))
      writer.put(text: group.key)
      writer.put(UInt32(group.members.count))
      for entry in source.series.entries[group.members] {
        writer.put(text: entry.metric.name.description)
        writer.put(UInt8(entry.labels.count))
        for label in entry.labels {
          writer.put(text: label.name)
          writer.put(text: label.value)
        }
      }
      writer.end()
    }
    return flush()
  }

  private mutating func round(of source: any GroupedSource, into readings: inout Readings) -> Bool {
    let start = clock.now()
    var last: Int?
    for index in source.groups.indices where due[index] <= start {
      guard say(last, next: index, of: source, readings) else { return false }
      readings.begin(at: start)
      source.read(index, into: &readings, buffer: &buffer)
      // A round that comes a little early must not wait for the one after.
      due[index] = start + source.groups[index].cadence.nanoseconds
      due[index] -= min(due[index], interval / 2)
      last = index
    }
    return say(last, next: nil, of: source, readings)
  }

  /// Hands over what group `last` said, and names the one that is read next.
  private mutating func say(
    _ last: Int?, next: Int?, of source: any GroupedSource, _ readings: Readings
  ) -> Bool {
    writer.removeAll()
    writer.begin(.round)
    let now = clock.now()
    writer.put(now)
    writer.put(next == nil ? self.next(after: now) : now)
    writer.put(last.map { UInt32($0) } ?? WorkerFrame.none)
    writer.put(next.map { UInt32($0) } ?? WorkerFrame.none)
    putRefusals(readings)
    if let last {
      for index in source.groups[last].members { put(readings, at: index) }
    }
    writer.end()
    return flush()
  }

  private mutating func putRefusals(_ readings: Readings) {
    var changed: UInt8 = 0
    for index in refused.indices where readings.refused[index] > refused[index] { changed += 1 }
    writer.put(changed)
    for index in refused.indices where readings.refused[index] > refused[index] {
      writer.put(UInt8(index))
      writer.put(UInt32(truncatingIfNeeded: readings.refused[index] - refused[index]))
      refused[index] = readings.refused[index]
    }
  }

  private mutating func put(_ readings: Readings, at index: Int) {
    let kind: WorkerFrame.ValueKind
    let bits: UInt64
    switch readings.values[index] {
    case .real(let value): (kind, bits) = (.real, value.bitPattern)
    case .count(let value): (kind, bits) = (.count, value)
    case .micro(let value): (kind, bits) = (.micro, value)
    case .absent:
      if let reason = readings.reason(at: Series(index: index)) {
        (kind, bits) = (.failed, UInt64(reason.rawValue))
      } else {
        (kind, bits) = (.absent, 0)
      }
    }
    writer.put(kind.rawValue)
    writer.put(bits)
  }

  private func flush() -> Bool {
    StandardStream.output.write(bytes: writer.bytes)
  }

  /// When the round after `now` begins. Rounds lie a quarter of an interval before the agent's, so that
  /// its snapshots carry fresh values.
  private func next(after now: UInt64) -> UInt64 {
    let lead = interval / 4
    return ((now + lead) / interval + 1) * interval - lead
  }

  private func sleepUntilNextRound() {
    let now = clock.now()
    let next = next(after: now)
    if clock.isDriven {
      while clock.now() < next { usleep(1000) }
    } else {
      var pause = timespec(
        tv_sec: Int((next - now) / 1_000_000_000), tv_nsec: Int((next - now) % 1_000_000_000))
      unsafe nanosleep(&pause, nil)
    }
  }
}
