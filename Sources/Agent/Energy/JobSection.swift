internal import EnergyLedger
internal import NodeModel

/// Every job on the page: its energy and power, its CPU time, and what it is.
final class JobSection: Section {
  let probe = "jobs"
  private(set) var page = SectionPage()

  private let account: EnergyAccount
  private let clock: NodeClock
  private var jobsVersion = -1
  private var metersVersion = -1
  private var jobs: [JobSeries] = []
  private var period = BookingPeriod()

  init(_ account: EnergyAccount, clock: NodeClock) {
    self.account = account
    self.clock = clock
  }

  /// Shows what the ledger says of every job.
  func update() {
    let start = clock.now()
    if jobsVersion != account.jobs.version || metersVersion != account.metersVersion
      || jobs.contains(where: hasOtherTier)
    {
      declare()
    }
    page.readings.begin(at: start)
    let isKnown = account.ledger.nodeEnergy > .zero
    let news = period.follow(account.ledger.nodeEnergy.count, at: start)
    for index in jobs.indices { show(&jobs[index], isKnown, news) }
    page.finish(after: clock.now() - start, at: clock.wallTime())
  }

  private func show(_ series: inout JobSeries, _ isKnown: Bool, _ news: BookingPeriod.News) {
    let job = series.account.flatMap { account.jobs.accounts[$0] }
    if isKnown {
      let counted = series.account == nil ? account.footprint?.other.counted : job?.footprint
      series.show(account.ledger, counted, in: &page.readings)
    }
    if let job { series.show(job, in: &page.readings) }
    series.showPower(
      account.ledger.energy(series.owner).count, hasEnded: job?.leaving != nil, news,
      in: &page.readings)
  }

  /// Whether some of a job's energy came from a worse source than its info says.
  private func hasOtherTier(_ job: JobSeries) -> Bool {
    guard let tier = job.tier, account.ledger.energy(job.owner) > .zero else { return false }
    return account.ledger.quality(job.owner).tier != tier
  }

  /// The worst tier of a job's energy; while it has none, that of the source in use.
  private func tier(of owner: OwnerIndex) -> Tier {
    guard account.ledger.energy(owner) == .zero else { return account.ledger.quality(owner).tier }
    return account.ledger.rung?.tier ?? .fallback
  }

  private func declare() {
    let counted = Dictionary(jobs.map { ($0.owner, $0.counted) }) { first, _ in first }
    jobsVersion = account.jobs.version
    metersVersion = account.metersVersion
    let common = JobSeries.Common(
      components: EnergyComponent.allCases.filter { component in
        account.ledger.placeIndices.contains { account.ledger.status($0).component == component }
      }, model: account.footprint?.choice.model)
    var fresh = SeriesTable()
    jobs = []
    for (index, job) in account.jobs.accounts.enumerated() {
      guard let job, job.owner != .other else { continue }
      jobs.append(JobSeries(job, at: index, tier: tier(of: job.owner), common, in: &fresh))
    }
    if account.jobs.isFolding {
      // In an epoch of which nobody knows when it began, an agent that wrote down nothing may have counted some before.
      let since = account.beginning == nil ? 0 : account.footprint?.other.since ?? 0
      jobs.append(JobSeries(other: common, since: since > 0 ? since : nil, in: &fresh))
    }
    page.replace(with: fresh)
    for index in jobs.indices {
      jobs[index].counted = counted[jobs[index].owner] ?? nil
      jobs[index].showInfo(in: &page.readings)
    }
  }
}
