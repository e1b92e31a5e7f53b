internal import CLinux
internal import LinuxFiles
internal import NodeModel
internal import Probes

/// One process of a worker and what it said; the values stay while it is replaced.
final class WorkerLane: Section {
  /// How a process ended.
  enum Ending: Equatable {
    /// By itself, having said all.
    case finished
    /// Ended by somebody, without a group to blame.
    case killed
    /// By itself or by us, while it read this group, or (nil) outside of any.
    case failed(group: String?, FailureReason)
  }

  let probe: String
  private(set) var table = SeriesTable()
  private(set) var readings = Readings(for: SeriesTable())
  private(set) var generation = 0
  private(set) var duration: UInt64 = 0
  private(set) var lastSuccess: UInt64 = 0
  private(set) var failure: FailureReason?

  /// The group that is read alone here; nil in the lane of all others.
  let only: String?
  /// Rounds that were delivered whole since the start, and how long the last one took.
  private(set) var rounds = 0
  /// Boot time before which it is not started again.
  var notBefore: UInt64 = 0
  /// Whether it has been told to run and has not ended.
  var isRunning: Bool { process != nil }
  /// The running process.
  private(set) var process: WorkerProcess?

  private let kind: WorkerKind
  private let clock: NodeClock
  private let log: Log
  private let deadline: UInt64
  private var reader = FrameReader()
  private var opening: Opening?
  private var groups: [ReadingGroup] = []
  private var current: Int?
  private var lastHeard: UInt64 = 0
  private var roundStart: UInt64 = 0

  /// A table that is being introduced.
  private struct Opening {
    let groupCount: Int
    var table = SeriesTable()
    var groups: [ReadingGroup] = []
  }

  init(
    _ kind: WorkerKind, only: String? = nil, deadline: UInt64, clock: NodeClock, log: Log
  ) {
    self.kind = kind
    probe = kind.name
    self.only = only
    self.deadline = deadline
    self.clock = clock
    self.log = log
  }

  /// Starts the process.
  func start(_ program: String, arguments: [String]) throws(SystemError) {
    process = try WorkerProcess(program, arguments: arguments)
    reader.removeAll()
    opening = nil
    current = nil
    rounds = 0
    lastHeard = clock.now()
  }

  /// Gives the process up; whoever takes it over ends it.
  func abandon() -> WorkerProcess? {
    defer { process = nil }
    return process
  }

  /// Reads what the worker said; the ending where it ended or broke the protocol.
  func receive(buffer: inout ReadBuffer) -> Ending? {
    guard let process else { return nil }
    // Bounded, so that a worker that talks without end does not keep the agent.
    for _ in 0..<256 {
      do {
        let bytes = try buffer.available(from: process.pipe)
        if bytes.isEmpty { return ending(of: process) }
        reader.append(bytes)
        while let frame = try reader.next() { try take(frame) }
      } catch let error as FrameReader.Malformed {
        log.warning("worker broke the protocol", ["worker": probe, "what": "\(error.what)"])
        return .failed(group: currentKey, .garbled)
      } catch {
        return nil
      }
    }
    return nil
  }

  /// The ending where the worker has been silent for too long.
  func overdue() -> Ending? {
    guard process != nil, clock.now() > lastHeard + deadline else { return nil }
    if current == nil, !groups.isEmpty, opening == nil, kind.isOneScan { return nil }
    return .failed(group: currentKey, .hung)
  }

  /// Takes everything that `group` (or, nil, every group) said off the page.
  func fail(group key: String?, _ reason: FailureReason) {
    if key == nil || groups.isEmpty { failure = reason }
    for group in groups where key == nil || group.key == key {
      for index in group.members { readings.fail(Series(index: index), reason) }
    }
  }

  /// Forgets everything: the hardware is gone, or not wanted.
  func empty(_ reason: FailureReason?) {
    groups = []
    failure = reason
    install(SeriesTable())
  }

  /// Takes over what another lane said last, until the process that reads both has spoken.
  func adopt(_ other: WorkerLane) {
    var joined = table
    for entry in other.table.entries { _ = joined.add(entry.metric, labels: entry.labels) }
    var next = Readings(for: joined)
    next.adopt(readings, of: table, for: joined)
    next.adopt(other.readings, of: other.table, for: joined)
    readings = next
    table = joined
    generation += 1
  }

  private var currentKey: String? { current.map { groups[$0].key } }

  private func ending(of process: WorkerProcess) -> Ending {
    var status = process.reap()
    // The pipe closes a moment before the process can be waited for.
    for _ in 0..<100 where status == nil {
      usleep(100)
      status = process.reap()
    }
    guard let status else { return .failed(group: currentKey, .crashed) }
    if clinux_exit_status(status) == 0 { return .finished }
    let signal = clinux_end_signal(status)
    if signal == SIGKILL || signal == SIGTERM { return .killed }
    return .failed(group: currentKey, .crashed)
  }

  private func take(_ frame: FrameReader.Frame) throws(FrameReader.Malformed) {
    var frame = frame
    lastHeard = clock.now()
    switch frame.kind {
    case .hello: try takeHello(&frame)
    case .group: try takeGroup(&frame)
    case .round: try takeRound(&frame)
    case .log:
      _ = try frame.take(UInt8.self)
      log.warning(try frame.text(), ["worker": probe])
    }
    guard frame.isAtEnd else { throw FrameReader.Malformed(what: "long frame") }
  }

  private func takeHello(_ frame: inout FrameReader.Frame) throws(FrameReader.Malformed) {
    guard try frame.take(UInt16.self) == WorkerFrame.version else {
      throw FrameReader.Malformed(what: "version")
    }
    let count = Int(try frame.take(UInt32.self))
    guard count <= SeriesTable.limit else { throw FrameReader.Malformed(what: "group count") }
    current = nil
    opening = Opening(groupCount: count)
    if count == 0 { install() }
  }

  private func takeGroup(_ frame: inout FrameReader.Frame) throws(FrameReader.Malformed) {
    guard var table = opening?.table, opening?.groups.count != opening?.groupCount else {
      throw FrameReader.Malformed(what: "group without hello")
    }
    let seconds = try frame.take(UInt32.self)
    let key = try frame.text()
    let count = Int(try frame.take(UInt32.self))
    let start = table.entries.count
    guard count <= SeriesTable.limit - start else {
      throw FrameReader.Malformed(what: "series count")
    }
    for _ in 0..<count {
      let name = try frame.text()
      guard let metric = kind.metrics.first(where: { $0.name.description == name }) else {
        throw FrameReader.Malformed(what: "metric")
      }
      var labels: [Label] = []
      for _ in 0..<(try frame.take(UInt8.self)) {
        labels.append(Label(try frame.text(), try frame.text()))
      }
      guard labels.allSatisfy({ Label.isName($0.name) }) else {
        throw FrameReader.Malformed(what: "label name")
      }
      _ = table.add(metric, labels: labels)
    }
    opening?.table = table
    opening?.groups.append(
      ReadingGroup(
        key: key, members: start..<start + count,
        cadence: seconds == 0 ? .everyRound : .seconds(seconds)))
    if opening?.groups.count == opening?.groupCount { install() }
  }

  private func install() {
    guard let opening else { return }
    self.opening = nil
    failure = nil
    groups = opening.groups
    if opening.table.entries != table.entries { install(opening.table) }
  }

  private func install(_ fresh: SeriesTable) {
    var next = Readings(for: fresh)
    next.adopt(readings, of: table, for: fresh)
    readings = next
    table = fresh
    generation += 1
  }

  private func takeRound(_ frame: inout FrameReader.Frame) throws(FrameReader.Malformed) {
    let time = try frame.take(UInt64.self)
    let done = try index(try frame.take(UInt32.self))
    let next = try index(try frame.take(UInt32.self))
    guard opening == nil else { throw FrameReader.Malformed(what: "round before its groups") }
    if done == nil { roundStart = time }
    for _ in 0..<(try frame.take(UInt8.self)) {
      guard let reason = FailureReason(rawValue: try frame.take(UInt8.self)) else {
        throw FrameReader.Malformed(what: "reason")
      }
      readings.count(refused: UInt64(try frame.take(UInt32.self)), reason)
    }
    if let done {
      readings.begin(at: time)
      for place in groups[done].members { try takeValue(&frame, at: Series(index: place)) }
    }
    current = next
    if next == nil {
      duration = time >= roundStart ? time - roundStart : 0
      rounds += 1
      if readings.hasValues { lastSuccess = clock.wallTime() }
    }
  }

  private func index(_ number: UInt32) throws(FrameReader.Malformed) -> Int? {
    if number == WorkerFrame.none { return nil }
    guard Int(number) < groups.count else { throw FrameReader.Malformed(what: "group number") }
    return Int(number)
  }

  private func takeValue(
    _ frame: inout FrameReader.Frame, at series: Series
  ) throws(FrameReader.Malformed) {
    guard let kind = WorkerFrame.ValueKind(rawValue: try frame.take(UInt8.self)) else {
      throw FrameReader.Malformed(what: "value kind")
    }
    let bits = try frame.take(UInt64.self)
    switch kind {
    case .absent: readings.clear(series)
    case .real: readings.set(series, Double(bitPattern: bits))
    case .count: readings.set(series, count: bits)
    case .micro: readings.set(series, micro: bits)
    case .failed:
      guard let reason = FailureReason(rawValue: UInt8(truncatingIfNeeded: bits)) else {
        throw FrameReader.Malformed(what: "reason")
      }
      readings.fail(series, reason)
    }
  }
}
