/// A kind of node and of load that attribution must cope with.
public enum Regime: String, Sendable, CaseIterable {
  /// Few jobs that mostly sleep.
  case idleHeavy = "idle-heavy"
  /// One job on nearly the whole node.
  case oneBigJob = "one big job"
  /// Thirty jobs of one or two threads.
  case manySmall = "many small"
  /// Jobs that begin and end between two samples, on a desktop's processor.
  case shortJobs = "short jobs"
  /// Jobs pinned to siblings of one core, and jobs with cores of their own.
  case siblingPairs = "SMT pairs"
  /// Equal CPU time with unlike instructions.
  case mixedInstructions = "mixed mix"
  /// Twice as many busy threads as processors.
  case oversubscribed = "oversubscribed"
  /// Jobs bound to sockets, with memory on the other one.
  case twoSockets = "two sockets"
  /// A small board without any meter.
  case edgeBoard = "edge board"
  /// A meter at the wall beside RAPL.
  case wallMeter = "wall meter"
  /// Accelerators, some shared by two jobs.
  case accelerators = "accelerators"

  /// A run of this regime: another machine and other jobs for each seed.
  ///
  /// - Parameter duration: seconds, of which the first `Scenario.leadIn` are without jobs.
  public func scenario(
    seed: UInt64, duration: Double = 600, causation: Causation = .switching
  ) -> Scenario {
    var random = RandomSource(seed: seed &* 1_000_003 &+ number)
    var setting = Setting(self, &random)
    switch self {
    case .idleHeavy: setting.addIdleHeavy(until: duration)
    case .oneBigJob: setting.addBigJob(until: duration)
    case .manySmall: setting.addManySmall(until: duration)
    case .shortJobs: setting.addShortJobs(until: duration)
    case .siblingPairs: setting.addPairs(until: duration)
    case .mixedInstructions: setting.addUnlikeJobs(until: duration)
    case .oversubscribed: setting.addTooMany(until: duration)
    case .twoSockets: setting.addBoundJobs(until: duration)
    case .edgeBoard: setting.addBoardJobs(until: duration)
    case .wallMeter: setting.addManySmall(until: duration, count: 12)
    case .accelerators: setting.addAcceleratorJobs(until: duration)
    }
    let jobs = setting.jobs.sorted { $0.arrival < $1.arrival }
    return Scenario(
      node: setting.node, metering: setting.metering, jobs: jobs, system: setting.system(),
      duration: duration, seed: setting.random.next(), causation: causation)
  }

  private var number: UInt64 {
    UInt64(Self.allCases.firstIndex(of: self) ?? 0)
  }
}
