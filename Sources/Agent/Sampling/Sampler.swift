internal import CLinux
internal import EnergyLedger
internal import Exporters
internal import LinuxFiles
internal import NodeModel
internal import Probes

/// Reads every source at its cadence and publishes one immutable snapshot a round.
///
/// It runs on one thread and has no lock but the store's exchange. Where no hardware comes or goes, a
/// round allocates nothing.
final class Sampler {
  let store: SnapshotStore
  private(set) var supervisors: [WorkerSupervisor]

  private let root: Root
  /// Nil where the tree is a captured one.
  private let events: KernelEvents?
  /// Time between two looks at the count of events, in nanoseconds.
  private static let eventInterval: UInt64 = 2_000_000_000
  private var eventCount: UInt64?
  private var nextEvents: UInt64 = 0
  private let clock: NodeClock
  private var interval: UInt64
  private let probes: [ProbeSection]
  private let agent: AgentSection
  private let bench: BenchSection
  private let state: EnergyState?
  /// Whether the node's jobs are looked for.
  private let followsJobs: Bool
  private let calibration: CalibrationFile?
  /// Nil until the first look at the hardware: the book begins with the meters that are there.
  private var energy: EnergySections?
  private var sourcesVersion = -1
  /// Boot time at which `readMeters` is due, in nanoseconds; `.max` where rounds are often enough.
  private(set) var nextReading = UInt64.max
  private var settings = Configuration()
  private let status = StatusSection()
  private var buffer = ReadBuffer()
  private var sequence: UInt64 = 0
  /// What sensors have shown lately; nil where nobody asks for it.
  private var sensors: SensorDistributions?

  /// The sections of the current catalogue with the generation that it was made from.
  private var layout: [(section: any Section, generation: Int)] = []
  private var layoutVersion = -1
  private var catalogue = Catalogue([])
  private var spare: [Value] = []

  init(
    below root: consuming Root, clock: NodeClock, probes: [ProbeSection],
    supervisors: [WorkerSupervisor], agent: AgentSection, bench: BenchSection,
    state: EnergyState? = nil, calibration: CalibrationFile? = nil, followsJobs: Bool = true,
    interval: UInt64
  ) {
    store = SnapshotStore(interval: interval)
    self.interval = interval
    events = root.isLive ? KernelEvents(below: root) : nil
    self.root = root
    self.clock = clock
    self.probes = probes
    self.supervisors = supervisors
    self.agent = agent
    self.bench = bench
    self.state = state
    self.followsJobs = followsJobs
    self.calibration = calibration
    // Whoever has no state tells nobody anything but its snapshots.
    sensors = state.map { _ in SensorDistributions() }
  }

  /// Follows a changed configuration.
  func apply(_ configuration: Configuration) {
    interval = configuration.interval
    settings = configuration
    energy?.account.apply(settings)
    store.follow(interval: interval)
    for section in probes {
      section.configure(configuration.probes[section.probe] ?? .init())
    }
    for supervisor in supervisors {
      supervisor.configure(configuration.probes, interval: configuration.interval)
    }
  }

  /// Has the names, formulas and exceptions of `sensors.conf` and `sensors.d` read anew: libsensors reads them when its
  /// worker starts, and never again.
  func readSensorConfigurationAgain() {
    for supervisor in supervisors where supervisor.kind.name == WorkerKind.sensors.name {
      supervisor.startAnew()
    }
  }

  /// Reads what is due and publishes. An extra round stands between two that the schedule asks for: what is
  /// read each round is due in it as well.
  func round(isExtra: Bool = false) {
    let now = clock.now()
    let slack = isExtra ? interval : interval / 4
    if let events, now >= nextEvents {
      nextEvents = now + Self.eventInterval
      eventCount = events.count(buffer: &buffer)
    }
    for section in probes {
      section.sample(
        below: root, at: now, events: eventCount, clock: clock, slack: slack, buffer: &buffer)
    }
    for supervisor in supervisors {
      supervisor.tick(below: root, events: eventCount, buffer: &buffer)
    }
    book()
    agent.sample(workers: supervisors, refused: store.refusals.total, buffer: &buffer)
    bench.sample()
    if version != layoutVersion { status.observe(sections) }
    status.update(at: clock.now())
    if version != layoutVersion { rebuild() }
    publish()
    energy?.account.tend()
    planReading(after: now)
  }

  /// Books the round's energy on who caused it.
  private func book() {
    let begin = clock.now()
    var version = 0
    for section in probes { version &+= section.generation }
    for supervisor in supervisors { version &+= supervisor.version }
    if let account = energy?.account {
      if version != sourcesVersion { account.look(through: probes, parts) }
    } else {
      var random = SystemRandomNumberGenerator()
      let account = EnergyAccount(
        below: root, clock: clock, state: state, random: &random, settings, probes: probes,
        parts: parts, calibration: calibration, followsJobs: followsJobs)
      energy = EnergySections(account, state, clock: clock)
    }
    sourcesVersion = version
    guard let energy else { return }
    energy.account.lookAtCapacities(below: root, buffer: &buffer)
    energy.account.round(scrapes: store.scrapes, buffer: &buffer)
    energy.update(duration: clock.now() - begin)
  }

  /// Answers what was left in the mailbox, between two rounds.
  func answer(_ question: Question) -> Answer {
    guard let account = energy?.account else { return .notReady }
    switch question {
    case .book(let owner): return account.answer(bookOf: owner)
    case .parts: return .parts(account.partBooks)
    case .report:
      var book = account.reportBook(settings.site, store.latest)
      book.sensors = sensors
      return .report(book)
    case .begin(let request, let peer): return begin(request, peer, account)
    case .end(let id, let peer): return end(id, peer, account)
    }
  }

  /// A command's time begins with a round of its own, so that it pays for none before.
  private func begin(_ request: CommandRequest, _ peer: Peer, _ account: EnergyAccount) -> Answer {
    do throws(CommandRefusal) {
      let id = try account.announce(request, by: peer, below: root, buffer: &buffer)
      round(isExtra: true)
      account.noteBegin(of: id)
      return .begun(id)
    } catch {
      return .refused(error)
    }
  }

  /// And ends with one, so that all of it is in the answer.
  private func end(_ id: String, _ peer: Peer, _ account: EnergyAccount) -> Answer {
    do throws(CommandRefusal) {
      try account.prepareEnd(of: id, by: peer, below: root)
      let before = account.ledger.nodeEnergy
      round(isExtra: true)
      // Within a tick of the round before nothing is told yet: once it is, the job's part is final.
      for _ in 0..<2 where account.ledger.nodeEnergy == before {
        usleep(12_000)
        round(isExtra: true)
      }
      return .ended(try account.takeReport(of: id))
    } catch {
      return .refused(error)
    }
  }

  private var parts: [WorkerPart] { supervisors.flatMap(\.sections) }

  /// What poll(2) finds readable when a job may have come or gone; −1 where nothing tells.
  var jobSignal: Int32 { energy?.account.jobs.signal ?? -1 }

  /// Takes up jobs that came or went since the last round, and books what flowed until then, as far as the
  /// agent reads the meters itself: what a short job does is not divided with what came before and after.
  func lookForJobs() {
    guard let account = energy?.account, account.lookForJobs(buffer: &buffer) else { return }
    for section in probes { section.readPromptMeters(clock: clock, buffer: &buffer) }
    account.bookBetween(buffer: &buffer)
  }

  /// Reads meters for which rounds are too far apart, and books what flowed until now.
  func readMeters() {
    guard let account = energy?.account else { return }
    let now = clock.now()
    for section in probes { section.readMeters(clock: clock, buffer: &buffer) }
    account.bookBetween(isPlanned: true, buffer: &buffer)
    planReading(after: now)
  }

  private func planReading(after now: UInt64) {
    nextReading = .max
    guard interval > MeterBeat.shortest, let account = energy?.account else { return }
    let beat = MeterBeat(interval: interval, pause: account.longestPause)
    if beat.isFaster { nextReading = now + beat.nanoseconds }
  }

  /// Reads what a worker wrote.
  func receive(_ lane: WorkerLane, of supervisor: WorkerSupervisor) {
    supervisor.receive(lane, buffer: &buffer)
  }

  /// Whether a worker has not yet spoken of hardware that is there.
  var isPending: Bool { supervisors.contains { $0.isPending } }

  /// Whether the node's power comes from a worse source than there will be in a moment.
  var isSettling: Bool { energy?.account.isSettling ?? false }

  /// Ends the workers and keeps the books.
  func stop() {
    energy?.account.stop()
    for supervisor in supervisors { supervisor.stop() }
  }

  private var sections: [any Section] {
    var all: [any Section] = probes + parts
    if let energy { all += energy.all }
    return all + [agent, bench, status]
  }

  /// A number that is another one whenever a section came, went or has a new table.
  private var version: Int {
    var sum = agent.generation &+ bench.generation &+ status.generation
    if let energy { sum &+= energy.generation }
    for section in probes { sum &+= section.generation }
    for supervisor in supervisors { sum &+= supervisor.version }
    return sum
  }

  private func rebuild() {
    let old = layout
    layoutVersion = version
    layout = sections.map { ($0, $0.generation) }
    catalogue = Catalogue(layout.map(\.section.table))
    for (index, part) in layout.enumerated() {
      let isKnown = old.contains {
        $0.section === part.section && $0.generation == part.generation
      }
      if !isKnown {
        status.count(duplicates: catalogue.duplicates(in: index), of: part.section.probe)
      }
    }
    spare = Array(repeating: .absent, count: catalogue.entries.count)
  }

  private func publish() {
    sequence += 1
    for (index, offset) in catalogue.offsets.enumerated() {
      layout[index].section.copyValues(into: &spare, at: offset)
    }
    let snapshot = Snapshot(
      sequence: sequence, time: clock.now(), wallTime: clock.wallTime(), catalogue: catalogue,
      values: spare)
    spare = []
    sensors?.add(snapshot)
    let old = store.publish(snapshot)
    if let old, old.catalogue === catalogue {
      spare = old.recycled()
    } else {
      spare = Array(repeating: .absent, count: catalogue.entries.count)
    }
  }
}
