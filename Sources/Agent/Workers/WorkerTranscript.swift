internal import LinuxFiles
internal import NodeModel
internal import Probes

/// What a worker has said, understood frame by frame: the series it declared, what they say now, and which
/// group it is reading.
///
/// It knows no process and no clock, and outlives both: while a worker is replaced its values stay, until
/// they are too old. Every number in a frame is checked before it is used.
struct WorkerTranscript {
  typealias Malformed = FrameReader.Malformed

  /// The series; a new table comes with a new `generation`.
  private(set) var table = SeriesTable()
  private(set) var readings = Readings(for: SeriesTable())
  private(set) var generation = 0
  private(set) var groups: [ReadingGroup] = []

  /// Whether the running process has introduced its groups.
  private(set) var isIntroduced = false
  /// The group that is being read.
  private(set) var current: Int?
  /// Rounds that the running process delivered whole.
  private(set) var rounds = 0
  /// How long the last round took, in nanoseconds.
  private(set) var duration: UInt64 = 0
  /// The group that took longest in the last round.
  private(set) var slowest: Int?
  /// Boot time until which the worker said that it will be silent.
  private(set) var wake: UInt64 = 0

  /// The most lines for people before groups are introduced (again), and their length in characters.
  private static let mostMessages = 64
  private static let longestMessage = 512

  private let metrics: [Metric]
  private var reader = FrameReader()
  private var opening: Opening?
  /// When each group was read last; `.max` where nothing of it is left to forget.
  private var heard: [UInt64] = []
  private var roundStart: UInt64 = 0
  private var lastTime: UInt64 = 0
  private var messages = 0
  private var longest: (group: Int, time: UInt64)?

  /// A table that is being introduced.
  private struct Opening {
    let groupCount: Int
    var table = SeriesTable()
    var groups: [ReadingGroup] = []
  }

  /// - Parameter metrics: The families that it may speak of.
  init(_ metrics: [Metric]) {
    self.metrics = metrics
  }

  /// What is being read, by its name.
  var currentKey: String? { current.map { groups[$0].key } }

  /// Another process speaks from now on. What the last one said stays.
  mutating func restart() {
    reader.removeAll()
    opening = nil
    current = nil
    rounds = 0
    wake = 0
    messages = 0
    isIntroduced = false
  }

  /// Takes bytes that came at boot time `now`.
  mutating func receive(
    _ bytes: Span<UInt8>, at now: UInt64, log: (String) -> Void
  ) throws(Malformed) {
    reader.append(bytes)
    while var frame = try reader.next() {
      switch frame.kind {
      case .hello: try takeHello(&frame, at: now)
      case .group: try takeGroup(&frame, at: now)
      case .round: try takeRound(&frame, at: now)
      case .log:
        _ = try frame.take(UInt8.self)
        messages += 1
        guard messages <= Self.mostMessages else { throw Malformed(what: "too many messages") }
        log(String(try frame.text().prefix(Self.longestMessage)))
      }
      guard frame.isAtEnd else { throw Malformed(what: "long frame") }
    }
  }
}

// MARK: - Frames

extension WorkerTranscript {
  private mutating func takeHello(
    _ frame: inout FrameReader.Frame, at now: UInt64
  ) throws(Malformed) {
    guard try frame.take(UInt16.self) == WorkerFrame.version else {
      throw Malformed(what: "version")
    }
    let count = Int(try frame.take(UInt32.self))
    guard count <= SeriesTable.limit else { throw Malformed(what: "group count") }
    current = nil
    messages = 0
    finish(Opening(groupCount: count), at: now)
  }

  private mutating func takeGroup(
    _ frame: inout FrameReader.Frame, at now: UInt64
  ) throws(Malformed) {
    // Taken out, so that the table has one owner and grows in place.
    guard var opening = self.opening.take() else { throw Malformed(what: "group without hello") }
    let seconds = try frame.take(UInt32.self)
    let key = try frame.text()
    let count = Int(try frame.take(UInt32.self))
    let start = opening.table.entries.count
    guard count <= SeriesTable.limit - start else { throw Malformed(what: "series count") }
    for _ in 0..<count {
      let name = try frame.text()
      guard let metric = metrics.first(where: { $0.name.description == name }) else {
        throw Malformed(what: "metric")
      }
      var labels: [Label] = []
      for _ in 0..<(try frame.take(UInt8.self)) {
        labels.append(Label(try frame.text(), try frame.text()))
      }
      guard labels.allSatisfy({ Label.isName($0.name) }) else {
        throw Malformed(what: "label name")
      }
      _ = opening.table.add(metric, labels: labels)
    }
    opening.groups.append(
      ReadingGroup(
        key: key, members: start..<start + count,
        cadence: seconds == 0 ? .everyRound : .seconds(seconds)))
    finish(opening, at: now)
  }

  /// Puts a table in place if all of its groups are there.
  private mutating func finish(_ opening: Opening, at now: UInt64) {
    guard opening.groups.count == opening.groupCount else {
      self.opening = opening
      return
    }
    self.opening = nil
    isIntroduced = true
    replace(with: opening.table, opening.groups, at: now)
  }

  private mutating func takeRound(
    _ frame: inout FrameReader.Frame, at now: UInt64
  ) throws(Malformed) {
    let time = try frame.take(UInt64.self)
    wake = try frame.take(UInt64.self)
    let done = try index(try frame.take(UInt32.self))
    let next = try index(try frame.take(UInt32.self))
    guard isIntroduced, opening == nil else { throw Malformed(what: "round before its groups") }
    for _ in 0..<(try frame.take(UInt8.self)) {
      let reason = try Self.reason(UInt64(try frame.take(UInt8.self)))
      readings.count(refused: UInt64(try frame.take(UInt32.self)), reason)
    }
    if let done {
      note(done, took: time >= lastTime ? time - lastTime : 0)
      readings.begin(at: time)
      for place in groups[done].members { try takeValue(&frame, at: Series(index: place)) }
      heard[done] = now
    } else {
      roundStart = time
      longest = nil
    }
    lastTime = time
    current = next
    if next == nil {
      duration = time >= roundStart ? time - roundStart : 0
      slowest = longest?.group
      rounds += 1
    }
  }

  private mutating func note(_ group: Int, took time: UInt64) {
    if let longest, longest.time >= time { return }
    longest = (group, time)
  }

  private func index(_ number: UInt32) throws(Malformed) -> Int? {
    if number == WorkerFrame.none { return nil }
    guard Int(number) < groups.count else { throw Malformed(what: "group number") }
    return Int(number)
  }

  private static func reason(_ number: UInt64) throws(Malformed) -> FailureReason {
    guard let small = UInt8(exactly: number), let reason = FailureReason(rawValue: small) else {
      throw Malformed(what: "reason")
    }
    return reason
  }

  private mutating func takeValue(
    _ frame: inout FrameReader.Frame, at series: Series
  ) throws(Malformed) {
    guard let kind = WorkerFrame.ValueKind(rawValue: try frame.take(UInt8.self)) else {
      throw Malformed(what: "value kind")
    }
    let bits = try frame.take(UInt64.self)
    switch kind {
    case .absent: readings.clear(series)
    case .real: readings.set(series, Double(bitPattern: bits))
    case .count: readings.set(series, count: bits)
    case .micro: readings.set(series, micro: bits)
    case .failed: readings.fail(series, try Self.reason(bits))
    }
  }
}

// MARK: - What becomes of old values

extension WorkerTranscript {
  /// Takes what `group` (or, nil, every group) said off the page.
  mutating func fail(group key: String?, _ reason: FailureReason) {
    guard let key else {
      for index in heard.indices { heard[index] = .max }
      return readings.failAll(reason)
    }
    for (index, group) in groups.enumerated() where group.key == key {
      heard[index] = .max
      for place in group.members { readings.fail(Series(index: place), reason) }
    }
  }

  /// Takes off the page what was not read for `patience` nanoseconds beyond its time.
  mutating func expire(at now: UInt64, wake: UInt64, patience: UInt64, _ reason: FailureReason) {
    for index in heard.indices where heard[index] != .max {
      let due = max(heard[index] + groups[index].cadence.nanoseconds, wake)
      guard now > due, now - due > patience else { continue }
      heard[index] = .max
      for place in groups[index].members { readings.fail(Series(index: place), reason) }
    }
  }

  /// Forgets all series: the hardware is gone, or not wanted. Counts of refused values stay.
  mutating func empty() {
    replace(with: SeriesTable(), [], at: 0)
  }

  /// Gives the group `key` away with what it said last.
  mutating func split(_ key: String, at now: UInt64) -> WorkerTranscript {
    var part = WorkerTranscript(metrics)
    var rest = SeriesTable()
    var taken = SeriesTable()
    var restGroups: [ReadingGroup] = []
    for group in groups {
      let isTaken = group.key == key
      let start = isTaken ? taken.entries.count : rest.entries.count
      for entry in table.entries[group.members] {
        _ =
          isTaken
          ? taken.add(entry.metric, labels: entry.labels)
          : rest.add(entry.metric, labels: entry.labels)
      }
      let moved = ReadingGroup(
        key: group.key, members: start..<start + group.members.count, cadence: group.cadence)
      if isTaken { part.groups.append(moved) } else { restGroups.append(moved) }
    }
    // Value by value: counts of refused values stay here, or they would be shown twice.
    part.readings = Readings(for: taken)
    for (group, moved) in zip(groups.filter { $0.key == key }, part.groups) {
      for (from, to) in zip(group.members, moved.members) {
        part.readings.copy(Series(index: from), of: readings, to: Series(index: to))
      }
    }
    part.table = taken
    part.generation = 1
    part.heard = part.groups.map { _ in now }
    replace(with: rest, restGroups, at: now)
    return part
  }

  /// Takes over what another one said last, until a process that reads both has spoken.
  mutating func adopt(_ other: WorkerTranscript) {
    var joined = table
    var groups = groups
    for group in other.groups {
      let start = joined.entries.count
      for entry in other.table.entries[group.members] {
        _ = joined.add(entry.metric, labels: entry.labels)
      }
      groups.append(
        ReadingGroup(
          key: group.key, members: start..<joined.entries.count, cadence: group.cadence))
    }
    var next = Readings(for: joined)
    next.adopt(readings, of: table, for: joined)
    next.adopt(other.readings, of: other.table, for: joined)
    readings = next
    table = joined
    heard += other.heard
    self.groups = groups
    current = nil
    generation += 1
  }

  /// Takes over the counts of refused values of another one.
  mutating func adoptCounts(_ other: WorkerTranscript) {
    for reason in FailureReason.allCases {
      readings.count(refused: other.readings.refused[Int(reason.rawValue)], reason)
    }
  }

  private mutating func replace(with fresh: SeriesTable, _ new: [ReadingGroup], at now: UInt64) {
    var old: [String: UInt64] = [:]
    for (index, group) in groups.enumerated() { old[group.key] = heard[index] }
    heard = new.map { old[$0.key] ?? now }
    groups = new
    current = nil
    slowest = nil
    longest = nil
    guard fresh.entries != table.entries else { return }
    var next = Readings(for: fresh)
    next.adopt(readings, of: table, for: fresh)
    readings = next
    table = fresh
    generation += 1
  }
}

extension Readings {
  /// Takes over what one series of other readings says.
  fileprivate mutating func copy(_ series: Series, of other: Readings, to place: Series) {
    switch other.values[series.index] {
    case .real(let value): set(place, value)
    case .count(let value): set(place, count: value)
    case .micro(let value): set(place, micro: value)
    case .absent:
      if let reason = other.reason(at: series) { fail(place, reason) } else { clear(place) }
    }
  }
}
