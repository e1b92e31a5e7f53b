internal import LinuxFiles
internal import NodeModel
internal import Probes

/// What a worker says, understood frame by frame: which groups it declared, and which one it is reading.
///
/// It knows no process and no clock. What is said of each probe it hands to its part. Every number in a
/// frame is checked before it is used.
struct WorkerTranscript {
  typealias Malformed = FrameReader.Malformed

  /// What was said, a part a probe.
  private(set) var parts: [WorkerPart]

  /// Whether the running process has introduced its groups.
  private(set) var isIntroduced = false
  /// The group that is being read.
  private(set) var current: Int?
  /// The probe whose hardware is being looked for.
  private(set) var search: Int?
  /// Rounds that the running process delivered whole, and those of them in which it read anything.
  private(set) var rounds = 0
  private(set) var fullRounds = 0
  /// How long the last round took, in nanoseconds.
  private(set) var duration: UInt64 = 0
  /// The name of the group that took longest in the last round.
  private(set) var slowest: String?
  /// Boot time until which the worker said that it will be silent.
  private(set) var wake: UInt64 = 0
  /// How many groups there are.
  var groupCount: Int { places.count }

  /// The most lines for people before groups are introduced (again), and their length in characters.
  private static let mostMessages = 64
  private static let longestMessage = 512

  /// The groups in the order of their numbers on the pipe.
  private var places: [WorkerIntroduction.Place] = []
  private var reader = FrameReader()
  private var introduction: WorkerIntroduction?
  private var roundStart: UInt64 = 0
  private var lastTime: UInt64 = 0
  private var messages = 0
  private var longest: (group: Int, time: UInt64)?

  /// - Parameter parts: The probes that it may speak of.
  init(_ parts: [WorkerPart]) {
    self.parts = parts
  }

  /// What is being read, or looked for, by its name.
  var currentKey: String? {
    current.map(key) ?? search.map { GroupChoice.name(of: parts[$0].probe) }
  }

  private func key(_ number: Int) -> String {
    parts[places[number].part].groups[places[number].group].key
  }

  /// Another process speaks from now on. What the last one said stays.
  mutating func restart() {
    reader.removeAll()
    introduction = nil
    current = nil
    search = nil
    rounds = 0
    fullRounds = 0
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
      case .search:
        search = try parts.index(of: try frame.text())
        current = nil
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
    let introduction = try WorkerIntroduction(&frame, parts: parts.count)
    search = nil
    messages = 0
    finish(introduction, at: now)
  }

  private mutating func takeGroup(
    _ frame: inout FrameReader.Frame, at now: UInt64
  ) throws(Malformed) {
    // Taken out, so that the tables have one owner and grow in place.
    guard var introduction = self.introduction.take() else {
      throw Malformed(what: "group without hello")
    }
    try introduction.take(&frame, of: parts)
    finish(introduction, at: now)
  }

  /// Puts the tables in place if all groups are there.
  private mutating func finish(_ introduction: WorkerIntroduction, at now: UInt64) {
    guard introduction.isComplete else {
      self.introduction = introduction
      return
    }
    self.introduction = nil
    isIntroduced = true
    places = introduction.places
    forgetRound()
    for (index, part) in parts.enumerated() {
      part.replace(with: introduction.tables[index], introduction.groups[index], at: now)
    }
  }

  private mutating func takeRound(
    _ frame: inout FrameReader.Frame, at now: UInt64
  ) throws(Malformed) {
    let time = try frame.take(UInt64.self)
    wake = try frame.take(UInt64.self)
    let done = try number(try frame.take(UInt32.self))
    let next = try number(try frame.take(UInt32.self))
    guard isIntroduced, introduction == nil else {
      throw Malformed(what: "round before its groups")
    }
    let refusals = try frame.take(UInt8.self)
    if let done {
      let place = places[done]
      let part = parts[place.part]
      for _ in 0..<refusals {
        let reason = try Self.reason(UInt64(try frame.take(UInt8.self)))
        part.count(refused: UInt64(try frame.take(UInt32.self)), reason)
      }
      let took = time >= lastTime ? time - lastTime : 0
      if longest.map({ $0.time < took }) ?? true { longest = (done, took) }
      part.begin(place.group, at: time, took: took, heard: now)
      for index in part.groups[place.group].members {
        let (value, reason) = try Self.value(&frame)
        part.take(value, reason, at: Series(index: index))
      }
    } else {
      guard refusals == 0 else { throw Malformed(what: "refusals of no group") }
      roundStart = time
      longest = nil
    }
    lastTime = time
    current = next
    if next == nil { endRound(at: time) }
  }

  private mutating func endRound(at time: UInt64) {
    duration = time >= roundStart ? time - roundStart : 0
    slowest = longest.map { key($0.group) }
    rounds += 1
    if longest != nil { fullRounds += 1 }
    for part in parts { part.endRound() }
  }

  private func number(_ number: UInt32) throws(Malformed) -> Int? {
    if number == WorkerFrame.none { return nil }
    guard Int(number) < places.count else { throw Malformed(what: "group number") }
    return Int(number)
  }

  private static func reason(_ number: UInt64) throws(Malformed) -> FailureReason {
    guard let small = UInt8(exactly: number), let reason = FailureReason(rawValue: small) else {
      throw Malformed(what: "reason")
    }
    return reason
  }

  private static func value(
    _ frame: inout FrameReader.Frame
  ) throws(Malformed) -> (Value, FailureReason?) {
    guard let kind = WorkerFrame.ValueKind(rawValue: try frame.take(UInt8.self)) else {
      throw Malformed(what: "value kind")
    }
    let bits = try frame.take(UInt64.self)
    switch kind {
    case .absent: return (.absent, nil)
    case .real: return (.real(Double(bitPattern: bits)), nil)
    case .count: return (.count(bits), nil)
    case .micro: return (.micro(bits), nil)
    case .failed: return (.absent, try reason(bits))
    }
  }
}

// MARK: - What becomes of old values

extension WorkerTranscript {
  /// Takes what `group` (or, nil, every group) said off the page; a probe's name stands for all of its.
  func fail(group key: String?, _ reason: FailureReason) {
    for part in parts {
      if key == nil || key == GroupChoice.name(of: part.probe) {
        part.failAll(reason)
      } else if let key, let index = part.index(of: key) {
        part.fail(group: index, reason)
      }
    }
  }

  /// Takes off the page what was not read for `patience` nanoseconds beyond its time.
  func expire(at now: UInt64, wake: UInt64, patience: UInt64, _ reason: FailureReason) {
    for part in parts { part.expire(at: now, wake: wake, patience: patience, reason) }
  }

  /// Gives the group `key`, or all of a probe of that name, away with what was said last; nil where there
  /// is none.
  mutating func split(_ key: String, at now: UInt64) -> WorkerTranscript? {
    for part in parts {
      let isWhole = key == GroupChoice.name(of: part.probe)
      guard isWhole || part.index(of: key) != nil else { continue }
      forgetPlaces()
      return WorkerTranscript([part.split(where: { isWhole || $0.key == key }, at: now)])
    }
    return nil
  }

  /// Takes over what another one said last, until a process that reads both has spoken.
  mutating func adopt(_ other: WorkerTranscript) {
    forgetPlaces()
    for theirs in other.parts {
      parts.first { $0.probe == theirs.probe }?.adopt(theirs)
    }
  }

  /// Takes over the counts of refused values of another one.
  func adoptCounts(_ other: WorkerTranscript) {
    for theirs in other.parts {
      parts.first { $0.probe == theirs.probe }?.adoptCounts(theirs)
    }
  }

  /// Forgets all series of a probe: its hardware is gone, or it is not wanted.
  mutating func empty(_ part: Int, _ reason: FailureReason) {
    forgetPlaces()
    parts[part].empty(reason)
  }

  /// The groups are others than those that were introduced: whoever speaks next introduces them again.
  private mutating func forgetPlaces() {
    places = []
    isIntroduced = false
    forgetRound()
  }

  private mutating func forgetRound() {
    current = nil
    slowest = nil
    longest = nil
  }
}
