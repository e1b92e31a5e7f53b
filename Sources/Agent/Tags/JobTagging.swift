internal import EnergyLedger
internal import LinuxFiles
internal import NodeModel
internal import Probes

/// What people want to know of jobs: their names and owners as they are found, their tags by the rules, and
/// the energy of teams.
struct JobTagging {
  /// The energy of teams.
  private(set) var teams: TeamAccount

  private var rules: JobRules
  private var queue: FactQueue?
  /// What of jobs was counted when the run before ended, of those whose team was not known then.
  private var kept: [String: UInt64]

  /// Begins beside a ledger.
  ///
  /// - Parameter groups: the folder of the tree of control groups; nil where there is none.
  init(
    _ settings: Configuration.Jobs, below root: borrowing Root, groups: String?,
    beside ledger: borrowing Ledger, keeping kept: KeptTeams?
  ) {
    rules = settings.tagging
    teams = TeamAccount(beside: ledger, keeping: kept)
    self.kept = kept?.waiting ?? [:]
    guard let groups else { return }
    // Of another root's node only what lies below procfs can be reached.
    let (proc, files) = (root.proc.name, root.isLive ? "" : nil)
    let squeue = root.isLive ? settings.squeue : nil
    queue = FactQueue {
      FactSearch(proc: proc, groups: groups, files: files, squeue: squeue)
    }
  }

  /// Why Slurm's controller has answered nothing of what it was last asked; nil where it has, or need not be asked.
  var failure: String? { queue?.failure }

  /// Follows changed rules: what jobs get from now on goes by them.
  mutating func follow(_ rules: JobRules, _ accounts: [JobAccount?]) {
    guard rules != self.rules else { return }
    self.rules = rules
    for case let account? in accounts where account.team != nil { decide(account) }
  }

  /// A job has come to the page, from a group or, where that is nil, from the ledger alone.
  mutating func begin(
    _ account: JobAccount, from group: JobGroups.Group?, in ledger: borrowing Ledger,
    at now: UInt64
  ) {
    let id = account.record.id
    account.countedForTeam = kept.removeValue(forKey: id) ?? ledger.energy(account.owner).count
    if let group, queue != nil, account.owner != .other {
      queue?.add(id, group, at: now)
    } else {
      decide(account)
    }
  }

  /// There may be more to find than when a job came.
  mutating func askAgain(_ account: JobAccount, _ group: JobGroups.Group, at now: UInt64) {
    if queue?.isWaiting(account.record.id) == false {
      queue?.add(account.record.id, group, at: now)
    }
  }

  /// More was said about a job than when it came.
  mutating func decideAgain(_ account: JobAccount) {
    if account.team != nil { decide(account) }
  }

  /// A job has ended: what can be found of it now is all.
  mutating func end(_ account: JobAccount) {
    guard account.team == nil else { return }
    let isAsked = queue?.hurry(account.record.id) ?? false
    if !isAsked { decide(account) }
  }

  /// A job leaves the page: what it has got since its last round is counted.
  mutating func retire(_ account: JobAccount, in ledger: borrowing Ledger) {
    teams.count(account, in: ledger)
  }

  /// Counts a round that the ledger has closed, and takes in what was found of jobs.
  ///
  /// - Returns: Records that say more than before.
  mutating func round(
    _ ledger: borrowing Ledger, _ accounts: [JobAccount?], at now: UInt64
  ) -> [JobRecord] {
    var changed: [JobRecord] = []
    for answer in queue?.turn(at: now) ?? [] {
      guard
        let account = accounts.lazy.compactMap({ $0 }).first(where: { $0.record.id == answer.id })
      else { continue }
      let before = account.record
      // Who was asked about again mostly has no other words than before.
      let isDecided = account.team != nil
      account.record.take(answer.facts)
      account.parts?.name(answer.facts.containers)
      if let comment = answer.facts.comment { account.comment = comment }
      let isNew = account.record != before || !isDecided
      if answer.isLast, isNew { decide(account) }
      if account.record != before || answer.isLast && !isDecided { changed.append(account.record) }
    }
    for case let account? in accounts { teams.count(account, in: ledger) }
    teams.countOther(in: ledger)
    return changed
  }

  /// Gives a job its tags, and with them its team. What whoever runs a command says of it goes before the rules.
  private mutating func decide(_ account: JobAccount) {
    for name in account.ruled where account.record.tags[name] != nil {
      account.record.tags[name] = nil
    }
    var tags = rules.tags(of: account.record, saying: account.comment)
    if account.record.manager == .run {
      tags = tags.filter { account.record.tags[$0.key] == nil }
    }
    account.ruled = Array(tags.keys)
    account.record.tags.merge(tags) { _, ruled in ruled }
    account.team = account.owner == .other ? nil : teams.place(of: Team(of: account.record))
  }
}

extension JobRecord {
  /// Takes over what was found; what was not leaves what is known.
  fileprivate mutating func take(_ facts: JobFacts) {
    if let name = facts.name { self.name = name }
    if let user = facts.user { self.user = user }
    if let account = facts.account { self.account = account }
    if let partition = facts.partition { self.partition = partition }
    let details = [
      ("workload_namespace", facts.namespace),
      ("workload_pod", facts.pod),
    ]
    for (tag, value) in details where value != nil { tags[tag] = value }
  }
}
