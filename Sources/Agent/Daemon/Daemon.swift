internal import CLinux
internal import EnergyLedger
internal import LinuxFiles
internal import NodeModel

/// The agent: reads its configuration, takes its state directory, samples and answers until it is told to
/// end.
final class Daemon {
  private let options: AgentOptions
  private let clock: NodeClock
  private let log: Log
  private let notifier: SystemdNotifier
  private var configuration: Configuration
  /// What stood in it at the start, which some settings hold until the next one.
  private let started: Configuration
  private let signals: FileDescriptor
  /// Where command lines cannot ask yet, and when that is tried again, in nanoseconds since boot.
  private var missingSocket: (time: UInt64, path: String)?

  init(_ options: AgentOptions) throws {
    self.options = options
    started = try Configuration(path: options.config).overridden(by: options)
    configuration = started
    clock = try options.clock.map { try NodeClock(drivenBy: $0) } ?? NodeClock()
    log = Log(
      upTo: options.logLevel,
      isJournal: StandardStream.error.isJournal(ProcessImage.environment("JOURNAL_STREAM")))
    notifier = SystemdNotifier(ProcessImage.environment)
    clinux_ignore(SIGPIPE)
    // Blocked before the first thread is made, so that they come to this one alone.
    let wanted = [SIGTERM, SIGINT, SIGHUP, SIGCHLD]
    signals = FileDescriptor(owning: unsafe clinux_signals(wanted, Int32(wanted.count)))
  }

  /// Runs to the end; the exit status.
  func run() throws -> Int32 {
    let root = try Root(proc: options.procfs, sys: options.sysfs)
    let hosts = HostNames(
      configuration, hostname: root.proc.text(of: "sys/kernel/hostname") ?? "")
    let state = try StateDirectory(options.state)
    let agent = try AgentSection(clock: clock, log: log)
    let energy = EnergyState(
      in: state.path, bootID: BootIdentity.current(below: root),
      limits: EnergyAccount.limits(configuration.jobs),
      retention: configuration.state.retention, clock: clock, log: log)
    let sampler = Sampler(
      below: root, clock: clock, probes: ProbeSection.all,
      supervisors: WorkerKind.all.map {
        WorkerSupervisor(
          $0, program: "/proc/self/exe", options: options.forWorkers, clock: clock, log: log)
      },
      agent: agent, bench: BenchSection(in: state.path, clock: clock, log: log),
      state: energy, calibration: CalibrationFile(in: state.path, clock: clock, log: log),
      interval: configuration.interval)
    sampler.apply(configuration)
    defer { sampler.stop() }

    let mailbox = try Mailbox()
    let server = try makeServer(sampler.store, mailbox, state.path, hosts)
    defer { server.stop() }
    try listen(server, state.socket)
    warn()
    var pages = CodePages()
    var loop = SamplingLoop(sampler, clock: clock, signals: signals.raw, mailbox: mailbox)
    loop.run(every: configuration.interval) { event in
      switch event {
      case .started:
        notifier.ready()
        malloc_trim(0)
        CodePages.giveBack()
      case .round:
        notifier.alive()
        if sampler.store.isScrapeExpected { server.renderAhead() }
        pages.giveBackSometimes(at: clock.now())
        mendSocket(server)
      case .reload: return reload(sampler, agent)
      case .stop:
        log.info("stopping")
        notifier.stopping()
      }
      return nil
    }
    return 0
  }

  private func makeServer(
    _ store: SnapshotStore, _ mailbox: Mailbox, _ directory: String, _ hosts: HostNames?
  ) throws -> HTTPServer {
    let clock = self.clock
    var random = SystemRandomNumberGenerator()
    let maker = ReportMaker(
      directory: directory, nodeID: NodeIdentity.current(in: directory, random: &random))
    return try HTTPServer(clock: clock) {
      let desk = ReportDesk(asking: mailbox) { page, book in
        Result { () throws(ReportRefusal) in try maker.make(page, book) }
      }
      return Endpoints(store, mailbox, clock: clock, reports: desk, hosts: hosts)
    }
  }

  private func listen(_ server: HTTPServer, _ socket: String) throws {
    guard let address = configuration.listen else { return }
    guard socket.utf8.count < Self.longestSocketName else {
      throw AgentOptions.Wrong(
        description:
          "\(socket) is too long for a socket's name; --state-dir DIR chooses another place")
    }
    let bound: ListenAddress
    do {
      bound = try server.listen(on: address)
    } catch {
      throw ListenFailure(error, place: "\(address)", mend: "--listen ADDR:PORT")
    }
    do {
      try listen(server, onSocket: socket)
    } catch {
      guard error.isOfSickDisk else { throw error }
      log.error("command lines cannot ask; it is tried again", ["reason": "\(error)"])
      missingSocket = (clock.now() + Self.socketPause, socket)
    }
    log.info("listening", ["address": "\(bound)"])
    if StandardStream.error.isTerminal {
      StandardStream.error.write("Look at http://\(bound)/ or http://\(bound)/metrics\n")
    }
  }

  private func listen(_ server: HTTPServer, onSocket path: String) throws(ListenFailure) {
    do {
      try server.listen(onSocket: path)
      _ = unsafe chmod(path, 0o660)
    } catch {
      throw ListenFailure(error, place: path, mend: "--state-dir DIR")
    }
  }

  /// Tries again to listen where a disk that was full or read-only had no room for a socket.
  private func mendSocket(_ server: HTTPServer) {
    guard let (time, path) = missingSocket, clock.now() >= time else { return }
    do throws(ListenFailure) {
      try listen(server, onSocket: path)
      missingSocket = nil
      log.info("command lines can ask")
    } catch {
      missingSocket = (clock.now() + Self.socketPause, path)
    }
  }

  /// As long as a state that cannot be kept waits, in nanoseconds.
  private static let socketPause: UInt64 = 10_000_000_000

  /// What the configuration says and what will not be as it seems.
  private func warn() {
    for warning in configuration.warnings {
      log.warning("configuration", ["warning": "\(warning)"])
    }
  }

  /// `sun_path` of unix(7), its end mark included.
  private static let longestSocketName = 108

  /// Reads the configuration again; a broken one is refused and the old one stays.
  private func reload(_ sampler: Sampler, _ agent: AgentSection) -> UInt64? {
    notifier.reloading()
    do {
      let fresh = try Configuration(path: options.config).overridden(by: options)
      let waiting = fresh.startSettings(otherThan: started)
      if !waiting.isEmpty {
        log.warning(
          "changed settings take effect at the next start",
          ["settings": waiting.joined(separator: ", ")])
      }
      configuration = fresh
      sampler.apply(fresh)
      sampler.readSensorConfigurationAgain()
      agent.noteReload(succeeded: true)
      log.info("configuration reloaded")
      warn()
      notifier.ready()
      return fresh.interval
    } catch {
      agent.noteReload(succeeded: false)
      notifier.ready(refusal: "\(error)")
      log.error("configuration refused, the old one stays", ["reason": "\(error)"])
      return nil
    }
  }
}

extension Configuration {
  /// What the command line says goes before what the file says.
  fileprivate func overridden(by options: AgentOptions) -> Configuration {
    var result = self
    if let listen = options.listen { result.listen = listen }
    if let interval = options.interval { result.interval = interval }
    return result
  }
}
