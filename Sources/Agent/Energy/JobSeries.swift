internal import EnergyLedger
internal import Footprint
internal import NodeModel

/// The series of one job, or of all jobs beyond the limit together: declared once, filled each round.
struct JobSeries {
  /// Its place among the accounts; nil for `other`.
  let account: Int?
  /// Its number in the ledger.
  let owner: OwnerIndex
  /// The tier that its info says; nil for `other`.
  let tier: Tier?
  /// The energy of which power was told last, in microjoules.
  var counted: UInt64?

  private let energies: [(component: EnergyComponent, series: Series)]
  private let dynamic: Series
  private let bounds: (low: Series, high: Series)
  private let power: Series
  private let footprint: FootprintSeries?
  private let facts: Facts?

  /// What is known of a job beside its energy; nothing of this kind is said of `other`.
  private struct Facts {
    let info: Series
    let start: Series
    let end: Series
    let time: Series
    let memory: Series
    let read: Series
    let written: Series
  }

  /// What all jobs of a page have in common.
  struct Common {
    /// The components that the node has.
    let components: [EnergyComponent]
    /// Nil where no intensity is known.
    let model: FootprintModel?
  }

  /// Declares a job's series; `tier` is what its info says.
  init(
    _ job: JobAccount, at account: Int, tier: Tier, _ common: Common, in fresh: inout SeriesTable
  ) {
    let manager = Label("manager", job.record.manager.rawValue)
    let labels = [Label("job_id", job.record.id), manager]
    self.init(
      labels, account, job.owner, tier, common, since: job.beginning, in: &fresh
    ) { fresh in
      Facts(
        info: fresh.add(
          .jobInfo, labels: labels + Self.words(of: job, Label("tier", String(tier.letter)))),
        start: fresh.add(.jobStart, labels: labels), end: fresh.add(.jobEnd, labels: labels),
        time: fresh.add(.jobProcessorTime, labels: labels),
        memory: fresh.add(.jobMemory, labels: labels),
        read: fresh.add(.jobRead, labels: labels), written: fresh.add(.jobWritten, labels: labels))
    }
  }

  /// Declares the series of all jobs beyond the limit, of which the first began at `beginning`; nil where nobody knows.
  init(other common: Common, since beginning: UInt64?, in fresh: inout SeriesTable) {
    self.init(
      [Label("job_id", "other")], nil, .other, nil, common, since: beginning, in: &fresh
    ) { _ in nil }
  }

  private init(
    _ labels: [Label], _ account: Int?, _ owner: OwnerIndex, _ tier: Tier?, _ common: Common,
    since beginning: UInt64?, in fresh: inout SeriesTable, facts: (inout SeriesTable) -> Facts?
  ) {
    self.account = account
    self.owner = owner
    self.tier = tier
    energies = common.components.map {
      let labels = labels + [Label("component", $0.word)]
      return ($0, fresh.add(.jobEnergy, labels: labels, since: beginning))
    }
    dynamic = fresh.add(.jobDynamicEnergy, labels: labels, since: beginning)
    bounds = (
      fresh.add(.jobBound, labels: labels + [Label("bound", "low")]),
      fresh.add(.jobBound, labels: labels + [Label("bound", "high")])
    )
    power = fresh.add(.jobPower, labels: labels)
    footprint = common.model.map { FootprintSeries($0, labels: labels, in: &fresh) }
    self.facts = facts(&fresh)
  }

  /// What people know a job by. Tags have names of their own; those that a label may have are shown.
  private static func words(of job: JobAccount, _ tier: Label) -> [Label] {
    let record = job.record
    var labels = [Label("job_name", record.name), tier]
    if let user = record.user { labels.append(Label("user", user)) }
    if let account = record.account { labels.append(Label("account", account)) }
    if let partition = record.partition { labels.append(Label("partition", partition)) }
    for (name, value) in record.tags.sorted(by: { $0.key < $1.key })
    where Label.isName(name) && !labels.contains(where: { $0.name == name }) {
      labels.append(Label(name, value))
    }
    if job.team != nil {
      let team = Team(of: record)
      for label in [Label("project", team.project), Label("team", team.team)]
      where !labels.contains(where: { $0.name == label.name }) {
        labels.append(label)
      }
    }
    return labels
  }

  // MARK: Each round

  /// What stands as long as the series do.
  func showInfo(in readings: inout Readings) {
    if let facts { readings.set(facts.info, count: 1) }
  }

  /// Energy, and what follows from it.
  func show(
    _ ledger: borrowing Ledger, _ counted: CountedFootprint?, in readings: inout Readings
  ) {
    for (component, series) in energies {
      readings.set(series, micro: ledger.energy(owner, component).count)
    }
    readings.set(dynamic, micro: ledger.dynamicEnergy(owner).count)
    let (low, high, _) = ledger.quality(owner)
    readings.set(bounds.low, micro: low.count)
    readings.set(bounds.high, micro: high.count)
    if let counted, let footprint { footprint.show(counted, in: &readings) }
  }

  /// When it ran, and what it uses.
  func show(_ job: JobAccount, in readings: inout Readings) {
    guard let facts else { return }
    readings.set(facts.start, Self.seconds(job.record.start))
    if let end = job.record.end {
      readings.set(facts.end, Self.seconds(end))
    } else {
      readings.clear(facts.end)
    }
    readings.set(facts.time, micro: job.processorTime / 1000)
    if let memory = job.memory {
      readings.set(facts.memory, count: memory)
    } else {
      readings.clear(facts.memory)
    }
    if let traffic = job.record.traffic {
      readings.set(facts.read, count: traffic.read)
      readings.set(facts.written, count: traffic.written)
    } else {
      readings.clear(facts.read)
      readings.clear(facts.written)
    }
  }

  /// The power of a job that has `energy` microjoules. One that has ended draws nothing, once what it did is
  /// booked.
  mutating func showPower(
    _ energy: UInt64, hasEnded: Bool, _ news: BookingPeriod.News, in readings: inout Readings
  ) {
    let before = counted ?? energy
    switch news {
    case .booked(let nanoseconds):
      let isKnown = counted != nil && energy >= before && !(hasEnded && energy == before)
      counted = energy
      guard isKnown else { return readings.clear(power) }
      let watts = UInt128(energy - before) * 1_000_000_000 / UInt128(nanoseconds)
      readings.set(power, micro: UInt64(clamping: watts))
    case .waiting:
      counted = before
    case .unknown:
      counted = before
      readings.clear(power)
    }
  }

  /// To the millisecond.
  private static func seconds(_ nanoseconds: UInt64) -> Double {
    Double(nanoseconds / 1_000_000) / 1e3
  }
}
