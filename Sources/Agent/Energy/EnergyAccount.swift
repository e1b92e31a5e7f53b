internal import EnergyLedger
internal import LinuxFiles
internal import NodeModel
internal import Probes

/// The node's energy, round after round: what meters and jobs say goes into the ledger, and its totals come
/// out for the sections of the page.
///
/// It runs on the sampler's thread and owns the ledger.
final class EnergyAccount {
  private(set) var ledger: Ledger
  /// Every job on the page by the number that its activity carries; nil where a number is free.
  private(set) var accounts: [JobAccount?] = []
  /// Changes whenever a job comes to the page or leaves it.
  private(set) var jobsVersion = 0
  /// Changes with the meters.
  private(set) var metersVersion = 0
  /// All instruments, in the order of the ledger's meters.
  private(set) var instruments: [Instrument] = []
  /// Sampling rounds in which CPU time could not be read.
  private(set) var blindRounds: UInt64 = 0

  private var roster = MeterRoster()
  private let clock: NodeClock
  private let naming: JobNaming
  private let capacity: NodeCapacities
  private var estimates: Estimates
  private let activity: JobActivity?
  private let processors: ProcessorTime?
  private var work = SystemWork()
  private var places = PlaceUses()
  private var settings: Configuration.Jobs

  /// An account over what the sections have found, that begins as `start` says.
  init(
    _ start: EnergyStart, below root: borrowing Root, clock: NodeClock,
    _ settings: Configuration.Jobs, probes: [ProbeSection], parts: [WorkerPart]
  ) {
    self.clock = clock
    self.settings = settings
    naming = JobNaming(below: root)
    let machine = MachineIdentity(below: root)
    let capacity = NodeCapacities(below: root, machine)
    var estimates = Estimates(of: machine)
    processors = try? ProcessorTime(below: root)
    let units = UnitGlobs(settings.units)
    activity = try? JobActivity(
      below: root, processors: capacity.processors, units: { units.matches($0) })
    _ = roster.look(through: probes, parts)
    instruments = roster.instruments + estimates.choose(beside: roster.instruments)
    ledger = start.ledger(
      Self.topology(instruments, capacity, estimates), at: clock.roundTime(), settings)
    self.capacity = capacity
    self.estimates = estimates
    places = PlaceUses(in: ledger)
  }

  /// How the estimate in use came about; nil where nothing is estimated.
  var method: String? { estimates.method }

  /// Whether jobs beyond the limit are counted together.
  var isFolding: Bool { accounts.contains { $0?.owner == .other } }

  /// Follows a changed configuration. Units that are jobs stay as they were at the start.
  func apply(_ settings: Configuration.Jobs) {
    self.settings = settings
  }

  /// Follows sections that have other tables than before.
  func look(through probes: [ProbeSection], _ parts: [WorkerPart]) {
    guard roster.look(through: probes, parts) else { return }
    instruments = roster.instruments + estimates.choose(beside: roster.instruments)
    ledger.declare(Self.topology(instruments, capacity, estimates))
    places = PlaceUses(in: ledger)
    metersVersion += 1
  }

  /// Books one round.
  ///
  /// - Parameter scrapes: how often the page was asked for since the start.
  func round(scrapes: UInt64, buffer: inout ReadBuffer) {
    let time = clock.roundTime()
    ledger.begin(at: time)
    roster.read(into: &ledger)
    let total = try? processors?.total(buffer: &buffer)
    if total == nil { blindRounds += 1 }
    recordJobs(at: UInt64(time.boottime), buffer: &buffer)
    recordNode(total, at: UInt64(time.boottime))
    ledger.end()
    letGo(at: time, scrapes: scrapes)
  }

  private static func topology(
    _ instruments: [Instrument], _ capacity: NodeCapacities, _ estimates: Estimates
  ) -> Topology {
    let meters = instruments.map(\.meter)
    return Topology(
      meters: meters, places: capacity.traits(of: meters) { estimates.idle(of: $0) },
      absences: estimates.absences)
  }

  // MARK: Who did what

  private func recordJobs(at now: UInt64, buffer: inout ReadBuffer) {
    guard let activity else { return }
    activity.round(at: now, buffer: &buffer) { begin($0) }
    for use in activity.uses {
      guard let owner = accounts[use.account]?.owner else { continue }
      work.add(job: use.processorTime)
      accounts[use.account]?.processorTime += use.processorTime
      accounts[use.account]?.memory = use.memory
      places.record(use, of: owner, in: &ledger)
    }
  }

  /// The system did what no job did.
  private func recordNode(_ total: ProcessorTime.Total?, at now: UInt64) {
    guard let total else { return }
    let rest = work.system(total)
    places.record(system: rest, in: &ledger)
    guard let utilization = work.utilization else { return }
    places.record(utilization: utilization, in: &ledger)
    estimates.read(utilization: utilization, at: now, into: &ledger)
  }

  private func begin(_ group: JobGroups.Group) -> Int {
    let id = naming.id(of: group.owner)
    if let known = accounts.firstIndex(where: { $0?.id == id }) {
      accounts[known]?.groups += 1
      accounts[known]?.end = nil
      return known
    }
    let account = JobAccount(
      owner: ledger.begin(job: id), id: id, manager: group.owner.manager, name: group.owner.name,
      start: clock.wallTime(), end: nil)
    jobsVersion += 1
    if let free = accounts.firstIndex(where: { $0 == nil }) {
      accounts[free] = account
      return free
    }
    accounts.append(account)
    return accounts.count - 1
  }

  // MARK: Who leaves

  private func letGo(at time: RoundTime, scrapes: UInt64) {
    activity?.removeEnded { number in
      guard var account = accounts[number] else { return }
      account.groups -= 1
      if account.groups == 0 {
        account.end = UInt64(time.realtime)
        account.endBoottime = UInt64(time.boottime)
        account.endScrapes = scrapes
        ledger.end(job: account.id)
      }
      accounts[number] = account
    }
    for number in accounts.indices {
      guard let account = accounts[number], account.end != nil,
        isSeen(account, now: UInt64(time.boottime), scrapes: scrapes)
      else { continue }
      ledger.retire(account.owner)
      accounts[number] = nil
      jobsVersion += 1
    }
  }

  /// Whether an ended job was on the page for as long as the configuration asks. Where nobody scrapes, ten
  /// times the minutes are enough.
  private func isSeen(_ account: JobAccount, now: UInt64, scrapes: UInt64) -> Bool {
    let minutes = UInt64(settings.keepMinutes) * 60_000_000_000
    let gone = now - min(now, account.endBoottime)
    return gone >= minutes
      && (scrapes >= account.endScrapes + UInt64(settings.keepScrapes) || gone >= 10 * minutes)
  }
}
