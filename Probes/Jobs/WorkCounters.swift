internal import CLinux
internal import LinuxFiles
internal import NodeModel

/// The processors' own counters: of every CPU, and on every CPU of each job's control group.
///
/// All jobs of a node are counted, or none: then CPU time has to do. None are where the kernel does not allow it, where
/// more counters would be open than are wanted, and for a minute after one could not be opened.
///
/// Source: `perf_event_open(2)` (`CounterSet`, `CounterPlan`). Where version 1 of control groups has a tree
/// `perf_event` that is the one that counts, else the unified one. Executed with the kernel's software clocks, and in a
/// virtual machine that has no counters; never with a processor's.
final class WorkCounters {
  /// Time before what was refused is asked for again, and what failed later, in nanoseconds.
  private static let patience: UInt64 = 10_000_000_000
  private static let longPatience: UInt64 = 60_000_000_000
  /// Files that others have open, with much to spare.
  private static let otherFiles = 2048
  /// Time between two looks at which CPUs are online, in nanoseconds.
  private static let onlineInterval: UInt64 = 30_000_000_000
  /// Within so long every processor that runs this has counted something, in nanoseconds.
  private static let soon: UInt64 = 100_000_000

  /// Why jobs are not counted; nil where they are.
  private(set) var reason: FailureReason?
  /// Whether instructions and lines are counted beside cycles.
  var hasLines: Bool { plan.hasLines }

  private let room: Int
  private let isHere: Bool
  /// Why there are no counters where the kernel has none.
  private let absence: FailureReason
  /// Whether the kernel lists a unit of the processor's own.
  private let hasUnit: Bool
  private let groups: Directory?
  private let cpus: Directory?
  private var plan: CounterPlan
  private var online = ""
  private var counters: [CounterSet.Plan] = []
  private var all: WorkCount?
  private var nextTry: UInt64 = 0
  private var lastRead: UInt64 = 0
  private var nextLook: UInt64 = 0
  /// How many counters may be opened in this round.
  private var left = 0

  /// - Parameters:
  ///   - most: how many counters may be open; 0 for none.
  ///   - plan: what to count; nil for what suits the processor.
  init(below root: borrowing Root, most: Int, _ plan: CounterPlan? = nil) {
    self.plan = plan ?? CounterPlan(below: root)
    isHere = root.isLive || plan != nil
    room = most > 0 && isHere ? FileLimit.makeRoom(for: most, beside: Self.otherFiles) : most
    reason =
      most == 0 ? .disabled : !isHere ? .otherMachine : room == 0 ? .limited : .unavailable
    absence = PowerAbsence.reason(below: root)
    hasUnit = root.sys.names(in: "bus/event_source/devices").contains { name in
      ["cpu", "arm", "apple"].contains { name.hasPrefix($0) }
    }
    groups = Self.tree(below: root)
    cpus = try? Directory("devices/system/cpu", below: root.sys)
  }

  private var perGroup: Int { counters.count * plan.events.count }

  private static func tree(below root: borrowing Root) -> Directory? {
    for path in ["fs/cgroup/perf_event", "fs/cgroup/unified", "fs/cgroup"]
    where root.sys.contains(path + "/cgroup.procs") {
      return try? Directory(path, below: root.sys)
    }
    return nil
  }

  /// Reads what every CPU did since this was asked last, if jobs are to be counted in this round; nil where CPU time
  /// has to do.
  ///
  /// - Parameters:
  ///   - jobs: how many jobs there are.
  ///   - counted: how many of them are counted.
  func read(jobs: Int, counted: Int, at now: UInt64) -> ProcessorWork? {
    guard room > 0, isHere else { return nil }
    lookAtProcessors(at: now)
    let wanted = (jobs + 1) * perGroup
    left = room - (counted + 1) * perGroup
    if reason == nil, wanted > room {
      stop(.limited, until: now + Self.patience)
    } else if reason != nil, now >= nextTry {
      start(wanted, at: now)
      // What was counted since this moment says nothing of the round that ends here.
      if reason == nil { all?.read() }
      return nil
    }
    guard reason == nil else { return nil }
    all?.read()
    guard let work = all?.work else { return nil }
    if now - min(now, lastRead) > Self.soon, !work.cycles.contains(where: { $0 > 0 }) {
      stop(.stuck, until: now + Self.longPatience)
      return nil
    }
    lastRead = now
    return work
  }

  /// Where CPUs came or went, everything is opened anew in the next round.
  private func lookAtProcessors(at now: UInt64) {
    guard now >= nextLook else { return }
    nextLook = now + Self.onlineInterval
    let found = cpus?.text(of: "online") ?? ""
    guard found != online else { return }
    online = found
    counters = plan.counters(of: found)
    if reason == nil { stop(.unavailable, until: now + 1) }
  }

  private func start(_ wanted: Int, at now: UInt64) {
    nextTry = now + Self.patience
    // Some room is left, so that one job more or less does not change everybody's measure each time.
    guard wanted <= room - room / 4 else { return reason = .limited }
    guard groups != nil, !counters.isEmpty else { return reason = .absent }
    do {
      try openProcessors()
      lastRead = now
      reason = nil
    } catch {
      reason = why(error)
    }
  }

  private func openProcessors() throws(SystemError) {
    do {
      all = WorkCount(try CounterSet(counters), of: counters, hasLines: plan.hasLines)
    } catch {
      guard plan.hasLines, !error.isDenied else { throw error }
      // Some hypervisors show cycles and no more.
      plan.leaveOutLines()
      counters = plan.counters(of: online)
      all = WorkCount(try CounterSet(counters), of: counters, hasLines: false)
    }
  }

  private func stop(_ reason: FailureReason, until time: UInt64) {
    self.reason = reason
    all = nil
    nextTry = time
  }

  private func why(_ error: SystemError) -> FailureReason {
    switch error.code {
    case EMFILE, ENFILE: .limited
    case EOPNOTSUPP: absence
    // Nobody could allow what the hypervisor does not show.
    case EACCES, EPERM: absence == .inVirtualMachine && !hasUnit ? absence : .accessDenied
    default: error.isAbsent ? absence : FailureReason(error)
    }
  }

  private func folder(_ path: String) -> Directory? {
    switch groups {
    case .some(let groups): try? Directory(path, below: groups)
    case .none: nil
    }
  }

  /// Begins to count a job's group; nil where it is gone, or nobody is counted from now on.
  func open(_ path: String, at now: UInt64) -> WorkCount? {
    guard reason == nil, let group = folder(path) else { return nil }
    guard left >= perGroup else {
      stop(.limited, until: now + Self.patience)
      return nil
    }
    left -= perGroup
    do {
      return WorkCount(
        try CounterSet(counters, of: group), of: counters, hasLines: plan.hasLines)
    } catch {
      // A group that has just gone is as absent as a CPU that has.
      if !error.isAbsent { stop(why(error), until: now + Self.longPatience) }
      return nil
    }
  }
}
