internal import EnergyLedger
internal import Footprint
internal import NodeModel

/// Every job on the page: its energy and power, its CPU time, and what it is.
final class JobSection: Section {
  let probe = "jobs"
  private(set) var table = SeriesTable()
  private(set) var readings = Readings(for: SeriesTable())
  private(set) var generation = 0

  private let account: EnergyAccount
  private let clock: NodeClock
  private var jobsVersion = -1
  private var metersVersion = -1
  private var jobs: [Job] = []
  private var period = BookingPeriod()
  private var duration: UInt64 = 0
  private var lastSuccess: UInt64 = 0

  /// A job with its series.
  private struct Job {
    /// Its place among the accounts; nil for `other`.
    let account: Int?
    let owner: OwnerIndex
    let energies: [(component: EnergyComponent, series: Series)]
    let dynamic: Series
    let bounds: (low: Series, high: Series)
    let power: Series
    /// The energy of which power was told last.
    var counted: UInt64?
    /// The tier on the page.
    var tier: Tier?
    var start: Series?
    var end: Series?
    var time: Series?
    var memory: Series?
    var info: Series?
    var footprint: FootprintSeries?
  }

  /// The series of a job's carbon and cost; those that cannot be known here are nil.
  private struct FootprintSeries {
    let location: Series
    let market: Series
    let embodied: Series?
    let cost: Series?
  }

  init(_ account: EnergyAccount, clock: NodeClock) {
    self.account = account
    self.clock = clock
  }

  var status: SectionStatus {
    SectionStatus(readings, failure: nil, duration: duration, lastSuccess: lastSuccess)
  }

  func copyValues(into target: inout [Value], at place: Int) {
    readings.copy(into: &target, at: place)
  }

  /// Shows what the ledger says of every job.
  func update() {
    let start = clock.now()
    if jobsVersion != account.jobsVersion || metersVersion != account.metersVersion
      || jobs.contains(where: hasOtherTier)
    {
      declare()
    }
    readings.begin(at: start)
    let isKnown = account.ledger.nodeEnergy > .zero
    let news = period.follow(account.ledger.nodeEnergy.count, at: start)
    for index in jobs.indices {
      show(jobs[index], isKnown)
      showPower(of: &jobs[index], news)
    }
    duration = clock.now() - start
    lastSuccess = clock.wallTime()
  }

  /// Whether some of a job's energy came from a worse source than its info says.
  private func hasOtherTier(_ job: Job) -> Bool {
    guard let tier = job.tier, account.ledger.energy(job.owner) > .zero else { return false }
    return account.ledger.quality(job.owner).tier != tier
  }

  /// The worst tier of a job's energy; while it has none, that of the source in use.
  private func tier(of owner: OwnerIndex) -> Tier {
    guard account.ledger.energy(owner) == .zero else { return account.ledger.quality(owner).tier }
    return account.ledger.ladder.first { $0.state == .source }?.rung.tier ?? .fallback
  }

  private func declare() {
    let counted = Dictionary(jobs.map { ($0.owner, $0.counted) }) { first, _ in first }
    jobsVersion = account.jobsVersion
    metersVersion = account.metersVersion
    let components = EnergyComponent.allCases.filter { component in
      account.ledger.placeIndices.contains { account.ledger.status($0).component == component }
    }
    var fresh = SeriesTable()
    jobs = []
    for (index, job) in account.accounts.enumerated() {
      guard let job, job.owner != .other else { continue }
      jobs.append(declare(job, at: index, components, in: &fresh))
    }
    if account.isFolding {
      var declared = declare(id: "other", [], .other, at: nil, components, in: &fresh)
      declared.footprint = declareFootprint([Label("job_id", "other")], in: &fresh)
      jobs.append(declared)
    }
    var next = Readings(for: fresh)
    next.adopt(readings, of: table, for: fresh)
    readings = next
    table = fresh
    for index in jobs.indices {
      jobs[index].counted = counted[jobs[index].owner] ?? nil
      if let info = jobs[index].info { readings.set(info, count: 1) }
    }
    generation += 1
  }

  private func declare(
    _ job: JobAccount, at index: Int, _ components: [EnergyComponent], in fresh: inout SeriesTable
  ) -> Job {
    let record = job.record
    let manager = Label("manager", record.manager.rawValue)
    let labels = [Label("job_id", record.id), manager]
    var declared = declare(id: record.id, [manager], job.owner, at: index, components, in: &fresh)
    declared.time = fresh.add(.jobProcessorTime, labels: labels)
    declared.memory = fresh.add(.jobMemory, labels: labels)
    declared.footprint = declareFootprint(labels, in: &fresh)
    declared.start = fresh.add(.jobStart, labels: labels)
    declared.end = fresh.add(.jobEnd, labels: labels)
    let tier = tier(of: job.owner)
    declared.tier = tier
    declared.info = fresh.add(
      .jobInfo,
      labels: labels + Self.words(of: record, Label("tier", String(tier.letter))))
    return declared
  }

  private func declareFootprint(_ labels: [Label], in fresh: inout SeriesTable) -> FootprintSeries?
  {
    guard let model = account.footprint?.choice.model else { return nil }
    return FootprintSeries(
      location: fresh.add(.jobCarbon, labels: labels),
      market: fresh.add(.jobMarketCarbon, labels: labels),
      embodied: model.embodied.map { _ in fresh.add(.jobEmbodied, labels: labels) },
      cost: model.tariff.map {
        fresh.add(.jobCost, labels: labels + [Label("currency", $0.currency.code)])
      })
  }

  /// What people know a job by. Tags have names of their own; those that a label may have are shown.
  private static func words(of record: JobRecord, _ tier: Label) -> [Label] {
    var labels = [Label("job_name", record.name), tier]
    if let user = record.user { labels.append(Label("user", user)) }
    if let account = record.account { labels.append(Label("account", account)) }
    for (name, value) in record.tags.sorted(by: { $0.key < $1.key })
    where Label.isName(name) && !labels.contains(where: { $0.name == name }) {
      labels.append(Label(name, value))
    }
    return labels
  }

  private func declare(
    id: String, _ manager: [Label], _ owner: OwnerIndex, at index: Int?,
    _ components: [EnergyComponent], in fresh: inout SeriesTable
  ) -> Job {
    let labels = [Label("job_id", id)] + manager
    return Job(
      account: index, owner: owner,
      energies: components.map {
        ($0, fresh.add(.jobEnergy, labels: labels + [Label("component", $0.word)]))
      },
      dynamic: fresh.add(.jobDynamicEnergy, labels: labels),
      bounds: (
        fresh.add(.jobBound, labels: labels + [Label("bound", "low")]),
        fresh.add(.jobBound, labels: labels + [Label("bound", "high")])
      ),
      power: fresh.add(.jobPower, labels: labels))
  }

  private func show(_ job: Job, _ isKnown: Bool) {
    if isKnown {
      for (component, series) in job.energies {
        readings.set(series, micro: account.ledger.energy(job.owner, component).count)
      }
      readings.set(job.dynamic, micro: account.ledger.dynamicEnergy(job.owner).count)
      let (low, high, _) = account.ledger.quality(job.owner)
      readings.set(job.bounds.low, micro: low.count)
      readings.set(job.bounds.high, micro: high.count)
    }
    if isKnown, let series = job.footprint {
      let sums = job.account.map { account.accounts[$0]?.footprint } ?? account.footprint?.other
      if let sums { show(sums, in: series) }
    }
    guard let index = job.account, let known = account.accounts[index] else { return }
    if let start = job.start { readings.set(start, Self.seconds(known.record.start)) }
    if let end = job.end {
      if let time = known.record.end {
        readings.set(end, Self.seconds(time))
      } else {
        readings.clear(end)
      }
    }
    if let time = job.time { readings.set(time, micro: known.processorTime / 1000) }
    if let memory = job.memory {
      if let bytes = known.memory {
        readings.set(memory, count: bytes)
      } else {
        readings.clear(memory)
      }
    }
  }

  /// A job that has ended draws nothing, once what it did is booked.
  private func showPower(of job: inout Job, _ news: BookingPeriod.News) {
    let energy = account.ledger.energy(job.owner).count
    let before = job.counted ?? energy
    let hasEnded = job.account.map { account.accounts[$0]?.leaving != nil } ?? false
    switch news {
    case .booked(let nanoseconds):
      let isKnown = job.counted != nil && energy >= before && !(hasEnded && energy == before)
      job.counted = energy
      guard isKnown else { return readings.clear(job.power) }
      let watts = UInt128(energy - before) * 1_000_000_000 / UInt128(nanoseconds)
      readings.set(job.power, micro: UInt64(clamping: watts))
    case .waiting:
      job.counted = before
    case .unknown:
      job.counted = before
      readings.clear(job.power)
    }
  }

  /// To the millisecond.
  private static func seconds(_ nanoseconds: UInt64) -> Double {
    Double(nanoseconds / 1_000_000) / 1e3
  }

  private func show(_ sums: FootprintSums, in series: FootprintSeries) {
    readings.set(series.location, to: sums.location.shown)
    readings.set(series.market, to: sums.market.shown)
    if let embodied = series.embodied { readings.set(embodied, to: sums.embodied.shown) }
    if let cost = series.cost { readings.set(cost, to: sums.cost.shown) }
  }
}
