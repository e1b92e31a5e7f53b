internal import LinuxFiles
internal import NodeModel
internal import Probes

/// Keeps the worker of one kind running: one lane for all its groups, and one for each group that hung,
/// crashed its reader or made the others wait, until that group behaves again.
final class WorkerSupervisor {
  /// How long one group of the common lane may take, in nanoseconds: others wait behind it.
  private static let commonDeadline: UInt64 = 3_000_000_000
  /// The same while other groups hang: a dead bus takes many chips with it, one after the other.
  private static let troubledDeadline: UInt64 = 1_000_000_000
  /// How long a group may take that is read alone, and one scan of everything.
  private static let soloDeadline: UInt64 = 10_000_000_000
  /// Pause before a group that failed alone is tried again.
  private static let soloPause: UInt64 = 5_000_000_000
  /// How long after a group hung others are likely to hang, too.
  private static let trouble: UInt64 = 30_000_000_000
  /// If two common rounds in a row take longer, the slowest group gets a lane of its own. One alone may
  /// have read what is read once a minute.
  private static let longestRound: UInt64 = 1_000_000_000
  /// The most groups that are read alone at once; others that hang wait for a place.
  static let mostSolos = 16
  /// Time between starts of a worker that delivers and then crashes, or is killed, in nanoseconds.
  private static let pauseOfCrashes: UInt64 = 1_000_000_000
  private static let pauseOfKills: UInt64 = 100_000_000
  /// The most processes of the common lane that the kernel may hold before no more are started: with the solos and
  /// the agent itself far fewer than the unit's `TasksMax`, and in its memory.
  static let mostHeld = 8
  /// Failed scans after which what an earlier one found is no longer believed: some seven seconds.
  private static let patientStarts = 2
  private static let longestPause: UInt64 = 60_000_000_000

  /// The common lane first.
  private(set) var lanes: [WorkerLane]
  /// What the sampler shows: the parts of the common lane first.
  var sections: [WorkerPart] { lanes.flatMap(\.parts) }
  /// A number that is another one whenever a lane came, went or has a new table.
  var version: Int {
    var sum = layouts
    for lane in lanes {
      for part in lane.parts { sum &+= part.generation }
    }
    return sum
  }
  /// How many processes could not be ended because the kernel holds them.
  var abandonedProcesses: Int { dying.abandoned }

  let kind: WorkerKind
  private let program: String
  private let options: [String]
  private let clock: NodeClock
  private let log: Log
  private let common: WorkerLane
  private var solos: [WorkerLane] = [] {
    didSet {
      lanes = [common] + solos
      layouts &+= Self.layoutStep
    }
  }
  /// Counts the changes of `lanes`, in steps that no lane's generation makes up for.
  private var layouts = 0
  private static let layoutStep = 1 << 32
  private var probation = Probation()
  private var dying = DyingWorkers()
  private var hardware: WorkerHardware
  private var failedStarts = 0
  private var longRounds = 0
  private var troubledUntil: UInt64 = 0
  /// Time between the rounds of a worker, in nanoseconds; nil before the configuration is known.
  private var interval: UInt64?
  /// Whether there is something that no worker has begun to look at.
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
    hardware = WorkerHardware(kind)
  }

  /// Whether there is hardware of which the worker has not spoken yet.
  var isPending: Bool {
    hardware.isThere && (needsScan || common.isRunning) && common.rounds == 0 && solos.isEmpty
  }

  /// Follows what the configuration says of this worker's probes, and of rounds in general.
  func configure(_ settings: [String: Configuration.ProbeSetting], interval: UInt64) {
    let interval = min(interval, Self.longestPause)
    guard hardware.differs(from: settings) || interval != self.interval else { return }
    self.interval = interval
    startAnew()
    var switched: [Int] = []
    hardware.configure(settings) { switched.append($0) }
    for part in switched {
      solos.removeAll { $0.parts.contains { $0.probe == kind.parts[part].probe } }
      common.empty(part, hardware.absence(of: part))
    }
  }

  /// What runs goes by old settings and ends; what it said stays until the next one has spoken.
  func startAnew() {
    stop()
    needsScan = true
  }

  /// Starts what is to run, ends what takes too long, and looks for hardware that came.
  ///
  /// - Parameter events: How many events of devices there were when the round began; nil where nobody counts.
  func tick(below root: borrowing Root, events: UInt64?, buffer: inout ReadBuffer) {
    let now = clock.now()
    dying.bury(at: now)
    hardware.look(at: now, events: events, below: root, buffer: &buffer) { part, isThere in
      common.parts[part].isExpected = isThere
      common.notBefore = 0
      needsScan = true
      if !isThere, !common.isRunning { common.empty(part, .absent) }
    }
    if now >= troubledUntil, !kind.isOneScan { common.deadline = Self.commonDeadline }
    for lane in lanes where lane.isRunning {
      // What waits on the pipe counts: it may be the agent that was late.
      receive(lane, buffer: &buffer)
      if let ending = lane.overdue() { handle(ending, of: lane, at: now) }
    }
    if hardware.isThere, needsScan, !common.isRunning, now >= common.notBefore {
      start(common, at: now)
    }
    startSolos(at: now)
    parole(at: now)
    for lane in lanes { lane.expire() }
  }

  /// Reads what came on the pipe of a lane.
  func receive(_ lane: WorkerLane, buffer: inout ReadBuffer) {
    let rounds = lane.rounds
    if let ending = lane.receive(buffer: &buffer) {
      handle(ending, of: lane, at: clock.now())
    } else if lane === common, lane.rounds > rounds {
      relieve(at: clock.now())
    }
  }

  /// Ends all processes.
  func stop() {
    for lane in lanes { end(lane, at: clock.now()) }
  }
}

// MARK: - Starting and ending

extension WorkerSupervisor {
  private func start(_ lane: WorkerLane, at now: UInt64) {
    var arguments = ["worker", kind.name] + options
    if let interval { arguments.append("--interval=" + TimeSpan.text(interval)) }
    arguments += hardware.options
    if let only = lane.only {
      arguments.append("--only=" + only)
    } else {
      guard dying.count(only: nil) < Self.mostHeld else { return }
      needsScan = false
    }
    arguments += solos.compactMap(\.only).filter { $0 != lane.only && lane.covers($0) }
      .map { "--without=" + $0 }
    do {
      try lane.start(program, arguments: arguments)
    } catch {
      log.error("\(error)", ["worker": kind.name])
      lane.notBefore = now + Self.longestPause
      if lane === common { needsScan = true }
    }
  }

  private func end(_ lane: WorkerLane, at now: UInt64) {
    guard let process = lane.abandon() else { return }
    dying.end(process, of: lane.only, at: now)
  }

  /// Starts the common worker anew, with other groups to leave out.
  private func restartCommon(at now: UInt64) {
    end(common, at: now)
    common.notBefore = 0
    needsScan = true
    start(common, at: now)
  }

  private func startSolos(at now: UInt64) {
    var running = solos.count { $0.isRunning }
    for lane in solos where !lane.isRunning && now >= lane.notBefore {
      guard running < Self.mostSolos else { return }
      // One that the kernel still holds would be followed by another in the same place.
      guard dying.count(only: lane.only) == 0 else { continue }
      start(lane, at: now)
      running += 1
    }
  }

  private func handle(_ ending: WorkerLane.Ending, of lane: WorkerLane, at now: UInt64) {
    let rounds = lane.rounds
    end(lane, at: now)
    if lane === common {
      handleCommon(ending, rounds: rounds, at: now)
    } else {
      handleSolo(ending, of: lane, at: now)
    }
  }

  private func handleCommon(_ ending: WorkerLane.Ending, rounds: Int, at now: UInt64) {
    if rounds > 0 { failedStarts = 0 }
    switch ending {
    case .finished:
      // One scan is done, or there is no hardware: nothing to do until the directory changes.
      guard rounds == 0 || !kind.isOneScan else { return }
      for part in hardware.enabled { common.empty(part, .absent) }
    case .killed:
      log.warning("worker was killed", ["worker": kind.name])
      delayStart(after: rounds, pause: Self.pauseOfKills, at: now)
    case .failed(let group?, let reason) where !kind.isOneScan:
      log.warning(
        "worker failed", ["worker": kind.name, "group": group, "reason": reason.word])
      common.fail(group: group, reason)
      common.deadline = Self.troubledDeadline
      troubledUntil = now + Self.trouble
      isolate(group, retryAt: now + Self.soloPause, at: now)
    case .failed(_, let reason):
      log.warning("worker failed", ["worker": kind.name, "reason": reason.word])
      if rounds == 0, !keepsLastScan { common.fail(group: nil, reason) }
      delayStart(after: rounds, pause: Self.pauseOfCrashes, at: now)
    }
  }

  /// Whether what an earlier scan found stays on the page: the first failures of a new one say nothing
  /// about the devices.
  private var keepsLastScan: Bool {
    kind.isOneScan && common.parts.contains { $0.readings.hasValues }
      && failedStarts < Self.patientStarts
  }

  /// A worker that had delivered starts again at once, another one later each time.
  private func delayStart(after rounds: Int, pause: UInt64, at now: UInt64) {
    needsScan = true
    if rounds > 0 {
      common.notBefore = common.started + pause
      if now >= common.notBefore { start(common, at: now) }
    } else {
      failedStarts = min(failedStarts + 1, 6)
      common.notBefore = now + min(pause << UInt64(failedStarts), Self.longestPause)
    }
  }

  private func handleSolo(_ ending: WorkerLane.Ending, of lane: WorkerLane, at now: UInt64) {
    lane.notBefore = now + Self.soloPause
    switch ending {
    case .finished:
      // The device is gone. Should it come back, the common lane may meet it.
      common.adoptCounts(lane)
      solos.removeAll { $0 === lane }
      restartCommon(at: now)
    case .killed: lane.notBefore = now + Self.pauseOfKills
    case .failed(let group?, let reason) where group != lane.only && lane.covers(group):
      // The search for the probe's hardware came to its end: now one group of it is at fault.
      common.adopt(lane)
      solos.removeAll { $0 === lane }
      common.fail(group: group, reason)
      isolate(group, retryAt: now + Self.soloPause, at: now)
    case .failed(_, let reason): lane.fail(group: nil, reason)
    }
  }
}

// MARK: - Groups that are read alone

extension WorkerSupervisor {
  /// Leaves a group out of the common lane; it is read alone from `time` on.
  private func isolate(_ group: String, retryAt time: UInt64, at now: UInt64) {
    if !solos.contains(where: { $0.only == group }) {
      let lane = WorkerLane(
        kind, only: group, deadline: Self.soloDeadline, clock: clock, log: log)
      lane.notBefore = time
      common.handOver(to: lane)
      solos.append(lane)
      probation.begin(group)
    }
    restartCommon(at: now)
  }

  /// Reads the slowest group alone where the others wait too long for it.
  private func relieve(at now: UInt64) {
    longRounds = common.duration > Self.longestRound ? longRounds + 1 : 0
    guard longRounds > 1, !kind.isOneScan, solos.count < Self.mostSolos,
      let group = common.slowest
    else { return }
    longRounds = 0
    log.info("slow group is read alone", ["worker": kind.name, "group": group])
    isolate(group, retryAt: now, at: now)
  }

  /// Takes a group back that behaved for a while.
  private func parole(at now: UInt64) {
    guard let lane = solos.first(where: { probation.isServed(by: $0) }) else { return }
    log.info(
      "group is read with the others again", ["worker": kind.name, "group": lane.only ?? ""])
    end(lane, at: now)
    common.adopt(lane)
    solos.removeAll { $0 === lane }
    restartCommon(at: now)
  }
}
