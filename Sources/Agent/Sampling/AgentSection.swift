internal import CLinux
internal import LinuxFiles
internal import NodeModel

/// What the agent costs, with its workers, and how it was built and configured.
///
/// Sources: getrusage(2); `/proc/PID/{stat,smaps_rollup}`, Linux `Documentation/filesystems/proc.rst`.
final class AgentSection: Section {
  /// Time between two looks at the own CPU time.
  private static let interval: UInt64 = 30_000_000_000
  /// And at the own memory: smaps_rollup walks the page tables of each process.
  private static let memoryInterval: UInt64 = 60_000_000_000

  let probe = "agent"
  private(set) var page = SectionPage()

  private let clock: NodeClock
  private let processor: Series
  private let resident: Series
  private let proportional: Series
  private let anonymous: Series
  private let openFiles: Series
  private let workers: Series
  private let abandoned: Series
  private let reloaded: Series
  private let reloadTime: Series
  private let snapshotTime: Series
  private let refused: Series
  private let lostLines: Series
  private let log: Log?
  private var next: UInt64 = 0
  private var nextMemory: UInt64 = 0
  private let proc: Directory
  private var seconds = 0.0

  private struct ProcessFiles {
    let status: String
    let memory: String
  }
  private var workerFiles: [pid_t: ProcessFiles] = [:]

  /// - Parameter log: whose lost lines are counted; nil where nobody logs.
  init(clock: NodeClock, log: Log? = nil) throws(SystemError) {
    self.clock = clock
    self.log = log
    proc = try Directory("/proc")
    var table = SeriesTable()
    processor = table.add(.processCPU)
    resident = table.add(.processResident)
    proportional = table.add(.selfProportional)
    anonymous = table.add(.selfAnonymous)
    openFiles = table.add(.processFiles)
    workers = table.add(.selfWorkers)
    abandoned = table.add(.selfAbandoned)
    reloaded = table.add(.reloadSuccess)
    reloadTime = table.add(.reloadTime)
    snapshotTime = table.add(.snapshotTime)
    refused = table.add(.refusedConnections)
    lostLines = table.add(.lostLogLines)
    let mostFiles = table.add(.processMostFiles)
    let start = table.add(.processStart)
    let build = table.add(.buildInfo, ["version": Version.current])
    page.replace(with: table)
    page.readings.set(
      start, Self.startTime(below: proc) ?? Double(clock.wallTime() / 1_000_000) / 1e3)
    page.readings.set(build, count: 1)
    var limit = rlimit()
    if unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
      page.readings.set(mostFiles, count: UInt64(limit.rlim_cur))
    }
    noteReload(succeeded: true)
  }

  /// Remembers how reading the configuration went.
  func noteReload(succeeded: Bool) {
    page.readings.set(reloaded, count: succeeded ? 1 : 0)
    if succeeded { page.readings.set(reloadTime, Double(clock.wallTime() / 1_000_000) / 1e3) }
  }

  /// Looks at the own processes, if it is time.
  ///
  /// - Parameter connections: those that were not answered for want of room.
  func sample(
    workers supervisors: [WorkerSupervisor], refused connections: UInt64, buffer: inout ReadBuffer
  ) {
    let now = clock.now()
    page.readings.set(snapshotTime, Double(clock.wallTime() / 1_000_000) / 1e3)
    page.readings.set(refused, count: connections)
    page.readings.set(lostLines, count: log?.lostLines ?? 0)
    guard now >= next else { return }
    next = now + Self.interval
    page.readings.begin(at: now)
    var sum = Usage()
    sum.seconds = Self.ownTime()
    let looksAtMemory = now >= nextMemory
    if looksAtMemory {
      nextMemory = now + Self.memoryInterval
      add("self/smaps_rollup", to: &sum, buffer: &buffer)
    }
    var running: UInt64 = 0
    var lost = 0
    for supervisor in supervisors {
      lost += supervisor.abandonedProcesses
      for lane in supervisor.lanes {
        guard let process = lane.process else { continue }
        running += 1
        let files = files(of: process.identifier)
        sum.seconds += workerTime(files.status, buffer: &buffer)
        if looksAtMemory { add(files.memory, to: &sum, buffer: &buffer) }
      }
    }
    show(sum, running: running, lost: lost)
    if let count = proc.count(of: "self/fd", buffer: &buffer) {
      page.readings.set(openFiles, count: count)
    } else {
      page.readings.clear(openFiles)
    }
    page.finish(after: clock.now() - now, at: clock.wallTime())
  }

  private func show(_ sum: Usage, running: UInt64, lost: Int) {
    // A running worker is counted in ticks and an ended one in microseconds: the sum may step back.
    seconds = max(seconds, sum.seconds)
    page.readings.set(processor, seconds)
    if sum.hasMemory {
      page.readings.set(resident, count: sum.resident)
      page.readings.set(proportional, count: sum.proportional)
      page.readings.set(anonymous, count: sum.anonymous)
    }
    page.readings.set(workers, count: running)
    page.readings.set(abandoned, count: UInt64(lost))
  }

  private struct Usage {
    var seconds = 0.0
    var resident: UInt64 = 0
    var proportional: UInt64 = 0
    var anonymous: UInt64 = 0
    var hasMemory = false
  }

  /// CPU time of this process and of its workers that have ended.
  private static func ownTime() -> Double {
    var seconds = 0.0
    for who in [RUSAGE_SELF.rawValue, RUSAGE_CHILDREN.rawValue] {
      var usage = rusage()
      unsafe getrusage(who, &usage)
      seconds += Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
      seconds += Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
    }
    return seconds
  }

  /// When the kernel started this process: `btime` of /proc/stat and field 22 of its own stat file, as Prometheus'
  /// clients count it, so that a clock that was set right later does not make it another process.
  private static func startTime(below proc: borrowing Directory) -> Double? {
    var buffer = ReadBuffer()
    var other = ReadBuffer()
    guard let own = try? proc.contents(of: "self/stat", into: &buffer),
      let boot = try? proc.contents(of: "stat", into: &other)
    else { return nil }
    var fields = ByteScanner(own)
    while fields.skip(past: ")") {}
    for _ in 3..<22 { fields.skipWord() }
    var lines = ByteScanner(boot)
    guard let ticks = fields.unsigned(), lines.seek(line: "btime"), let seconds = lines.unsigned()
    else { return nil }
    return Double(seconds) + Double(ticks) / Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
  }

  /// CPU time of a running worker: fields 14 and 15 of its stat file, counted behind the name, which may
  /// hold blanks and parentheses.
  private func workerTime(_ file: String, buffer: inout ReadBuffer) -> Double {
    guard let text = try? proc.contents(of: file, into: &buffer) else { return 0 }
    var scanner = ByteScanner(text)
    while scanner.skip(past: ")") {}
    for _ in 3..<14 { scanner.skipWord() }
    let ticks = (scanner.unsigned() ?? 0) + (scanner.unsigned() ?? 0)
    return Double(ticks) / Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
  }

  /// The files of a worker below `/proc`, by names that are made once for each process.
  private func files(of identifier: pid_t) -> ProcessFiles {
    if let known = workerFiles[identifier] { return known }
    // Numbers of processes that have ended are forgotten now and then.
    if workerFiles.count >= 64 { workerFiles.removeAll(keepingCapacity: true) }
    let made = ProcessFiles(
      status: "\(identifier)/stat", memory: "\(identifier)/smaps_rollup")
    workerFiles[identifier] = made
    return made
  }

  private func add(_ file: String, to sum: inout Usage, buffer: inout ReadBuffer) {
    guard let text = try? proc.contents(of: file, into: &buffer) else { return }
    var scanner = ByteScanner(text)
    if scanner.seek(line: "Rss:") { sum.resident += (scanner.unsigned() ?? 0) << 10 }
    if scanner.seek(line: "Pss:") { sum.proportional += (scanner.unsigned() ?? 0) << 10 }
    if scanner.seek(line: "Anonymous:") { sum.anonymous += (scanner.unsigned() ?? 0) << 10 }
    sum.hasMemory = true
  }
}

extension Metric {
  static let processCPU = Metric(
    "process_cpu_seconds_total", "CPU time of the agent with its workers")
  static let processResident = Metric(
    "process_resident_memory_bytes",
    "Resident memory of the agent with its workers; pages that they share count for each")
  static let processFiles = Metric("process_open_fds", "Open file descriptors of the agent")
  static let processMostFiles = Metric("process_max_fds", "Most file descriptors it may open")
  static let processStart = Metric(
    "process_start_time_seconds", "Unix time of the agent's start")
  static let selfProportional = Metric(
    "nodeprobe_self_proportional_memory_bytes",
    "Proportional set size of the agent with its workers")
  static let selfAnonymous = Metric(
    "nodeprobe_self_anonymous_memory_bytes", "Anonymous memory of the agent with its workers")
  static let selfWorkers = Metric("nodeprobe_self_workers", "Running worker processes")
  static let selfAbandoned = Metric(
    "nodeprobe_self_abandoned_workers_total",
    "Workers that could not be ended because the kernel holds them")
  static let reloadSuccess = Metric(
    "nodeprobe_config_last_reload_successful", "Whether the configuration was read without error")
  static let reloadTime = Metric(
    "nodeprobe_config_last_reload_success_timestamp_seconds",
    "Unix time of the last configuration that was taken")
  static let snapshotTime = Metric(
    "nodeprobe_snapshot_timestamp_seconds",
    "Unix time of the round that this page shows; one that stands still says that the sampler does")
  static let refusedConnections = Metric(
    "nodeprobe_self_refused_connections_total",
    "Connections that were cut before an answer because there were too many")
  static let lostLogLines = Metric(
    "nodeprobe_self_lost_log_lines_total", "Lines of the log that nobody read in time")
  static let buildInfo = Metric("nodeprobe_build_info", "The agent's version")
}
