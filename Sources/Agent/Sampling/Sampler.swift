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
  private let clock: NodeClock
  private var interval: UInt64
  private let probes: [ProbeSection]
  private let agent: AgentSection
  private let bench: BenchSection
  private let status = StatusSection()
  private var buffer = ReadBuffer()
  private var sequence: UInt64 = 0

  /// The sections of the current catalogue with the generation that it was made from.
  private var layout: [(section: any Section, generation: Int)] = []
  private var layoutVersion = -1
  private var catalogue = Catalogue([])
  private var spare: [Value] = []

  init(
    below root: consuming Root, clock: NodeClock, probes: [ProbeSection],
    supervisors: [WorkerSupervisor], agent: AgentSection, bench: BenchSection, interval: UInt64
  ) {
    store = SnapshotStore(interval: interval)
    self.interval = interval
    self.root = root
    self.clock = clock
    self.probes = probes
    self.supervisors = supervisors
    self.agent = agent
    self.bench = bench
  }

  /// Follows a changed configuration.
  func apply(_ configuration: Configuration) {
    interval = configuration.interval
    store.follow(interval: interval)
    for section in probes {
      section.configure(configuration.probes[section.probe] ?? .init())
    }
    for supervisor in supervisors {
      supervisor.configure(configuration.probes, interval: configuration.interval)
    }
  }

  /// Reads what is due and publishes.
  func round() {
    let now = clock.now()
    for section in probes {
      section.sample(
        below: root, at: now, clock: clock, slack: interval / 4, buffer: &buffer)
    }
    for supervisor in supervisors { supervisor.tick(below: root, buffer: &buffer) }
    agent.sample(workers: supervisors, buffer: &buffer)
    bench.sample()
    if version != layoutVersion { status.observe(sections) }
    status.update(at: clock.now())
    if version != layoutVersion { rebuild() }
    publish()
  }

  /// Reads what a worker wrote.
  func receive(_ lane: WorkerLane, of supervisor: WorkerSupervisor) {
    supervisor.receive(lane, buffer: &buffer)
  }

  /// Whether a worker has not yet spoken of hardware that is there.
  var isPending: Bool { supervisors.contains { $0.isPending } }

  /// Ends the workers.
  func stop() {
    for supervisor in supervisors { supervisor.stop() }
  }

  private var sections: [any Section] {
    probes + supervisors.flatMap { $0.sections as [any Section] } + [agent, bench, status]
  }

  /// A number that is another one whenever a section came, went or has a new table.
  private var version: Int {
    var sum = agent.generation &+ bench.generation &+ status.generation
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
    let old = store.publish(snapshot)
    if let old, old.catalogue === catalogue {
      spare = old.recycled()
    } else {
      spare = Array(repeating: .absent, count: catalogue.entries.count)
    }
  }
}
