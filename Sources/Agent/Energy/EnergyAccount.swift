internal import EnergyLedger
internal import Footprint
internal import LinuxFiles
internal import NodeModel
internal import Probes

/// The node's energy, round after round: what meters and jobs say goes into the ledger, and its totals come
/// out for the sections of the page.
///
/// It runs on the sampler's thread and owns the ledger.
final class EnergyAccount {
  var ledger: Ledger
  /// Every job on the page by the number that its activity carries; nil where a number is free.
  var accounts: [JobAccount?] = []
  /// Another number whenever a job comes to the page or leaves it.
  var jobsVersion = 0
  /// Another number with other meters.
  private(set) var metersVersion = 0
  /// All instruments, in the order of the ledger's meters.
  private(set) var instruments: [Instrument]
  /// Rounds in which CPU time could not be read.
  private(set) var blindRounds: UInt64 = 0

  let clock: NodeClock
  let state: EnergyState?
  let naming: JobNaming
  private let capacity: NodeCapacities
  let activity: JobActivity?
  private let processors: ProcessorTime?
  private var roster = MeterRoster()
  private var estimates: Estimates
  var work = SystemWork()
  private(set) var places: PlaceUses
  private(set) var settings: Configuration
  /// Carbon and cost; nil where no intensity is known at all.
  private(set) var footprint: FootprintAccount?
  private let facts: FootprintFacts
  /// What the run before left of footprints; its jobs are taken out as they are found.
  private var kept: KeptFootprints?
  /// Names, owners and tags of jobs, and the energy of teams.
  var tagging: JobTagging
  private var hasLookedForJobs = false
  /// Commands that were announced (`EnergyAccount+Commands.swift`).
  var commands: [Command] = []

  /// An account over what the sections have found.
  ///
  /// - Parameters:
  ///   - state: what an earlier run left; nil where nothing is to outlive this one.
  ///   - random: what a new epoch is made of.
  ///   - followsJobs: whether the node's jobs are looked for.
  init(
    below root: borrowing Root, clock: NodeClock, state: EnergyState?,
    random: inout some RandomNumberGenerator, _ settings: Configuration,
    probes: [ProbeSection], parts: [WorkerPart], followsJobs: Bool = true
  ) {
    self.clock = clock
    self.state = state
    self.settings = settings
    naming = JobNaming(below: root)
    let machine = MachineIdentity(below: root)
    capacity = NodeCapacities(below: root, machine)
    estimates = Estimates(of: machine, absence: PowerAbsence.reason(below: root))
    processors = try? ProcessorTime(below: root)
    let units = UnitGlobs(settings.jobs.units)
    activity =
      followsJobs
      ? try? JobActivity(
        below: root, processors: capacity.processors, units: { units.matches($0) }) : nil
    _ = roster.look(through: probes, parts)
    instruments = roster.instruments + estimates.choose(beside: roster.instruments)
    let topology = Self.topology(instruments, capacity, estimates)
    let policy = LedgerPolicy(settings.jobs)
    ledger =
      state?.makeLedger(topology, at: clock.roundTime(), policy: policy, random: &random)
      ?? Ledger(
        epoch: Epoch(random: (random.next(), random.next())),
        bootID: BootIdentity.current(below: root), topology: topology, at: clock.roundTime(),
        policy: policy, limits: Self.limits(settings.jobs))
    places = PlaceUses(in: ledger)
    facts = FootprintFacts(below: root, machine, capacity)
    let words = KeptWords(ledger.annex)
    kept = words.footprints
    tagging = JobTagging(
      settings.jobs.tagging, below: root, groups: activity?.folder, beside: ledger,
      keeping: words.teams)
    footprint = facts.choice(settings).map {
      FootprintAccount(
        $0, facts.capacity, beside: ledger, keeping: kept, at: clock.roundTime())
    }
  }

  /// How much the ledger may hold, with room for the footprints of all owners and for teams.
  static func limits(_ settings: Configuration.Jobs) -> LedgerLimits {
    var limits = LedgerLimits(jobs: settings.limit)
    limits.mostAnnexWords = KeptWords.mostWords(jobs: limits.mostOwners)
    return limits
  }

  /// How the estimate in use came about; nil where nothing is estimated.
  var method: String? { estimates.method }

  /// What the page has of an instrument already, apart from what the ledger says.
  func shown(_ instrument: Int) -> MeterRoster.Shown { roster.shown(instrument) }

  /// Whether jobs beyond the limit are counted together.
  var isFolding: Bool { accounts.contains { $0?.owner == .other } }

  /// Follows a changed configuration. Which units are jobs stays as it was at the start.
  func apply(_ settings: Configuration) {
    self.settings = settings
    if let choice = facts.choice(settings) {
      footprint?.follow(choice, &accounts, at: clock.roundTime())
    }
    tagging.follow(settings.jobs.tagging, &accounts)
    metersVersion += 1
    jobsVersion += 1
  }

  /// Follows sections that have other tables than before.
  func look(through probes: [ProbeSection], _ parts: [WorkerPart]) {
    guard roster.look(through: probes, parts) else { return }
    instruments = roster.instruments + estimates.choose(beside: roster.instruments)
    ledger.declare(Self.topology(instruments, capacity, estimates))
    places = PlaceUses(in: ledger)
    metersVersion += 1
  }

  /// What poll(2) finds readable when a job may have come or gone; −1 where nothing tells.
  var jobSignal: Int32 { activity?.signal ?? -1 }

  /// Takes up jobs that came since the last round.
  func lookForJobs(buffer: inout ReadBuffer) {
    let time = clock.roundTime()
    activity?.look(at: UInt64(time.boottime), buffer: &buffer) {
      begin($0.owner, from: $0, at: time)
    }
  }

  /// Books one round, and keeps it where the account has a state.
  ///
  /// - Parameter scrapes: how often the page was asked for since the start.
  func round(scrapes: UInt64, buffer: inout ReadBuffer) {
    let time = clock.roundTime()
    ledger.begin(at: time)
    roster.read(into: &ledger, at: UInt64(time.boottime))
    let total = try? processors?.total(buffer: &buffer)
    if total == nil { blindRounds += 1 }
    recordJobs(at: time, buffer: &buffer)
    recordNode(total, at: UInt64(time.boottime))
    ledger.end()
    footprint?.round(ledger, &accounts, at: time)
    followShares()
    tagging.round(ledger, &accounts, at: UInt64(time.boottime)) { record in
      jobsVersion += 1
      _ = state?.note(record)
    }
    letGo(at: time, scrapes: scrapes, buffer: &buffer)
    keep()
  }

  private func keep() {
    guard let state else { return }
    KeptWords.encode(footprint, tagging.teams, accounts, into: &ledger.annex)
    state.keep(ledger)
  }

  /// The rows of a job that are not in the store yet.
  func answer(rowsOf owner: Owner) -> Answer {
    guard let rows = ledger.rows(of: owner) else { return .unknownJob }
    let known = accounts.lazy.compactMap { $0 }.first { $0.record.id == owner.name }
    let number = owner == .other ? .other : known?.owner
    return .rows(rows, ledger.epoch, number.map { ledger.totals($0) })
  }

  /// Files what is closed. After the round was published, so that nobody waits for it.
  func tend() {
    state?.tend(&ledger)
  }

  /// Keeps everything for the next run.
  func stop() {
    for account in accounts {
      if let account { _ = state?.note(finished(account)) }
    }
    state?.stop(&ledger)
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

  private func recordJobs(at time: RoundTime, buffer: inout ReadBuffer) {
    for index in accounts.indices {
      accounts[index]?.reservedProcessors = 0
      accounts[index]?.reservedMebibytes = 0
    }
    recordCommands(buffer: &buffer)
    guard let activity else { return }
    activity.round(at: UInt64(time.boottime), buffer: &buffer) {
      begin($0.owner, from: $0, at: time)
    }
    for use in activity.uses {
      guard let owner = accounts[use.account]?.owner else { continue }
      work.add(job: use.processorTime)
      accounts[use.account]?.processorTime += use.processorTime
      accounts[use.account]?.memory = use.memory
      accounts[use.account]?.reservedProcessors += UInt64(use.reservation.processors ?? 0)
      accounts[use.account]?.reservedMebibytes += (use.reservation.memory ?? 0) >> 20
      places.record(use, of: owner, in: &ledger)
    }
  }

  /// The system did what no job did.
  private func recordNode(_ total: ProcessorTime.Total?, at now: UInt64) {
    guard let total else { return }
    let isFirst = !work.hasBegun
    places.record(system: work.system(total), in: &ledger)
    guard let utilization = work.utilization else {
      if isFirst { estimates.begin(at: now, into: &ledger) }
      return
    }
    places.record(utilization: utilization, in: &ledger)
    estimates.read(utilization: utilization, at: now, into: &ledger)
  }

  // MARK: Jobs that come

  func begin(
    _ owner: CgroupOwner, from group: JobGroups.Group?, at time: RoundTime
  ) -> Int {
    let id = naming.id(of: owner)
    if let known = accounts.firstIndex(where: { $0?.record.id == id }) {
      goOn(known)
      return known
    }
    let filed = state?.record(of: id, in: ledger.epoch)
    var record =
      filed
      ?? JobRecord(
        epoch: ledger.epoch, id: id, name: owner.name, manager: owner.manager,
        start: UInt64(time.realtime))
    record.end = nil
    record.state = .running
    commands.first { $0.id == id }?.describe(&record)
    _ = state?.note(record)
    let index = ledger.begin(job: id, carrying: filed?.totals)
    return add(JobAccount(owner: index, record: record), from: group, at: time)
  }

  /// Another group of a job that is on the page, or one that came back.
  private func goOn(_ known: Int) {
    guard var account = accounts[known] else { return }
    account.groups += 1
    if account.leaving != nil {
      account.leaving = nil
      account.record.end = nil
      account.record.state = .running
      _ = ledger.begin(job: account.record.id)
      _ = state?.note(account.record)
    }
    accounts[known] = account
  }

  private func add(_ new: JobAccount, from group: JobGroups.Group?, at time: RoundTime) -> Int {
    var account = new
    jobsVersion += 1
    tagging.begin(&account, from: group, in: ledger, at: UInt64(time.boottime))
    account.countedEnergy = ledger.energy(account.owner).count
    if let sums = kept?.jobs.removeValue(forKey: account.record.id) { account.footprint = sums }
    if let free = accounts.firstIndex(where: { $0 == nil }) {
      accounts[free] = account
      return free
    }
    accounts.append(account)
    return accounts.count - 1
  }

  // MARK: Jobs that go

  private func letGo(at time: RoundTime, scrapes: UInt64, buffer: inout ReadBuffer) {
    endCommands(at: time, scrapes: scrapes, buffer: &buffer)
    activity?.removeEnded { end($0, at: time, scrapes: scrapes) }
    if !hasLookedForJobs {
      hasLookedForJobs = true
      endUnseen(at: time, scrapes: scrapes)
    }
    for number in accounts.indices where accounts[number]?.leaving != nil {
      retire(number, now: UInt64(time.boottime), scrapes: scrapes)
    }
  }

  func end(_ number: Int, at time: RoundTime, scrapes: UInt64) {
    guard var account = accounts[number] else { return }
    account.groups -= 1
    if account.groups == 0 {
      account.record.end = UInt64(time.realtime)
      account.record.state = .ended
      tagging.end(&account)
      account.leaving = JobAccount.Leaving(since: UInt64(time.boottime), scrapes: scrapes)
      ledger.end(job: account.record.id)
    }
    accounts[number] = account
  }

  /// Jobs that the ledger knows from the run before and that are no more.
  private func endUnseen(at time: RoundTime, scrapes: UInt64) {
    for owner in ledger.jobs where owner != .other {
      let id = ledger.owner(owner).name
      guard !accounts.contains(where: { $0?.record.id == id }) else { continue }
      let record =
        state?.record(of: id, in: ledger.epoch)
        ?? JobRecord(
          epoch: ledger.epoch, id: id, name: id, manager: naming.manager(of: id),
          start: UInt64(time.realtime))
      let number = add(JobAccount(owner: owner, record: record), from: nil, at: time)
      end(number, at: time, scrapes: scrapes)
    }
  }

  /// Lets a job go that was on the page for as long as the configuration asks, and is filed as it is; a command
  /// once its report was taken.
  private func retire(_ number: Int, now: UInt64, scrapes: UInt64) {
    guard let account = accounts[number], let leaving = account.leaving,
      isSeen(leaving, now: now, scrapes: scrapes), account.team != nil || account.owner == .other,
      !commands.contains(where: { $0.id == account.record.id })
    else { return }
    if let state, account.owner != .other {
      let record = finished(account)
      guard let filing = leaving.filing, record.totals == account.record.totals else {
        accounts[number]?.record = record
        accounts[number]?.leaving?.filing = state.note(record)
        return
      }
      guard state.filedThrough >= filing else { return }
    }
    tagging.retire(account, in: ledger)
    if account.owner != .other { ledger.retire(account.owner) }
    accounts[number] = nil
    jobsVersion += 1
  }

  func finished(_ account: JobAccount) -> JobRecord {
    var record = account.record
    if account.owner != .other { record.totals = ledger.totals(account.owner) }
    return record
  }

  /// Where nobody scrapes, ten times the minutes are enough.
  private func isSeen(_ leaving: JobAccount.Leaving, now: UInt64, scrapes: UInt64) -> Bool {
    let minutes = UInt64(settings.jobs.keepMinutes) * 60_000_000_000
    let gone = now - min(now, leaving.since)
    return gone >= minutes
      && (scrapes >= leaving.scrapes + UInt64(settings.jobs.keepScrapes) || gone >= 10 * minutes)
  }
}

extension LedgerPolicy {
  /// What the administrator has chosen.
  fileprivate init(_ settings: Configuration.Jobs) {
    self.init()
    statics = StaticPolicy.allCases.first { $0.word == settings.staticPolicy } ?? .reserved
  }
}
