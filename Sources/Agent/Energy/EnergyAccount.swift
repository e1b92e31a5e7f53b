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
  /// Every job on the page.
  var jobs: JobRoster
  /// Carbon and cost; nil where no intensity is known at all.
  private(set) var footprint: FootprintAccount?
  /// Another number with other meters, and with another configuration.
  private(set) var metersVersion = 0
  /// All instruments, in the order of the ledger's meters.
  private(set) var instruments: [Instrument] {
    didSet { longestPause = Self.longestPause(of: instruments) }
  }
  /// The longest time that may pass between two bookings, in nanoseconds, so that no meter is read too seldom;
  /// nil where it may be any.
  private(set) var longestPause: UInt64?
  /// Rounds in which CPU time could not be read.
  private(set) var blindRounds: UInt64 = 0

  let clock: NodeClock
  private let state: EnergyState?
  /// When the epoch's counters began at 0, in nanoseconds since 1970; nil where nobody knows.
  let beginning: UInt64?
  private var capacity: NodeCapacities
  private let processors: ProcessorTime?
  private var facts: FootprintFacts
  private var settings: Configuration
  /// What teams may use.
  var budgets: any BudgetSource { settings.budgets }
  /// Time between two looks at which CPUs are online and how much memory there is, in nanoseconds.
  private static let capacityInterval: UInt64 = 30_000_000_000
  private var nextCapacities: UInt64 = 0
  /// Nil where there is no PCI bus.
  private let cards: AcceleratorCards?
  /// Whether an accelerator draws power that no meter counts.
  private var hasUnmeteredCard: Bool
  private var meters = MeterRoster()
  private var estimates: Estimates
  private let calibration: CalibrationFile?
  /// Whether a package's counter has told energy since the start.
  private var isAnyPackageRead = false
  private var watch = RungWatch()
  private var work = SystemWork()
  private var places: PlaceUses
  /// Components of which the node's figure lacks a part, and the ledger's mark of when that was looked up.
  private(set) var lacks: [EnergyComponent] = []
  private var lacksMark: UInt64?
  /// By what energy was divided when that was filed last.
  private var notedDivision: EnergyDivision?

  /// An account over what the sections have found.
  ///
  /// - Parameters:
  ///   - state: what an earlier run left; nil where nothing is to outlive this one.
  ///   - random: what a new epoch is made of.
  ///   - calibration: where a model of this node is kept; nil where none is wanted.
  ///   - followsJobs: whether the node's jobs are looked for.
  init(
    below root: borrowing Root, clock: NodeClock, state: EnergyState?,
    random: inout some RandomNumberGenerator, _ settings: Configuration,
    probes: [ProbeSection], parts: [WorkerPart], calibration: CalibrationFile? = nil,
    followsJobs: Bool = true
  ) {
    self.clock = clock
    self.state = state
    self.calibration = calibration
    self.settings = settings
    let machine = MachineIdentity(below: root)
    capacity = NodeCapacities(below: root, machine)
    estimates = Estimates(of: machine, below: root)
    if let calibration, calibration.look(for: machine) { estimates.take(calibration.model) }
    processors = try? ProcessorTime(below: root)
    cards = AcceleratorCards(below: root)
    let accelerators = cards?.look()
    _ = meters.look(through: probes, parts, cards: accelerators)
    hasUnmeteredCard = Self.hasUnmeteredCard(accelerators ?? [], meters, parts)
    instruments = meters.instruments + estimates.choose(beside: meters.instruments)
    longestPause = Self.longestPause(of: instruments)
    let topology = Self.topology(
      meters, instruments, capacity, estimates, hasUnmeteredCard: hasUnmeteredCard)
    let policy = LedgerPolicy(settings)
    ledger =
      state?.makeLedger(topology, at: clock.roundTime(), policy: policy, random: &random)
      ?? Ledger(
        epoch: Epoch(random: (random.next(), random.next())),
        bootID: BootIdentity.current(below: root), topology: topology, at: clock.roundTime(),
        policy: policy, limits: Self.limits(settings.jobs))
    places = PlaceUses(in: ledger, capacity.cpus)
    facts = FootprintFacts(below: root, machine, capacity, cards: accelerators ?? [])
    var kept = KeptWords(ledger.annex)
    beginning = kept.beginning ?? Self.beginning(of: ledger)
    let choice = facts.choice(settings)
    let stored = state?.factors(
      at: (clock.roundTime().realtime + ledger.clockLead) / 1_000_000_000)
    if let stored, stored.set(embodied: nil)?.currency != choice?.model.tariff?.currency {
      kept.footprints?.forgetCost()
    }
    jobs = JobRoster(
      below: root, processors: capacity.processors, settings.jobs,
      choice.map { FootprintKinds($0.model) }, state: state, beside: ledger, keeping: kept,
      followsJobs: followsJobs)
    footprint = choice.map {
      FootprintAccount(
        $0, facts.capacity, beside: ledger, keeping: kept.footprints, after: stored,
        at: clock.roundTime())
    }
    jobs.activity?.interval = settings.interval
    noteFactors()
    noteLeftOut(before: 0)
    listen(to: probes)
  }

  /// When a ledger began that has nothing of an earlier run: now, or when the machine was switched on, where a power loss
  /// has ended the epoch before, since what flowed from then on is of the first round, too.
  private static func beginning(of ledger: borrowing Ledger) -> UInt64? {
    guard ledger.annex.isEmpty, ledger.round <= 1 else { return nil }
    let uptime = ledger.round == 0 ? 0 : ledger.time.boottime
    return UInt64(max(0, ledger.time.realtime - uptime))
  }

  private static func longestPause(of instruments: [Instrument]) -> UInt64? {
    instruments.lazy.compactMap(\.meter.longestPause).min()
  }

  /// Has the times of CPUs told by whoever reads them each round.
  private func listen(to probes: [ProbeSection]) {
    for section in probes { section.processorTimes?.listener = processors }
  }

  /// How much the ledger may hold, with room for the footprints of all owners and for teams.
  static func limits(_ settings: Configuration.Jobs) -> LedgerLimits {
    // Jobs that have left the page stay in the table until the rows of their hour are filed.
    let usual = LedgerLimits().mostOwners
    var limits = LedgerLimits(jobs: settings.limit, mostOwners: max(usual, 4 * settings.limit))
    limits.mostAnnexWords = KeptWords.mostWords(jobs: limits.mostOwners)
    return limits
  }

  /// By what energy above idle is divided; nil where jobs are not looked for.
  var division: EnergyDivision? { EnergyDivision(jobs.activity) }

  /// How the estimate of a tier came about; nil where there is none.
  func method(of tier: Tier) -> String? { estimates.method(of: tier) }

  /// When the model of this node was fitted, in nanoseconds since 1970; nil where none is in use.
  var calibrated: UInt64? { estimates.calibrated }

  /// Whether a better source than the one in use can be read, and only has not told enough yet.
  var isSettling: Bool {
    ledger.ladder.first { step in
      if case .unavailable = step.state { false } else { true }
    }?.state == .spare
  }

  /// What the page has of an instrument already, apart from what the ledger says.
  func shown(_ instrument: Int) -> MeterRoster.Shown { meters.shown(instrument) }

  /// Follows a changed configuration, as far as it does not stand at the start (`Configuration.startSettings`).
  func apply(_ settings: Configuration) {
    self.settings = settings
    ledger.policy = LedgerPolicy(settings)
    state?.follow(retention: settings.state.retention)
    followFactors()
    calibration?.hurry()
    jobs.activity?.interval = settings.interval
    jobs.follow(settings.jobs, footprint.map { FootprintKinds($0.choice.model) })
    metersVersion += 1
  }

  private func followFactors() {
    if let choice = facts.choice(settings) {
      footprint?.follow(
        choice, facts.capacity, jobs.accounts, at: clock.roundTime(), ahead: ledger.clockLead)
    }
    noteFactors()
  }

  /// Takes up CPUs and memory that came or went: what there is to be reserved, where jobs are, what is estimated.
  func lookAtCapacities(below root: borrowing Root, buffer: inout ReadBuffer) {
    let now = clock.now()
    guard now >= nextCapacities else { return }
    nextCapacities = now + Self.capacityInterval
    guard capacity.isOutdated(below: root, buffer: &buffer) else { return }
    let machine = MachineIdentity(below: root)
    let old = capacity
    capacity = NodeCapacities(below: root, machine)
    state?.log.info(
      "other CPUs are online, or other memory",
      [
        "before": "\(old.processors) CPUs, \(old.memory) MiB",
        "now": "\(capacity.processors) CPUs, \(capacity.memory) MiB",
      ])
    if machine != estimates.machine {
      estimates.follow(machine)
      calibration?.hurry()
    }
    jobs.activity?.follow(processors: capacity.processors, below: root, buffer: &buffer)
    facts = FootprintFacts(below: root, machine, capacity, cards: cards?.look() ?? [])
    followFactors()
    declare()
  }

  /// Whoever forms figures from rows needs the factors of their time.
  private func noteFactors() {
    guard let footprint else { return }
    state?.note(StoredFactors(footprint.factors, from: footprint.stated))
  }

  /// Follows sections that have other tables than before.
  func look(through probes: [ProbeSection], _ parts: [WorkerPart]) {
    let accelerators = cards?.look()
    let before = meters.leftOut
    let isOther = meters.look(through: probes, parts, cards: accelerators)
    noteLeftOut(before: before)
    let hadUnmetered = hasUnmeteredCard
    hasUnmeteredCard = Self.hasUnmeteredCard(accelerators ?? [], meters, parts)
    if isOther || hasUnmeteredCard != hadUnmetered || meters.leftOut != before { declare() }
    listen(to: probes)
  }

  /// How many meters there was no room for.
  var metersLeftOut: Int { meters.leftOut }

  private func noteLeftOut(before: Int) {
    guard meters.leftOut != before else { return }
    state?.log.warning(
      "meters are left out",
      ["taken": "\(meters.instruments.count)", "left out": "\(meters.leftOut)"])
  }

  /// Before the worker has spoken of sensor chips, nobody knows which cards have meters.
  private static func hasUnmeteredCard(
    _ cards: [AcceleratorCard], _ meters: MeterRoster, _ parts: [WorkerPart]
  ) -> Bool {
    let isPending = parts.contains {
      $0.probe == "sensors" && $0.isExpected && $0.groups.isEmpty
    }
    return !isPending && meters.lacksMeter(of: cards)
  }

  /// Takes up a calibration that was made since the last round, or is gone.
  private func lookForCalibration() {
    guard let calibration, calibration.look(for: estimates.machine) else { return }
    estimates.take(calibration.model)
    declare()
  }

  /// Whether the counters of packages tell anything shows in the first two rounds.
  private func lookForPackages() {
    guard !isAnyPackageRead else { return }
    var isAnyOpen = false
    for (number, instrument) in instruments.enumerated()
    where instrument.meter.domain == .package && instrument.meter.tier.isMeasured {
      let status = ledger.status(meter: number)
      if status.hasSeenEnergy { isAnyPackageRead = true }
      // One number says nothing: a counter that is not wired to anything can be read as well.
      if status.failure == nil { isAnyOpen = true }
    }
    guard isAnyPackageRead || !isAnyOpen else { return }
    if estimates.follow(isAnyPackageRead: isAnyPackageRead) { declare() }
  }

  private func declare() {
    instruments = meters.instruments + estimates.choose(beside: meters.instruments)
    ledger.declare(
      Self.topology(meters, instruments, capacity, estimates, hasUnmeteredCard: hasUnmeteredCard))
    places = PlaceUses(in: ledger, capacity.cpus)
    metersVersion += 1
  }

  private static func topology(
    _ roster: MeterRoster, _ instruments: [Instrument], _ capacity: NodeCapacities,
    _ estimates: Estimates, hasUnmeteredCard: Bool
  ) -> Topology {
    let meters = roster.meters + instruments.dropFirst(roster.instruments.count).map(\.meter)
    return Topology(
      meters: meters, places: capacity.traits(of: meters) { estimates.idle(of: $0) },
      absences: estimates.absences, unmetered: hasUnmeteredCard ? [.accelerator] : [])
  }

  // MARK: A round

  /// Takes up jobs that came or went since the last round; whether `bookBetween` is to tell their energy from
  /// what flows after.
  func lookForJobs(buffer: inout ReadBuffer) -> Bool {
    jobs.look(at: clock.roundTime(), in: &ledger, buffer: &buffer)
  }

  /// Books what flowed until now, between two rounds.
  ///
  /// - Parameter isPlanned: whether it is because rounds are far apart, and not because jobs came or went.
  func bookBetween(isPlanned: Bool = false, buffer: inout ReadBuffer) {
    let time = clock.roundTime()
    book(at: time, isBetween: !isPlanned, buffer: &buffer)
    jobs.endThoseGone(at: time, in: &ledger)
  }

  /// Books one round, and keeps it where the account has a state.
  ///
  /// - Parameter scrapes: how often the page was asked for since the start.
  func round(scrapes: UInt64, buffer: inout ReadBuffer) {
    let time = clock.roundTime()
    lookForCalibration()
    book(at: time, isBetween: false, buffer: &buffer)
    lookForPackages()
    if let state { watch.follow(ledger, log: state.log) }
    lookForLacks()
    noteDivision(at: time)
    footprint?.round(ledger, jobs.accounts, at: time)
    jobs.followShares(ledger, footprint)
    jobs.close(at: time, scrapes: scrapes, in: &ledger, buffer: &buffer)
    keep()
  }

  private func lookForLacks() {
    guard ledger.ladderMark != lacksMark else { return }
    lacksMark = ledger.ladderMark
    lacks = ledger.lacks
  }

  /// Whoever explains a job needs what its energy was divided by.
  private func noteDivision(at time: RoundTime) {
    // What is only being tried divides nothing yet, and may never.
    guard jobs.activity?.isTryingCounters != true, let division, division != notedDivision else {
      return
    }
    notedDivision = division
    state?.note(division.stored(in: ledger.epoch, from: time.realtime / 1_000_000_000))
  }

  private func book(at time: RoundTime, isBetween: Bool, buffer: inout ReadBuffer) {
    ledger.begin(at: time)
    footprint?.turn(beside: ledger, jobs.accounts)
    meters.read(into: &ledger, at: UInt64(time.boottime))
    let total = try? processors?.total(buffer: &buffer)
    if total == nil { blindRounds += 1 }
    let done = jobs.activity?.processorWork(at: UInt64(time.boottime))
    if let processors { places.follow(processors.busy, of: processors.given, done) }
    work.add(
      jobs: jobs.record(
        at: time, isBetween: isBetween, by: &places, in: &ledger, buffer: &buffer))
    recordNode(total, at: UInt64(time.boottime), buffer: &buffer)
    ledger.end()
  }

  /// The system did what no job did.
  private func recordNode(
    _ total: ProcessorTime.Total?, at now: UInt64, buffer: inout ReadBuffer
  ) {
    guard let total else { return }
    let isFirst = !work.hasBegun
    places.record(system: work.system(total), in: &ledger)
    guard let utilization = work.utilization else {
      if isFirst { estimates.begin(at: now, into: &ledger, buffer: &buffer) }
      return
    }
    places.record(utilization: utilization, in: &ledger)
    estimates.read(utilization: utilization, at: now, into: &ledger, buffer: &buffer)
  }

  private func keep() {
    guard let state else { return }
    KeptWords.encode(
      footprint, jobs.tagging.teams, jobs.accounts, since: beginning, lacking: lacks,
      into: &ledger.annex)
    state.keep(ledger)
  }

  // MARK: Between rounds

  /// What there is of a job that is not in the store yet.
  func answer(bookOf owner: Owner) -> Answer {
    guard let rows = ledger.rows(of: owner) else { return .unknownJob }
    // One that is counted with others now has the rows of before, and nothing of what others have.
    let account = jobs.account(of: owner.name).flatMap { $0.owner == .other ? nil : $0 }
    let number = owner == .other ? .other : account?.owner
    return .book(
      JobBook(
        rows: rows, epoch: ledger.epoch, totals: number.map { ledger.totals($0) },
        footprint: account.flatMap { jobs.record(of: $0, in: ledger).footprint },
        factors: footprint.map { JobBook.Factors(since: $0.since, $0.factors) },
        parts: account?.record.parts))
  }

  /// The most parts that are told at once of all jobs.
  private static let mostParts = 8192

  /// The parts of all jobs on the page; of very many jobs fewer of each.
  var partBooks: [PartBook] {
    // One that came back when the page was full keeps what was filed of it, and has nothing by itself.
    let accounts = jobs.accounts.compactMap {
      $0?.record.parts == nil || $0?.owner == .other ? nil : $0
    }
    let most = Self.mostParts / max(1, accounts.count)
    return accounts.compactMap { account in
      account.record.parts.map { parts in
        PartBook(
          id: account.record.id, parts: parts.folded(to: min(JobParts.most, most)),
          dynamicEnergy: ledger.dynamicEnergy(account.owner).count)
      }
    }
  }

  /// What there is for a report that is not in the store yet.
  func reportBook(_ site: Configuration.Site, _ snapshot: Snapshot?) -> ReportBook {
    // What was booked between two rounds is kept before it is told: a ledger that goes on from an older checkpoint
    // would give its revision to other numbers.
    keep()
    var book = ReportBook(time: UInt64(ledger.time.realtime))
    book.rows = ledger.rows()
    book.beginnings[ledger.epoch] = beginning
    for case let account? in jobs.accounts where account.owner != .other {
      book.jobs.append(jobs.record(of: account, in: ledger))
    }
    if let folded = footprint?.other.record(in: ledger.epoch, ledger.totals(.other)) {
      book.jobs.append(folded)
    }
    book.factors = footprint.map { StoredFactors($0.factors, from: $0.since) }
    book.lacks = lacks
    book.idle = ledger.idlePower
    book.site = site
    book.snapshot = snapshot
    return book
  }

  /// Files what is closed. After the round was published, so that nobody waits for it.
  func tend() {
    state?.tend(&ledger)
  }

  /// Keeps everything for the next run.
  func stop() {
    var buffer = ReadBuffer()
    jobs.fileAll(at: clock.roundTime(), in: ledger, buffer: &buffer)
    state?.stop(&ledger)
  }
}

extension LedgerPolicy {
  /// What the administrator has chosen.
  fileprivate init(_ settings: Configuration) {
    self.init()
    statics = StaticPolicy.allCases.first { $0.word == settings.jobs.staticPolicy } ?? .reserved
    follow(interval: settings.interval)
  }
}
