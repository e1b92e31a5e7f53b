internal import LinuxFiles
internal import NodeModel
internal import Probes

/// Keeps the worker of one kind running: one lane for all its groups, and one for each group that hung or
/// crashed its reader, until that group behaves again.
final class WorkerSupervisor {
  /// How long one group of the common lane may take, in nanoseconds: others wait behind it.
  private static let commonDeadline: UInt64 = 3_000_000_000
  /// How long a group may take that is read alone, and one scan of everything.
  private static let soloDeadline: UInt64 = 10_000_000_000
  /// Pause before a group that failed alone is tried again.
  private static let soloPause: UInt64 = 5_000_000_000
  /// A group that is read alone goes back when so many rounds took less than `quick` each.
  private static let probation = 3
  private static let quick: UInt64 = 1_000_000_000
  /// The most groups that are read alone at once.
  private static let mostSolos = 16
  /// Time between looks at the directory of devices.
  private static let watchInterval: UInt64 = 2_000_000_000
  private static let longestPause: UInt64 = 60_000_000_000

  /// What the sampler shows: the common lane first.
  private(set) var lanes: [WorkerLane]
  /// The probe's name on the page and in the configuration.
  var name: String { kind.name }
  /// How many processes could not be ended because the kernel holds them.
  private(set) var abandonedProcesses = 0

  private let kind: WorkerKind
  private let program: String
  private let options: [String]
  private let clock: NodeClock
  private let log: Log
  private let common: WorkerLane
  private var solos: [WorkerLane] = [] {
    didSet { lanes = [common] + solos }
  }
  private var dying: [(process: WorkerProcess, since: UInt64, only: String?)] = []
  private var fingerprint: UInt64 = 0
  private var nextLook: UInt64 = 0
  private var failedStarts = 0
  private var isEnabled = true
  /// Whether there is something that the worker has not looked at.
  private var needsScan = true

  /// A supervisor that starts `program` with the role, its `options` and the groups to leave out.
  init(_ kind: WorkerKind, program: String, options: [String], clock: NodeClock, log: Log) {
    self.kind = kind
    self.program = program
    self.options = options
    self.clock = clock
    self.log = log
    common = WorkerLane(
      kind, deadline: kind.isOneScan ? Self.soloDeadline : Self.commonDeadline, clock: clock,
      log: log)
    lanes = [common]
    common.empty(.absent)
  }

  /// Whether there is hardware of which the worker has not spoken yet.
  var isPending: Bool {
    fingerprint != 0 && isEnabled && needsScan && common.rounds == 0 && solos.isEmpty
  }

  /// Follows what the configuration says of this worker.
  func configure(_ setting: Configuration.ProbeSetting) {
    guard setting.isEnabled != isEnabled else { return }
    isEnabled = setting.isEnabled
    stop()
    solos = []
    common.empty(setting.isEnabled ? nil : .disabled)
    fingerprint = 0
    nextLook = 0
  }

  /// Starts what is to run, ends what takes too long, and looks for hardware that came.
  func tick(below root: borrowing Root, buffer: inout ReadBuffer) {
    guard isEnabled else { return }
    let now = clock.now()
    bury(at: now)
    let hadWork = fingerprint != 0
    if now >= nextLook {
      nextLook = now + Self.watchInterval
      let seen = root.sys.fingerprint(of: kind.watched, buffer: &buffer)
      if seen != fingerprint {
        fingerprint = seen
        common.notBefore = 0
        needsScan = true
      }
    }
    if hadWork, fingerprint == 0, !common.isRunning { common.empty(.absent) }
    for lane in lanes {
      if let ending = lane.overdue() { handle(ending, of: lane, at: now) }
    }
    if fingerprint != 0, needsScan, !common.isRunning, now >= common.notBefore {
      start(common, at: now)
    }
    for lane in solos where !lane.isRunning && now >= lane.notBefore {
      guard !dying.contains(where: { $0.only == lane.only }) else { continue }
      start(lane, at: now)
    }
    parole()
  }

  /// Reads what came on the pipe of a lane.
  func receive(_ lane: WorkerLane, buffer: inout ReadBuffer) {
    guard let ending = lane.receive(buffer: &buffer) else { return }
    handle(ending, of: lane, at: clock.now())
  }

  /// Ends all processes.
  func stop() {
    for lane in lanes { lane.abandon()?.kill() }
  }

  private func start(_ lane: WorkerLane, at now: UInt64) {
    var arguments = ["worker", kind.name] + options
    if let only = lane.only {
      arguments.append("--only=" + only)
    } else {
      arguments += solos.compactMap(\.only).map { "--without=" + $0 }
    }
    do {
      try lane.start(program, arguments: arguments)
    } catch {
      log.error("\(error)", ["worker": kind.name])
      lane.notBefore = now + Self.longestPause
    }
  }

  private func handle(_ ending: WorkerLane.Ending, of lane: WorkerLane, at now: UInt64) {
    let rounds = lane.rounds
    if let process = lane.abandon() {
      process.kill()
      if process.reap() == nil { dying.append((process, now, lane.only)) }
    }
    if lane.only != nil {
      handleSolo(ending, of: lane, at: now)
    } else {
      handleCommon(ending, rounds: rounds, at: now)
    }
  }

  private func handleCommon(_ ending: WorkerLane.Ending, rounds: Int, at now: UInt64) {
    if rounds > 0 { failedStarts = 0 }
    switch ending {
    case .finished:
      // No hardware, or one scan is done: nothing to do until the directory changes.
      needsScan = false
    case .killed:
      log.warning("worker was killed", ["worker": kind.name])
      delayStart(after: rounds, at: now)
    case .failed(let group?, let reason):
      log.warning(
        "worker failed", ["worker": kind.name, "group": group, "reason": reason.word])
      common.fail(group: group, reason)
      isolate(group, reason, at: now)
    case .failed(nil, let reason):
      log.warning("worker failed", ["worker": kind.name, "reason": reason.word])
      if rounds == 0 { common.fail(group: nil, reason) }
      delayStart(after: rounds, at: now)
    }
  }

  /// A worker that had delivered starts again at once, another one later each time.
  private func delayStart(after rounds: Int, at now: UInt64) {
    guard rounds == 0 else {
      common.notBefore = 0
      return start(common, at: now)
    }
    failedStarts = min(failedStarts + 1, 6)
    common.notBefore = now + min(UInt64(1) << failedStarts * 1_000_000_000, Self.longestPause)
  }

  /// Leaves a group out of the common lane and reads it alone.
  private func isolate(_ group: String, _ reason: FailureReason, at now: UInt64) {
    if !solos.contains(where: { $0.only == group }), solos.count < Self.mostSolos {
      let lane = WorkerLane(
        kind, only: group, deadline: Self.soloDeadline, clock: clock, log: log)
      lane.notBefore = now + Self.soloPause
      lane.fail(group: nil, reason)
      solos.append(lane)
    }
    common.notBefore = 0
    start(common, at: now)
  }

  private func handleSolo(_ ending: WorkerLane.Ending, of lane: WorkerLane, at now: UInt64) {
    lane.notBefore = now + Self.soloPause
    switch ending {
    case .finished:
      // The device is gone: the common lane would not meet it either.
      solos.removeAll { $0 === lane }
    case .killed: break
    case .failed(_, let reason): lane.fail(group: nil, reason)
    }
  }

  /// Takes a group back that behaved for a while.
  private func parole() {
    guard let lane = solos.first(where: { $0.rounds >= Self.probation && $0.duration < Self.quick })
    else { return }
    solos.removeAll { $0 === lane }
    lane.abandon()?.kill()
    common.adopt(lane)
    if let process = common.abandon() {
      process.kill()
      dying.append((process, clock.now(), nil))
    }
    start(common, at: clock.now())
  }

  /// Waits, without waiting, for processes that were ended; gives up those that the kernel holds.
  private func bury(at now: UInt64) {
    dying.removeAll { entry in
      if entry.process.reap() != nil { return true }
      guard entry.only == nil, now > entry.since + Self.longestPause else { return false }
      abandonedProcesses += 1
      return true
    }
  }
}
