@testable import Agent
import EnergyLedger
import NodeModel
@testable import Probes
import Simulation

/// The ledger on a simulated node, fed by the agent's own parts with what the agent can see.
///
/// Of a sample it takes energy counters, the wall meter, `/proc/stat`, and of each job CPU time,
/// memory, limits, and when it came and went, and where it may, what the processors' counters
/// show. It does not look at resctrl or frequencies, because the agent does not. What a job did after it was read last is known as the
/// agent knows it: all that end within the 20 ms between two looks get equal parts of what their
/// parent has counted.
final class LedgerNode {
  private struct Known {
    let number: OwnerIndex
    var nanoseconds: UInt64 = 0
    /// What its counters showed last; nil where they were never opened.
    var work: WorkReading?
    var full: UInt64 = 0
    var dynamic: UInt64 = 0
    /// When it ended, in nanoseconds.
    var gone: UInt64?
    /// Whether its number is given back.
    var isRetired = false
  }

  private let facts: NodeFacts
  private var ledger: Ledger
  private var places: PlaceUses
  private let devices: [PlaceIndex]
  private var work = SystemWork()
  private var known: [Int: Known] = [:]
  private var buckets: [Bucket: UInt64] = [:]
  private let meters: SimulatedMeters
  private var last: Sample?
  /// As in `JobActivity`: jobs that may be read between two rounds.
  private var readsLeft = 0

  private let counts: Bool

  /// - Parameter counts: whether the agent may open hardware counters.
  init(on facts: NodeFacts, counts: Bool = false) {
    self.facts = facts
    self.counts = counts
    meters = SimulatedMeters(of: facts)
    ledger = Ledger(
      epoch: Epoch(random: (1, 2)), bootID: "simulated", topology: meters.topology,
      at: Self.time(0))
    places = PlaceUses(in: ledger, Self.topology(of: facts))
    var devices: [PlaceIndex] = []
    for place in ledger.placeIndices where ledger.status(place).component == .accelerator {
      devices.append(place)
    }
    self.devices = devices
  }

  /// The node has run for a while when the simulation begins.
  private static func time(_ nanoseconds: UInt64) -> RoundTime {
    RoundTime(
      boottime: nanoseconds + 100_000_000_000,
      realtime: nanoseconds + 1_800_000_000_000_000_000)
  }

  /// Where the simulated node's logical processors are.
  private static func topology(of facts: NodeFacts) -> ProcessorPlaces {
    let cores = facts.sockets * facts.coresPerSocket
    return ProcessorPlaces(
      (0..<facts.processors).map { .init(package: facts.socket(of: $0), core: $0 % cores) })
  }

  /// Books one sample, or between two rounds what a look at jobs that came or went shows, as often as
  /// `JobActivity` does.
  func round(_ sample: Sample, isBetween: Bool = false) {
    let cost = sample.jobs.count { $0.ended == nil } + 100
    guard !isBetween || readsLeft >= cost else { return }
    readsLeft = isBetween ? readsLeft - cost : 1000
    let time = Self.time(sample.nanoseconds)
    ledger.begin(at: time)
    meters.read(sample, isBetween: isBetween, at: UInt64(time.boottime), into: &ledger)
    followProcessors(sample)
    recordJobs(sample)
    if !isBetween { recordDevices(sample) }
    let isFirst = !work.hasBegun
    let busy = sample.busyMicroseconds.reduce(0, +) * 1000
    let total = ProcessorTime.Total(
      busy: busy, given: sample.nanoseconds * UInt64(facts.processors))
    places.record(system: work.system(total), in: &ledger)
    let utilization = work.utilization
    if let utilization { places.record(utilization: utilization, in: &ledger) }
    if isFirst || utilization != nil {
      meters.estimate(utilization ?? 0, at: UInt64(time.boottime), into: &ledger)
    }
    ledger.end()
    letGo(sample)
    last = sample
  }

  private func followProcessors(_ sample: Sample) {
    guard let last else { return }
    let busy = zip(sample.busyMicroseconds, last.busyMicroseconds).map { ($0 - $1) * 1000 }
    places.follow(
      busy, of: sample.nanoseconds - last.nanoseconds, work(sample.work, since: last.work))
  }

  private func recordJobs(_ sample: Sample) {
    // One whose end was seen between two rounds is over.
    let jobs = sample.jobs.filter { !isGone($0) }
    let ends = Dictionary(grouping: jobs.filter(\.hasEnded)) { Self.look(at: $0.ended) }
    let tails = ends.mapValues { ended in
      ended.reduce(0) { $0 + used($1) } / UInt64(ended.count)
    }
    for reading in jobs {
      guard case .job(let number) = reading.owner else { continue }
      if known[number] == nil { known[number] = Known(number: ledger.begin(job: "job-\(number)")) }
      guard let owner = known[number]?.number else { continue }
      var use = self.use(reading, account: number, until: sample.nanoseconds)
      use.processorTime = tails[Self.look(at: reading.ended)] ?? used(reading)
      count(reading, number, of: &use)
      known[number]?.nanoseconds = reading.cpuMicroseconds * 1000
      work.add(jobs: use.processorTime)
      places.record(use, of: owner, in: &ledger)
      if reading.hasEnded { known[number]?.gone = sample.nanoseconds }
    }
  }

  /// Its counters are opened when it is first seen; what it did before that is CPU time.
  private func count(_ reading: JobReading, _ number: Int, of use: inout JobUse) {
    use.uncounted = use.processorTime
    guard counts, last?.work != nil, let now = reading.work else { return }
    if let work = work(now, since: known[number]?.work) {
      use.work = work
      use.uncounted = 0
    }
    if reading.ended == nil || known[number]?.work != nil { known[number]?.work = now }
  }

  /// Nil where there are no counters, or they were not open before.
  private func work(_ now: WorkReading?, since before: WorkReading?) -> ProcessorWork? {
    guard counts, let now, let before else { return nil }
    func difference(_ counter: KeyPath<WorkReading, [UInt64]>) -> [UInt64] {
      zip(now[keyPath: counter], before[keyPath: counter]).map { $0 - $1 }
    }
    return ProcessorWork(
      cycles: difference(\.cycles), instructions: difference(\.instructions),
      lines: difference(\.lines))
  }

  private func isGone(_ reading: JobReading) -> Bool {
    guard case .job(let number) = reading.owner else { return true }
    return known[number]?.gone != nil
  }

  /// The agent looks at most every 20 ms; 0 for a job that lives.
  private static func look(at end: UInt64?) -> UInt64 { end.map { $0 / 20_000_000 + 1 } ?? 0 }

  private func use(_ reading: JobReading, account: Int, until now: UInt64) -> JobUse {
    var use = JobUse(account: account)
    use.isEnded = reading.hasEnded
    let before = last?.nanoseconds ?? 0
    let there = (reading.ended ?? now) - min(reading.ended ?? now, max(reading.began, before))
    use.presence = UInt32(there * 1_000_000 / max(1, now - before))
    use.memory = UInt64(reading.residentBytes)
    if facts.sockets > 1 {
      let first = reading.residentOnSocket[0] / reading.residentOnSocket.sum()
      use.memoryParts = [UInt16(first * 1000), UInt16(1000 - first * 1000), 0, 0, 0, 0, 0, 0]
    }
    if reading.processors.count < facts.processors {
      var set = ProcessorSet()
      for processor in reading.processors { set.insert(processor) }
      use.reservation.set = set
    }
    let cores = reading.reservation.cores.sum() * Double(facts.threadsPerCore)
    if cores > 0 { use.reservation.processors = UInt32((cores * 1000).rounded()) }
    if reading.reservation.memory > 0 {
      use.reservation.memory = UInt64(reading.reservation.memory)
    }
    return use
  }

  /// The agent has no probe of accelerators; this is how one is to feed the ledger.
  private func recordDevices(_ sample: Sample) {
    for (device, place) in devices.enumerated() {
      let users = sample.accelerators[device].utilization
      for user in users {
        guard case .job(let number) = user.owner, let owner = known[number]?.number else {
          continue
        }
        ledger.record(
          owner, at: place, weight: UInt64(user.percent), reserved: 1000 / UInt32(users.count))
      }
      ledger.record(utilization: users.isEmpty ? 0 : 1_000_000, at: place)
    }
  }

  private func used(_ reading: JobReading) -> UInt64 {
    guard case .job(let number) = reading.owner else { return 0 }
    return reading.cpuMicroseconds * 1000 - (known[number]?.nanoseconds ?? 0)
  }

  /// Jobs stay on the page for five minutes after their end, as by default.
  private func letGo(_ sample: Sample) {
    for (number, job) in known where !job.isRetired {
      guard let gone = job.gone else { continue }
      if gone == sample.nanoseconds {
        ledger.end(job: "job-\(number)")
      } else if sample.nanoseconds - gone >= 300_000_000_000 {
        ledger.retire(job.number)
        known[number]?.isRetired = true
      }
    }
  }

  /// What was booked since this was asked last.
  func news() -> [Attribution] {
    var news: [Attribution] = []
    for (number, job) in known where !job.isRetired {
      let full = ledger.energy(job.number).count
      let dynamic = ledger.dynamicEnergy(job.number).count
      guard full > job.full else { continue }
      news.append(
        Attribution(
          owner: .job(number), full: Int64(full - job.full), dynamic: Int64(dynamic - job.dynamic)))
      known[number]?.full = full
      known[number]?.dynamic = dynamic
    }
    news += bucket(.system, as: .system, isDynamic: true)
    news += bucket(.unallocated, as: .unallocated, isDynamic: false)
    return news
  }

  private func bucket(
    _ bucket: Bucket, as owner: Simulation.Owner, isDynamic: Bool
  ) -> [Attribution] {
    let energy = ledger.energy(bucket).count
    let more = Int64(energy - buckets[bucket, default: 0])
    buckets[bucket] = energy
    return [Attribution(owner: owner, full: more, dynamic: isDynamic ? more : 0)]
  }
}
