internal import CLinux
internal import LinuxFiles
internal import NodeModel
internal import Probes

/// The worker's side: reads the groups that are due and writes them to standard output.
///
/// Before a group is read its number is on the pipe, and before hardware is looked for the name of its
/// probe, so the agent knows who hangs or crashes.
struct WorkerSpeaker: ~Copyable {
  private let root: Root
  private let clock: NodeClock
  private let interval: UInt64
  private var beat: MeterBeat
  private let isOneScan: Bool

  /// A broken sensors.conf may have thousands of broken lines.
  private static let mostMessages = 20

  private var parts: [PartReader]
  private var writer = FrameWriter()
  private var buffer = ReadBuffer()

  /// A group by the numbers of its part and of itself there.
  private struct Place {
    let part: Int
    let group: Int
  }
  /// All groups in the order of their numbers on the pipe.
  private var places: [Place] = []

  /// A worker over the hardware that `parts` find, now and again when it changed.
  ///
  /// - Parameters:
  ///   - interval: Nanoseconds between rounds.
  ///   - isOneScan: Whether the worker ends after its first round.
  init(
    _ parts: [PartReader], below root: consuming Root, clock: NodeClock, interval: UInt64,
    isOneScan: Bool
  ) {
    self.parts = parts
    self.root = root
    self.clock = clock
    self.interval = interval
    beat = MeterBeat(interval: interval, pause: nil)
    self.isOneScan = isOneScan
  }

  /// Speaks until the agent is gone, or there is no hardware (any more).
  mutating func run() {
    for index in parts.indices {
      guard find(index) else { return }
    }
    var isTidy = false
    while parts.contains(where: { $0.source != nil }) {
      guard introduce() else { return }
      var isSame = true
      while isSame {
        guard round(), !isOneScan else { return }
        if !isTidy {
          isTidy = true
          // Memory and code that only the search for hardware needed.
          malloc_trim(0)
          CodePages.giveBack()
        }
        sleepUntilNextRound()
        let now = clock.now()
        for index in parts.indices
        where parts[index].isOutdated(below: root, at: now, buffer: &buffer) {
          guard find(index) else { return }
          isSame = false
        }
      }
    }
  }

  /// Looks for the hardware of a part, and says what a person should know; false where nobody listens.
  private mutating func find(_ index: Int) -> Bool {
    writer.removeAll()
    writer.begin(.search)
    writer.put(text: parts[index].part.probe)
    writer.end()
    guard flush() else { return false }
    var messages: [String] = []
    parts[index].find(below: root, buffer: &buffer) {
      if messages.count < Self.mostMessages { messages.append($0) }
    }
    writer.removeAll()
    for message in messages {
      writer.begin(.log)
      writer.put(UInt8(Log.Level.warning.rawValue))
      writer.put(text: message)
      writer.end()
    }
    return flush()
  }

  private mutating func introduce() -> Bool {
    beat = MeterBeat(interval: interval, pause: parts.flatMap(\.pauses).compactMap { $0 }.min())
    places = parts.indices.flatMap { part in
      (parts[part].source?.groups.indices ?? 0..<0).map { Place(part: part, group: $0) }
    }
    writer.removeAll()
    writer.begin(.hello)
    writer.put(WorkerFrame.version)
    writer.put(UInt32(places.count))
    writer.end()
    for place in places {
      let reader = parts[place.part]
      guard let source = reader.source else { continue }
      let group = source.groups[place.group]
      writer.begin(.group)
      writer.put(UInt32(reader.cadence(of: group).nanoseconds / 1_000_000_000))
      writer.put(text: reader.part.probe)
      writer.put(text: GroupChoice.name(group.key, of: reader.part.probe))
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

  private mutating func round() -> Bool {
    let start = clock.now()
    var last: Int?
    for number in places.indices {
      let place = places[number]
      guard parts[place.part].due[place.group] <= start, let source = parts[place.part].source
      else { continue }
      guard say(last, next: number) else { return false }
      parts[place.part].readings.begin(at: start)
      source.read(place.group, into: &parts[place.part].readings, buffer: &buffer)
      let next = start + pause(after: place, of: source)
      // A round that comes a little early must not wait for the one after.
      parts[place.part].due[place.group] = next - min(next, beat.nanoseconds / 2)
      last = number
    }
    return say(last, next: nil)
  }

  /// How long a group may be left alone, in nanoseconds: meters for as long as they allow, and what is read between
  /// the agent's rounds is they alone.
  private func pause(after place: Place, of source: any GroupedSource) -> UInt64 {
    let cadence = parts[place.part].cadence(of: source.groups[place.group]).nanoseconds
    if let longest = parts[place.part].pauses[place.group] { return min(cadence, longest) }
    return beat.isFaster ? max(cadence, interval) : cadence
  }

  /// Hands over what group `last` said, and names the one that is read next.
  private mutating func say(_ last: Int?, next: Int?) -> Bool {
    writer.removeAll()
    writer.begin(.round)
    let now = clock.now()
    writer.put(now)
    writer.put(next == nil ? self.next(after: now) : now)
    writer.put(last.map { UInt32($0) } ?? WorkerFrame.none)
    writer.put(next.map { UInt32($0) } ?? WorkerFrame.none)
    if let last { putGroup(places[last]) } else { writer.put(UInt8(0)) }
    writer.end()
    return flush()
  }

  private mutating func putGroup(_ place: Place) {
    putRefusals(place.part)
    guard let source = parts[place.part].source else { return }
    let readings = parts[place.part].readings
    for index in source.groups[place.group].members { put(readings, at: index) }
  }

  private mutating func putRefusals(_ part: Int) {
    let now = parts[part].readings.refused
    var changed: UInt8 = 0
    for index in now.indices where now[index] > parts[part].refused[index] { changed += 1 }
    writer.put(changed)
    for index in now.indices where now[index] > parts[part].refused[index] {
      writer.put(UInt8(index))
      writer.put(UInt32(truncatingIfNeeded: now[index] - parts[part].refused[index]))
      parts[part].refused[index] = now[index]
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

  /// When the round after `now` begins. Rounds lie a quarter of their interval before the agent's, so that
  /// its snapshots carry fresh values.
  private func next(after now: UInt64) -> UInt64 {
    let lead = beat.nanoseconds / 4
    return ((now + lead) / beat.nanoseconds + 1) * beat.nanoseconds - lead
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
