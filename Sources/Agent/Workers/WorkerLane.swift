internal import CLinux
internal import LinuxFiles
internal import NodeModel
internal import Probes

/// One process of a worker with what it said; the values stay while it is replaced.
final class WorkerLane {
  /// How a process ended.
  enum Ending: Equatable {
    /// By itself, having said all.
    case finished
    /// Ended by somebody, without a group to blame.
    case killed
    /// By itself or by us, while it read this group, or (nil) outside of any.
    case failed(group: String?, FailureReason)
  }

  /// How long a process may take to introduce its groups, in nanoseconds.
  private static let startDeadline: UInt64 = 10_000_000_000
  /// How long the search for one probe's hardware may take: short enough that, should it hang, the values
  /// of all others are renewed before they are too old.
  private static let searchDeadline: UInt64 = 5_000_000_000
  /// A worker's word that it will be silent is good for this long: the longest interval.
  private static let longestSilence: UInt64 = 60_000_000_000
  /// How much older than it should be a value may become.
  private static let patience: UInt64 = 8_000_000_000

  /// What is shown of it, a part a probe.
  var parts: [WorkerPart] { transcript.parts }
  /// How long its last round took, in nanoseconds.
  var duration: UInt64 { transcript.duration }

  /// The group, or the whole probe, that is read alone here; nil in the lane of all others.
  let only: String?
  /// How long one group may take, in nanoseconds.
  var deadline: UInt64
  /// Boot time before which it is not started again.
  var notBefore: UInt64 = 0
  /// Boot time of the last start.
  private(set) var started: UInt64 = 0
  /// The running process.
  private(set) var process: ChildProcess?
  /// Whether it has been told to run and has not ended.
  var isRunning: Bool { process != nil }
  /// Rounds that the running process delivered whole, and those of them in which it read anything.
  var rounds: Int { transcript.rounds }
  var fullRounds: Int { transcript.fullRounds }

  private let kind: WorkerKind
  private let clock: NodeClock
  private let log: Log
  private var transcript: WorkerTranscript
  private var lastHeard: UInt64 = 0
  /// Boot time until which nothing need be heard.
  private var silentUntil: UInt64 = 0

  init(
    _ kind: WorkerKind, only: String? = nil, deadline: UInt64, clock: NodeClock, log: Log
  ) {
    self.kind = kind
    self.only = only
    self.deadline = deadline
    self.clock = clock
    self.log = log
    transcript = WorkerTranscript(kind.parts.map { WorkerPart($0.probe, $0.metrics) })
  }

  /// Whether a group may be read here: all are in the common lane, and a probe's in its own.
  func covers(_ group: String) -> Bool {
    only.map { $0.hasSuffix(":") && group.hasPrefix($0) } ?? true
  }

  /// Starts the process.
  func start(_ program: String, arguments: [String]) throws(SystemError) {
    started = clock.now()
    // Whoever looks at the processes of a node sees whose it is, not /proc/self/exe.
    process = try ChildProcess(program, as: "probe-agent", arguments: arguments, .own)
    transcript.restart()
    lastHeard = started
    silentUntil = started
  }

  /// Gives the process up; whoever takes it over ends it.
  func abandon() -> ChildProcess? {
    defer { process = nil }
    return process
  }

  /// Reads what the worker said; the ending where it ended or broke the protocol.
  func receive(buffer: inout ReadBuffer) -> Ending? {
    guard let process else { return nil }
    // Bounded, so that a worker that talks without end does not keep the agent.
    for _ in 0..<256 {
      // An error of either kind in one `do` would be boxed on the heap, and "nothing more" is an error.
      guard let bytes = try? buffer.available(from: process.pipe) else { return nil }
      if bytes.isEmpty { return ending(of: process) }
      do {
        try take(bytes)
      } catch {
        log.warning("worker broke the protocol", ["worker": kind.name, "what": "\(error.what)"])
        return .failed(group: transcript.currentKey, .garbled)
      }
    }
    return nil
  }

  private func take(_ bytes: Span<UInt8>) throws(FrameReader.Malformed) {
    let rounds = transcript.rounds
    let now = clock.now()
    lastHeard = now
    try transcript.receive(bytes, at: now) { log.warning($0, ["worker": kind.name]) }
    silentUntil = max(now, min(transcript.wake, now + Self.longestSilence))
    guard transcript.rounds > rounds else { return }
    for part in transcript.parts { part.stamp(clock.wallTime()) }
  }

  /// The ending where the worker has been silent for too long.
  func overdue() -> Ending? {
    guard isRunning else { return nil }
    let isSearching = transcript.search != nil
    let patience =
      isSearching
      ? max(deadline, Self.searchDeadline)
      : transcript.isIntroduced ? deadline : max(deadline, Self.startDeadline)
    let due = transcript.current == nil && !isSearching ? silentUntil : lastHeard
    guard clock.now() > due + patience else { return nil }
    return .failed(group: transcript.currentKey, .hung)
  }

  /// The group that took longest in the last round; nil where it is the only one.
  var slowest: String? {
    isRunning && transcript.groupCount > 1 ? transcript.slowest : nil
  }

  /// Takes what was not read for too long off the page.
  func expire() {
    guard !kind.isOneScan else { return }
    transcript.expire(
      at: clock.now(), wake: silentUntil, patience: Self.patience, isRunning ? .hung : .crashed)
  }

  /// Takes everything that `group` (or, nil, every group) said off the page.
  func fail(group key: String?, _ reason: FailureReason) {
    transcript.fail(group: key, reason)
  }

  /// Forgets everything of a part: its hardware is gone, or not wanted.
  func empty(_ part: Int, _ reason: FailureReason) {
    transcript.empty(part, reason)
  }

  /// Gives the group that `lane` is for to it, with what it said last.
  func handOver(to lane: WorkerLane) {
    guard let key = lane.only, let part = transcript.split(key, at: clock.now()) else { return }
    lane.transcript = part
  }

  /// Takes over what another lane said last, until the process that reads both has spoken.
  func adopt(_ other: WorkerLane) {
    transcript.adopt(other.transcript)
  }

  /// Takes over how many values another lane, which ends, refused.
  func adoptCounts(_ other: WorkerLane) {
    transcript.adoptCounts(other.transcript)
  }

  private func ending(of process: ChildProcess) -> Ending {
    // A scan that said everything is a success, however its process ends.
    if kind.isOneScan, rounds > 0 { return .finished }
    var status = process.reap()
    // The pipe closes a moment before the process can be waited for.
    for _ in 0..<100 where status == nil {
      usleep(100)
      status = process.reap()
    }
    guard let status else { return .failed(group: transcript.currentKey, .crashed) }
    if clinux_exit_status(status) == 0 { return .finished }
    let signal = clinux_end_signal(status)
    if signal == SIGKILL || signal == SIGTERM { return .killed }
    return .failed(group: transcript.currentKey, .crashed)
  }
}
