internal import EnergyLedger
internal import Footprint
internal import LinuxFiles
internal import NodeModel
internal import Probes

/// Every job on the page: how it comes, what is known of it, how it goes.
///
/// A job has its account from the moment it is found until it has been shown for long enough after its end
/// and is filed as it was. What it is given stands in the ledger.
struct JobRoster {
  /// Every job by the number that its activity carries; nil where a number is free.
  var accounts: [JobAccount?] = []
  /// Another number whenever a job comes to the page, leaves it or gets other words.
  var version = 0
  /// Names, owners and tags of jobs, and the energy of teams.
  var tagging: JobTagging
  /// Commands that were announced (`JobRoster+Commands.swift`).
  var commands: [Command] = []

  let naming: JobNaming
  let activity: JobActivity?
  let state: EnergyState?
  private(set) var settings: Configuration.Jobs
  /// What jobs of the run before had of carbon and cost; they are taken out as they are found.
  private var footprints: [String: CountedFootprint]
  /// The same of CPU time, in nanoseconds.
  private var processorTimes: [String: UInt64]
  /// The same of when their counters began, in nanoseconds since 1970; 0 where nobody knew.
  private var beginnings: [String: UInt64]
  /// For so long at least an ended job waits for scrapes, in nanoseconds.
  private static let unscraped: UInt64 = 600_000_000_000
  /// Which of that is known here; nil where no intensity is.
  private var kinds: FootprintKinds?
  private var hasLooked = false
  /// Boot time when jobs were recorded last, in nanoseconds; nil before the first round.
  private var lastRecord: UInt64?
  /// How often the page was asked for until the last round.
  private var scrapes: UInt64 = 0
  /// Divides the energy of jobs among their parts.
  private var division = LargestRemainder()

  /// A roster beside a ledger; nobody is on it before the first round.
  ///
  /// - Parameters:
  ///   - processors: how many CPUs the node has.
  ///   - kinds: which figures of carbon and cost are known.
  ///   - state: where jobs are filed; nil where nothing is to outlive this process.
  ///   - kept: what the run before left.
  ///   - followsJobs: whether jobs are looked for.
  init(
    below root: borrowing Root, processors: Int, _ settings: Configuration.Jobs,
    _ kinds: FootprintKinds?, state: EnergyState?, beside ledger: borrowing Ledger,
    keeping kept: KeptWords, followsJobs: Bool
  ) {
    self.settings = settings
    self.kinds = kinds
    self.state = state
    naming = JobNaming(below: root)
    let units = UnitGlobs(settings.units)
    activity =
      followsJobs
      ? try? JobActivity(
        below: root, processors: processors, mostCounters: settings.counters,
        units: { units.matches($0) }) : nil
    footprints = kept.footprints?.jobs ?? [:]
    processorTimes = kept.footprints?.processorTimes ?? [:]
    beginnings = kept.footprints?.beginnings ?? [:]
    tagging = JobTagging(
      settings, below: root, groups: activity?.folder, beside: ledger, keeping: kept.teams)
  }

  /// Follows a changed configuration. Which units are jobs stays as it was at the start.
  mutating func follow(_ settings: Configuration.Jobs, _ kinds: FootprintKinds?) {
    self.settings = settings
    self.kinds = kinds
    tagging.follow(settings.tagging, accounts)
    version += 1
  }

  /// Whether jobs beyond the limit are counted together.
  var isFolding: Bool { accounts.contains { $0?.owner == .other } }

  /// The job of that `job_id`, where it is on the page.
  func account(of id: String) -> JobAccount? {
    accounts.lazy.compactMap { $0 }.first { $0.record.id == id }
  }

  // MARK: A round

  /// What poll(2) finds readable when a job may have come or gone; −1 where nothing tells.
  var signal: Int32 { activity?.signal ?? -1 }

  /// Takes up jobs that came or went since the last round; whether what flowed until now is to be booked before
  /// the next one.
  mutating func look(
    at time: RoundTime, in ledger: inout Ledger, buffer: inout ReadBuffer
  ) -> Bool {
    guard let activity else { return false }
    return activity.look(at: UInt64(time.boottime), buffer: &buffer) {
      enter($0, at: time, in: &ledger)
    }
  }

  /// Records what every job did since it was recorded last.
  ///
  /// - Parameter isBetween: whether this is between two rounds, because jobs came or went.
  /// - Returns: CPU time of all of them, in nanoseconds.
  mutating func record(
    at time: RoundTime, isBetween: Bool, by places: inout PlaceUses, in ledger: inout Ledger,
    buffer: inout ReadBuffer
  ) -> UInt64 {
    let now = UInt64(time.boottime)
    let passed = now / 1_000_000 - (lastRecord ?? now) / 1_000_000
    lastRecord = now
    var processorTime = recordCommands(by: &places, in: &ledger, buffer: &buffer)
    guard let activity else { return processorTime }
    activity.round(at: now, isBetween: isBetween, buffer: &buffer) {
      enter($0, at: time, in: &ledger)
    }
    takeParts(at: time)
    for use in activity.uses {
      guard let account = accounts[use.account] else { continue }
      processorTime = processorTime.clampedAdding(use.processorTime)
      account.processorTime = account.processorTime.clampedAdding(use.processorTime)
      account.memory = use.memory
      if let news = use.traffic {
        account.record.traffic = (account.record.traffic ?? DiskTraffic()) + news
      }
      let held = use.part(of: passed)
      account.hold(use.reservation, milliseconds: held)
      places.record(use, of: account.owner, in: &ledger)
    }
    return processorTime
  }

  /// Takes in what was found of jobs, and lets those go whose time is over. After the ledger has closed the
  /// round.
  ///
  /// - Parameter scrapes: how often the page was asked for since the start.
  mutating func close(
    at time: RoundTime, scrapes: UInt64, in ledger: inout Ledger, buffer: inout ReadBuffer
  ) {
    self.scrapes = scrapes
    for case let account? in accounts { account.letGo() }
    let failure = tagging.failure
    for record in tagging.round(ledger, accounts, at: UInt64(time.boottime)) {
      version += 1
      _ = state?.note(record)
    }
    if let now = tagging.failure, failure == nil {
      state?.log.warning("Slurm's controller does not tell of jobs", ["reason": now])
    } else if tagging.failure == nil, failure != nil {
      state?.log.info("Slurm's controller tells of jobs again")
    }
    endCommands(at: time, in: &ledger, buffer: &buffer)
    endThoseGone(at: time, in: &ledger)
    if !hasLooked {
      hasLooked = true
      endUnseen(at: time, in: &ledger)
      state?.endUnseen(in: ledger.epoch, at: UInt64(time.realtime))
    }
    settleParts(at: time, in: ledger)
    for number in accounts.indices where accounts[number]?.leaving != nil {
      retire(number, now: UInt64(time.boottime), scrapes: scrapes, in: &ledger)
    }
  }

  /// Ends jobs whose groups are gone, with all that they did recorded.
  mutating func endThoseGone(at time: RoundTime, in ledger: inout Ledger) {
    guard let activity else { return }
    activity.removeEnded { end($0, at: time, in: &ledger) }
  }

  /// Files every job as it is now, with what its parts have done until now: the agent ends.
  mutating func fileAll(
    at time: RoundTime, in ledger: borrowing Ledger, buffer: inout ReadBuffer
  ) {
    if let activity {
      activity.readAllParts(at: UInt64(time.boottime), buffer: &buffer)
      takeParts(at: time)
    }
    settleParts(at: time, in: ledger)
    for number in accounts.indices { file(number, in: ledger) }
  }

  private func file(_ number: Int, in ledger: borrowing Ledger) {
    if let account = accounts[number] { _ = state?.note(record(of: account, in: ledger)) }
  }

  // MARK: Their parts

  /// So long names of containers are looked for that have none, in nanoseconds.
  private static let namePatience: UInt64 = 60_000_000_000

  private mutating func takeParts(at time: RoundTime) {
    guard let activity else { return }
    for (index, use) in activity.uses.enumerated() {
      guard let account = accounts[use.account], let parts = use.parts else { continue }
      take(parts, of: account, activity.group(index), at: time)
    }
  }

  private mutating func take(
    _ parts: PartUses, of account: JobAccount, _ group: JobGroups.Group, at time: RoundTime
  ) {
    let (now, realtime) = (UInt64(time.boottime), UInt64(time.realtime))
    account.parts?.take(parts, at: now) { moment in
      realtime - min(realtime, now - min(now, moment))
    }
    if group.owner.manager == .kubernetes,
      account.parts?.lacksNames(at: realtime, within: Self.namePatience) == true
    {
      tagging.askAgain(account, group, at: now)
    }
  }

  /// Divides what jobs were given among their parts, and files what is known of these once in a while.
  private mutating func settleParts(at time: RoundTime, in ledger: borrowing Ledger) {
    for number in accounts.indices {
      guard let account = accounts[number], account.parts != nil else { continue }
      let dynamic = ledger.dynamicEnergy(account.owner).count
      let isOver = account.leaving != nil
      if account.parts?.settle(dynamic, isOver: isOver, with: &division) == true {
        account.record.parts = account.parts?.parts
      }
      if !isOver, account.parts?.isDueForFiling(at: UInt64(time.boottime)) == true {
        file(number, in: ledger)
      }
    }
  }

  // MARK: Jobs that come

  /// A group of a job was found.
  private mutating func enter(
    _ group: JobGroups.Group, at time: RoundTime, in ledger: inout Ledger
  ) -> JobEntry {
    let number = begin(group.owner, from: group, at: time, in: &ledger)
    return JobEntry(account: number, isFolded: accounts[number]?.owner == .other)
  }

  /// A job is there; its number. One that is on the page has another group from now on.
  ///
  /// - Parameter group: where it was found; nil where somebody has announced it.
  mutating func begin(
    _ found: CgroupOwner, from group: JobGroups.Group?, at time: RoundTime, in ledger: inout Ledger
  ) -> Int {
    let id = naming.id(of: found)
    if let known = accounts.firstIndex(where: { $0?.record.id == id }) {
      goOn(known, in: &ledger)
      return known
    }
    let filed = state?.record(of: id, in: ledger.epoch)
    var record =
      filed
      ?? JobRecord(
        epoch: ledger.epoch, id: id, name: found.name, manager: found.manager,
        start: start(of: id, at: time))
    record.end = nil
    record.state = .running
    commands.first { $0.id == id }?.describe(&record)
    if ledger.needsRoom(for: id) { makeRoom(in: &ledger) }
    let owner = ledger.begin(job: id, carrying: filed?.totals)
    record.isFolded = owner == .other
    if filed == nil, owner != .other { record.processorTime = 0 }
    let number = add(
      JobAccount(owner: owner, record: record), isFiled: filed != nil, from: group, at: time,
      in: ledger)
    file(number, in: ledger)
    return number
  }

  /// When a job began that is not filed: it may have been counted before its record reached the store.
  private func start(of id: String, at time: RoundTime) -> UInt64 {
    let kept = beginnings[id] ?? 0
    return kept > 0 ? kept : UInt64(time.realtime)
  }

  /// Another group of a job that is on the page, or one that came back.
  private mutating func goOn(_ known: Int, in ledger: inout Ledger) {
    guard let account = accounts[known] else { return }
    account.groups += 1
    if account.leaving != nil {
      account.leaving = nil
      account.record.end = nil
      account.record.state = .running
      // A folded one stays so, whether or not there is room for it now.
      if account.owner == .other {
        ledger.fold(job: account.record.id)
      } else {
        _ = ledger.begin(job: account.record.id)
      }
      _ = state?.note(account.record)
    }
  }

  private mutating func add(
    _ account: JobAccount, isFiled: Bool, from group: JobGroups.Group?, at time: RoundTime,
    in ledger: borrowing Ledger
  ) -> Int {
    version += 1
    if let kept = beginnings.removeValue(forKey: account.record.id) {
      account.beginning = kept > 0 ? kept : nil
    } else if isFiled || ledger.energy(account.owner) == .zero {
      account.beginning = account.record.start
    }
    tagging.begin(account, from: group, in: ledger, at: UInt64(time.boottime))
    account.countedEnergy = ledger.energy(account.owner).count
    if account.owner != .other, account.record.manager.hasParts {
      account.parts = PartAccount(
        keeping: account.record.parts, dynamic: ledger.dynamicEnergy(account.owner).count)
    }
    if let counted = footprints.removeValue(forKey: account.record.id)
      ?? account.record.footprint?.counted(in: kinds)
    {
      account.footprint = counted
    }
    account.processorTime =
      processorTimes.removeValue(forKey: account.record.id) ?? account.record.processorTime ?? 0
    if let free = accounts.firstIndex(where: { $0 == nil }) {
      accounts[free] = account
      return free
    }
    accounts.append(account)
    return accounts.count - 1
  }

  // MARK: Jobs that go

  /// A group of a job is gone, and with its last one the job has ended.
  mutating func end(_ number: Int, at time: RoundTime, in ledger: inout Ledger) {
    guard let account = accounts[number] else { return }
    account.groups -= 1
    guard account.groups == 0 else { return }
    account.record.end = UInt64(time.realtime)
    account.record.state = .ended
    account.parts?.end(at: UInt64(time.realtime))
    tagging.end(account)
    account.leaving = JobAccount.Leaving(since: UInt64(time.boottime), scrapes: scrapes)
    ledger.end(job: account.record.id)
  }

  /// Jobs that the ledger knows from the run before and that are no more.
  private mutating func endUnseen(at time: RoundTime, in ledger: inout Ledger) {
    for owner in ledger.jobs where owner != .other {
      let id = ledger.owner(owner).name
      guard account(of: id) == nil else { continue }
      // One that had ended before the run did is not to end again.
      let hadEnded = !ledger.isLive(owner)
      let filed = state?.record(of: id, in: ledger.epoch)
      var record =
        filed
        ?? JobRecord(
          epoch: ledger.epoch, id: id, name: id, manager: naming.manager(of: id),
          start: start(of: id, at: time))
      if filed == nil { record.processorTime = processorTimes[id] }
      let ended = hadEnded ? record.end : nil
      record.isFolded = false
      let number = add(
        JobAccount(owner: owner, record: record), isFiled: filed != nil, from: nil, at: time,
        in: ledger)
      end(number, at: time, in: &ledger)
      if let ended { accounts[number]?.record.end = ended }
    }
  }

  /// Files a job that has ended, at once, so that a kill does not lose its end; and lets it go that was on the page
  /// for as long as the configuration asks, and is filed as it is.
  private mutating func retire(
    _ number: Int, now: UInt64, scrapes: UInt64, in ledger: inout Ledger
  ) {
    guard let account = accounts[number], let leaving = account.leaving else { return }
    let mayGo =
      isSeen(leaving, now: now, scrapes: scrapes) && isDone(account)
      && (account.owner == .other || !ledger.isAwaitingEnergy(account.owner))
    guard leaving.filing == nil || mayGo else { return }
    let isFiled = isFiled(account, in: ledger)
    // Of those beyond the limit there may be any number, and they have nothing that could be lost.
    if mayGo, isFiled || account.owner == .other { leave(number, in: &ledger) }
  }

  /// Whether nobody waits for anything of an ended job: its tags are known, and the report of a command was taken.
  private func isDone(_ account: JobAccount) -> Bool {
    (account.team != nil || account.owner == .other)
      && !commands.contains { $0.id == account.record.id }
  }

  /// Whether an ended job is filed as it is; where it is not, it is handed over.
  private func isFiled(_ account: JobAccount, in ledger: borrowing Ledger) -> Bool {
    guard let state else { return true }
    let record = record(of: account, in: ledger)
    guard let filing = account.leaving?.filing, record == filing.record else {
      account.record = record
      account.leaving?.filing = state.note(record).map { (record, $0) }
      return false
    }
    return state.filedThrough >= filing.number
  }

  /// A job leaves the page.
  private mutating func leave(_ number: Int, in ledger: inout Ledger) {
    guard let account = accounts[number] else { return }
    tagging.retire(account, in: ledger)
    if account.owner != .other { ledger.retire(account.owner) }
    accounts[number] = nil
    version += 1
  }

  /// Has the job that ended first leave the page for one that comes: else that one would be counted with others for
  /// all of its life. One that is not filed, or whose last energy is to come, stays.
  private mutating func makeRoom(in ledger: inout Ledger) {
    let ended = accounts.indices.filter { accounts[$0]?.leaving != nil }
      .sorted { since(accounts[$0]) < since(accounts[$1]) }
    for number in ended {
      guard let account = accounts[number], account.owner != .other, isDone(account),
        !ledger.isAwaitingEnergy(account.owner), isFiled(account, in: ledger)
      else { continue }
      return leave(number, in: &ledger)
    }
  }

  private func since(_ account: JobAccount?) -> UInt64 { account?.leaving?.since ?? .max }

  /// What is filed of a job now.
  func record(of account: JobAccount, in ledger: borrowing Ledger) -> JobRecord {
    var record = account.record
    guard account.owner != .other else { return record }
    record.totals = ledger.totals(account.owner)
    if record.processorTime != nil { record.processorTime = account.processorTime }
    record.footprint = kinds.map { JobFootprint(account.footprint, $0) }
    return record
  }

  /// Where nobody scrapes, ten times the minutes are enough, and ten minutes where none are asked for.
  private func isSeen(_ leaving: JobAccount.Leaving, now: UInt64, scrapes: UInt64) -> Bool {
    let minutes = UInt64(settings.keepMinutes) * 60_000_000_000
    let gone = now - min(now, leaving.since)
    return gone >= minutes
      && (scrapes >= leaving.scrapes + UInt64(settings.keepScrapes)
        || gone >= max(10 * minutes, Self.unscraped))
  }
}
