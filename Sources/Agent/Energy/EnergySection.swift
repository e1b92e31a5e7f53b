internal import EnergyLedger
internal import NodeModel
internal import Probes

/// The node's energy as the ledger books it: all of it, by component and bucket, and every meter.
final class EnergySection: Section {
  let probe = "energy"
  private(set) var page = SectionPage()

  private let account: EnergyAccount
  private let clock: NodeClock
  private var metersVersion = -1
  private var ladderMark: UInt64 = 0
  private var division: EnergyDivision?

  private var tiers: [Series] = []
  private var bounds: (low: Series, high: Series) = (Series(index: 0), Series(index: 0))
  private var jobs = Series(index: 0)
  /// Nil where no model of this node is in use.
  private var calibrated: Series?
  private var clockLead = Series(index: 0)
  private var power = Series(index: 0)
  private var mean = PowerMean()
  private var buckets: [Series] = []
  private var places: [Place] = []
  private var meters: [MeterSeries] = []
  private var rungs: [Series] = []
  /// Nil where there is room for all meters.
  private var leftOut: Series?
  /// Whether something draws power that nothing tells: then nobody knows the most that the node may draw.
  private var hasUnknownPart = false

  /// A place where energy flows, with its series.
  private struct Place {
    let index: PlaceIndex
    let power: Series
    let energy: Series
    let idle: Series
    var mean = PowerMean()
  }

  /// An instrument with its series.
  private struct MeterSeries {
    /// Nil where another section shows it.
    let info: Series?
    let power: Series?
    let energy: Series?
    let failures: Series
    let refusals: Series
    let losses: Series
    var mean = PowerMean()
  }

  init(_ account: EnergyAccount, clock: NodeClock) {
    self.account = account
    self.clock = clock
  }

  /// Shows what the ledger says after a round that took `duration` nanoseconds.
  func update(duration: UInt64) {
    let now = clock.now()
    let mark = account.ledger.ladderMark
    if metersVersion != account.metersVersion || mark != ladderMark
      || division != account.division
    {
      metersVersion = account.metersVersion
      ladderMark = mark
      division = account.division
      declare()
    }
    page.readings.begin(at: now)
    showNode(at: now)
    showPlaces(at: now)
    showMeters(at: now)
    page.finish(after: duration, at: clock.wallTime())
  }

  // MARK: Declaring

  private func declare() {
    var fresh = SeriesTable()
    let beginning = account.beginning
    tiers = Tier.allCases.map {
      fresh.add(.nodeEnergy, ["tier": String($0.letter)], since: beginning)
    }
    bounds = (
      fresh.add(.nodeEnergyBound, ["bound": "low"], since: beginning),
      fresh.add(.nodeEnergyBound, ["bound": "high"], since: beginning)
    )
    power = fresh.add(.nodePower)
    clockLead = fresh.add(.energyClockLead)
    jobs = fresh.add(.jobsEnergy, since: beginning)
    calibrated = account.calibrated == nil ? nil : fresh.add(.calibrated)
    buckets = Bucket.allCases.map {
      fresh.add(.bucketEnergy, ["bucket": $0.word], since: beginning)
    }
    let ladder = account.ledger.ladder
    rungs = ladder.map { step in
      switch step.state {
      case .source:
        fresh.add(.powerLadder, labels: labels(ofSource: step))
      case .spare:
        fresh.add(.powerLadder, ["rung": step.rung.word, "state": "spare"])
      case .unavailable(let reason):
        fresh.add(
          .powerLadder, ["rung": step.rung.word, "state": "unavailable", "reason": reason.word])
      }
    }
    hasUnknownPart = account.lacks.areOpenUpwards
    if let rung = account.ledger.mainRung {
      rungs.append(fresh.add(.nodePowerInfo, labels: labels(of: rung)))
    }
    for labels in division?.labels ?? [] {
      rungs.append(fresh.add(.energyDivision, labels: labels))
    }
    places = declarePlaces(in: &fresh)
    meters = account.instruments.enumerated().map {
      declare($1, shown: account.shown($0), in: &fresh)
    }
    leftOut = account.metersLeftOut > 0 ? fresh.add(.sourcesLeftOut) : nil
    page.replace(with: fresh)
    if let leftOut { page.readings.set(leftOut, count: UInt64(account.metersLeftOut)) }
    for series in rungs { page.readings.set(series, count: 1) }
    if let calibrated, let made = account.calibrated {
      page.readings.set(calibrated, Double(made / 1_000_000) / 1e3)
    }
  }

  /// A sum that lacks a part says which, and why.
  private func labels(ofSource step: LadderStep) -> [Label] {
    let labels = [Label("rung", step.rung.word), Label("state", "source")]
    guard let first = step.lacks.first else { return labels }
    let parts = step.lacks.map(\.component.word).joined(separator: ",")
    return labels + [Label("lacks", parts), Label("reason", first.reason.word)]
  }

  /// The tier, and the method of an estimate.
  private func labels(of rung: Rung) -> [Label] {
    let tier = rung.tier
    var labels = [
      Label("tier", String(tier.letter)), Label("quality", tier.quality.word),
      Label("source", rung.word),
    ]
    if !tier.isMeasured, let method = account.method(of: tier) {
      labels.append(Label("method", method))
    }
    return labels
  }

  private func declarePlaces(in fresh: inout SeriesTable) -> [Place] {
    let old = places
    return account.ledger.placeIndices.map { index in
      let status = account.ledger.status(index)
      let labels = [Label("domain", status.component.word), Label("device", status.device)]
      var place = Place(
        index: index, power: fresh.add(.componentPower, labels: labels),
        energy: fresh.add(.componentEnergy, labels: labels, since: account.beginning),
        idle: fresh.add(.componentIdle, labels: labels))
      if let same = old.first(where: { $0.index == index }) { place.mean = same.mean }
      return place
    }
  }

  private func declare(
    _ instrument: Instrument, shown: MeterRoster.Shown, in fresh: inout SeriesTable
  ) -> MeterSeries {
    let labels = instrument.meter.labels
    let isCounter = instrument.meter.isCounter
    let hasNumber = shown == .infoAndNumber
    return MeterSeries(
      info: shown == .nothing ? fresh.add(.sourceInfo, labels: instrument.labels) : nil,
      power: hasNumber && !isCounter ? nil : fresh.add(.sourcePower, labels: labels),
      energy: hasNumber && isCounter
        ? nil : fresh.add(.sourceEnergy, labels: labels, since: account.beginning),
      failures: fresh.add(.sourceFailures, labels: labels),
      refusals: fresh.add(.sourceRefusals, labels: labels),
      losses: fresh.add(.sourceLosses, labels: labels))
  }

  // MARK: Showing

  private func showNode(at now: UInt64) {
    for index in tiers.indices {
      guard let tier = Tier(rawValue: UInt8(index)) else { continue }
      let energy = account.ledger.node(tier).count
      // A tier that was never the source has no series, rather than one that says 0.
      if energy > 0 { page.readings.set(tiers[index], micro: energy) }
    }
    page.readings.set(clockLead, micro: UInt64(max(0, account.ledger.clockLead)) / 1000)
    let all = account.ledger.nodeEnergy.count
    show(mean.follow(all, at: now), in: power)
    guard all > 0 else { return }
    page.readings.set(bounds.low, micro: account.ledger.nodeBounds.low.count)
    show(hasUnknownPart ? nil : account.ledger.nodeBounds.high.count, in: bounds.high)
    page.readings.set(jobs, micro: account.ledger.jobsEnergy.count)
    for index in buckets.indices {
      guard let bucket = Bucket(rawValue: UInt8(index)) else { continue }
      page.readings.set(buckets[index], micro: account.ledger.energy(bucket).count)
    }
  }

  private func showPlaces(at now: UInt64) {
    for index in places.indices {
      let status = account.ledger.status(places[index].index)
      show(places[index].mean.follow(status.energy.count, at: now), in: places[index].power)
      if status.energy.count > 0 {
        page.readings.set(places[index].energy, micro: status.energy.count)
      }
      show(status.isIdleProvisional ? nil : status.idleMicrowatts, in: places[index].idle)
    }
  }

  private func showMeters(at now: UInt64) {
    for index in meters.indices {
      let status = account.ledger.status(meter: index)
      page.readings.set(meters[index].failures, count: UInt64(status.failures))
      page.readings.set(meters[index].refusals, count: UInt64(status.refusals))
      page.readings.set(meters[index].losses, count: UInt64(status.losses))
      show(status, of: &meters[index], at: now)
    }
  }

  private func show(_ status: MeterStatus, of meter: inout MeterSeries, at now: UInt64) {
    let microwatts = meter.mean.follow(status.energy.count, at: now)
    if let failure = status.failure {
      if let info = meter.info { page.readings.fail(info, failure) }
      if let power = meter.power { page.readings.fail(power, failure) }
      return
    }
    if let info = meter.info { page.readings.set(info, count: 1) }
    if let power = meter.power { show(microwatts, in: power) }
    if let energy = meter.energy, status.energy.count > 0 {
      page.readings.set(energy, micro: status.energy.count)
    }
  }

  private func show(_ microwatts: UInt64?, in series: Series) {
    if let microwatts {
      page.readings.set(series, micro: microwatts)
    } else {
      page.readings.clear(series)
    }
  }
}
