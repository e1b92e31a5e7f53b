internal import NodeModel
internal import Probes

/// What a worker has said of one probe: its series, what they say now, and when each group was heard.
///
/// It outlives the process that speaks: while a worker is replaced its values stay, until they are too old.
final class WorkerPart: Section {
  let probe: String
  /// The families that the worker may speak of.
  let metrics: [Metric]

  private(set) var page = SectionPage(failure: .absent)
  private(set) var groups: [ReadingGroup] = []

  /// Whether there is something to read of it, as far as the agent knows.
  var isExpected = false
  /// Why it says nothing where it has no group: there is none, or it is switched off.
  private var idle = FailureReason.absent

  /// How long its groups took so far in the running round, in nanoseconds; nil while none was read.
  private var running: UInt64?
  private var isFresh = false
  /// When each group was read last; `.max` where nothing of it is left to forget.
  private var heard: [UInt64] = []
  /// The boot time at which the worker read each group last; 0 before the first time.
  private var read: [UInt64] = []

  /// A part that nothing was said of yet.
  init(_ probe: String, _ metrics: [Metric]) {
    self.probe = probe
    self.metrics = metrics
  }

  /// The place of a group; nil where it has none of that name.
  func index(of key: String) -> Int? { groups.firstIndex { $0.key == key } }

  /// The boot time at which the worker read the group of a series last; 0 before the first time.
  func readTime(of series: Series) -> UInt64 {
    for (index, group) in groups.enumerated() where group.members.contains(series.index) {
      return read[index]
    }
    return 0
  }

  /// How often the group of a series is read, in nanoseconds; 0: in each round.
  func cadence(of series: Series) -> UInt64 {
    groups.first { $0.members.contains(series.index) }?.cadence.nanoseconds ?? 0
  }
}

// MARK: - What is said of it

extension WorkerPart {
  /// Puts another table in place. What series say that are in both stays.
  func replace(with fresh: SeriesTable, _ new: [ReadingGroup], at now: UInt64) {
    var old: [String: (heard: UInt64, read: UInt64)] = [:]
    for (index, group) in groups.enumerated() { old[group.key] = (heard[index], read[index]) }
    heard = new.map { old[$0.key]?.heard ?? now }
    read = new.map { old[$0.key]?.read ?? 0 }
    groups = new
    if new.isEmpty { page.failure = idle }
    if fresh.entries != table.entries { page.replace(with: fresh) }
  }

  /// A group was read: its values follow.
  func begin(_ group: Int, at time: UInt64, took: UInt64, heard now: UInt64) {
    page.readings.begin(at: time)
    read[group] = time
    heard[group] = now
    running = (running ?? 0) &+ took
  }

  /// Takes what a series says.
  func take(_ value: Value, _ reason: FailureReason?, at series: Series) {
    switch value {
    case .real(let value): page.readings.set(series, value)
    case .count(let value): page.readings.set(series, count: value)
    case .micro(let value): page.readings.set(series, micro: value)
    case .absent:
      if let reason { page.readings.fail(series, reason) } else { page.readings.clear(series) }
    }
  }

  /// Counts values that were not believed.
  func count(refused more: UInt64, _ reason: FailureReason) {
    page.readings.count(refused: more, reason)
  }

  /// A round is over.
  func endRound() {
    page.failure = groups.isEmpty ? idle : nil
    guard let running else { return }
    page.duration = running
    self.running = nil
    isFresh = true
  }

  /// Remembers `wallTime`, in nanoseconds, as that of its last success if something new was said.
  func stamp(_ wallTime: UInt64) {
    if isFresh, page.readings.hasValues { page.lastSuccess = wallTime }
    isFresh = false
  }
}

// MARK: - What becomes of old values

extension WorkerPart {
  /// Takes what `group` said off the page.
  func fail(group index: Int, _ reason: FailureReason) {
    heard[index] = .max
    for place in groups[index].members { page.readings.fail(Series(index: place), reason) }
  }

  /// Takes everything off the page, if there is anything to read at all.
  func failAll(_ reason: FailureReason) {
    guard isExpected || !groups.isEmpty else { return }
    page.failure = reason
    for index in heard.indices { heard[index] = .max }
    page.readings.failAll(reason)
  }

  /// Takes off the page what was not read for `patience` nanoseconds beyond its time.
  func expire(at now: UInt64, wake: UInt64, patience: UInt64, _ reason: FailureReason) {
    for index in heard.indices where heard[index] != .max {
      let due = max(heard[index] &+ groups[index].cadence.nanoseconds, wake)
      guard now > due, now - due > patience else { continue }
      fail(group: index, reason)
    }
  }

  /// Forgets all series: the hardware is gone, or not wanted. Counts of refused values stay.
  func empty(_ reason: FailureReason) {
    idle = reason
    replace(with: SeriesTable(), [], at: 0)
    page.failure = reason
  }

  /// Gives groups away with what they said last.
  func split(where isGiven: (ReadingGroup) -> Bool, at now: UInt64) -> WorkerPart {
    var given = SeriesTable()
    var kept = SeriesTable()
    var givenGroups: [ReadingGroup] = []
    var keptGroups: [ReadingGroup] = []
    var places: [Int] = []
    var times: [UInt64] = []
    for (index, group) in groups.enumerated() {
      if isGiven(group) {
        givenGroups.append(copy(group, of: table, into: &given))
        places += group.members
        times.append(read[index])
      } else {
        keptGroups.append(copy(group, of: table, into: &kept))
      }
    }
    let part = WorkerPart(probe, metrics)
    part.isExpected = true
    part.replace(with: given, givenGroups, at: now)
    part.read = times
    // Value by value: counts of refused values stay here, or they would be shown twice.
    for (place, from) in places.enumerated() {
      let reason = readings.reason(at: Series(index: from))
      part.take(readings.values[from], reason, at: Series(index: place))
    }
    part.page.failure = page.failure == .absent ? nil : page.failure
    part.page.lastSuccess = page.lastSuccess
    replace(with: kept, keptGroups, at: now)
    return part
  }

  private func copy(
    _ group: ReadingGroup, of table: SeriesTable, into target: inout SeriesTable
  ) -> ReadingGroup {
    let start = target.entries.count
    for entry in table.entries[group.members] {
      _ = target.add(entry.metric, labels: entry.labels)
    }
    return ReadingGroup(
      key: group.key, members: start..<target.entries.count, cadence: group.cadence)
  }

  /// Takes over what another one said last, until a process that reads both has spoken.
  func adopt(_ other: WorkerPart) {
    var joined = table
    for group in other.groups { groups.append(copy(group, of: other.table, into: &joined)) }
    page.replace(with: joined)
    page.readings.adopt(other.readings, of: other.table, for: joined)
    heard += other.heard
    read += other.read
    page.failure = nil
  }

  /// Takes over the counts of refused values of another one.
  func adoptCounts(_ other: WorkerPart) {
    for reason in FailureReason.allCases {
      page.readings.count(refused: other.readings.refused[Int(reason.rawValue)], reason)
    }
  }
}
