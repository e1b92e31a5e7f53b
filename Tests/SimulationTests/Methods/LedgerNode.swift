@testable import Agent
import EnergyLedger
import NodeModel
@testable import Probes
import Simulation

/// The ledger on a simulated node, fed by the agent's own parts with what the agent can see.
///
/// Of a sample it takes energy counters, the wall meter, `/proc/stat`, and of each job CPU time,
/// memory and limits. It does not look at hardware counters, resctrl or frequencies, because the
/// agent does not. What a job did after it was read last is known as the agent knows it: all that
/// ended in a round get equal parts of what their parent has counted.
final class LedgerNode {
  private struct Known {
    let number: OwnerIndex
    var nanoseconds: UInt64 = 0
    var full: UInt64 = 0
    var dynamic: UInt64 = 0
    /// When it ended, in nanoseconds.
    var gone: UInt64?
    /// Whether its number is given back.
    var isRetired = false
  }

  private let facts: NodeFacts
  private var ledger: Ledger
  private let places: PlaceUses
  private let devices: [PlaceIndex]
  private var work = SystemWork()
  private var known: [Int: Known] = [:]
  private var buckets: [Bucket: UInt64] = [:]
  private let meters: SimulatedMeters

  init(on facts: NodeFacts) {
    self.facts = facts
    meters = SimulatedMeters(of: facts)
    ledger = Ledger(
      epoch: Epoch(random: (1, 2)), bootID: "simulated", topology: meters.topology,
      at: Self.time(0))
    places = PlaceUses(in: ledger, packages: Self.packages(of: facts))
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

  /// Logical processors of each package, as the agent finds them.
  static func packages(of facts: NodeFacts) -> SIMD8<UInt16>? {
    guard facts.sockets > 1 else { return nil }
    var counts = SIMD8<UInt16>.zero
    for processor in 0..<facts.processors { counts[facts.socket(of: processor)] += 1 }
    return counts
  }

  /// The logical processors of each package that a job holds. One whose cores are the same part of
  /// every socket may run on all of them.
  private func set(_ reservation: Reservation) -> SIMD8<UInt16>? {
    let cores = reservation.cores
    guard facts.sockets > 1, cores[0] != cores[1] else { return nil }
    var counts = SIMD8<UInt16>.zero
    for socket in 0..<2 {
      counts[socket] = UInt16((cores[socket] * Double(facts.threadsPerCore)).rounded())
    }
    return counts
  }

  /// Books one sample.
  func round(_ sample: Sample) {
    let time = Self.time(sample.nanoseconds)
    ledger.begin(at: time)
    meters.read(sample, at: UInt64(time.boottime), into: &ledger)
    recordJobs(sample)
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
  }

  private func recordJobs(_ sample: Sample) {
    let ended = sample.jobs.filter(\.hasEnded)
    let tail = ended.reduce(0) { $0 + used($1) } / UInt64(max(ended.count, 1))
    for reading in sample.jobs {
      guard case .job(let number) = reading.owner else { continue }
      let isNew = known[number] == nil
      if isNew { known[number] = Known(number: ledger.begin(job: "job-\(number)")) }
      guard let owner = known[number]?.number else { continue }
      var use = JobUse(account: number)
      use.processorTime = reading.hasEnded ? tail : used(reading)
      use.isNew = isNew
      use.isEnded = reading.hasEnded
      // Of a group that came and went between two looks nobody has read the limits.
      if !(isNew && reading.hasEnded) {
        use.memory = UInt64(reading.residentBytes)
        let cores = reading.reservation.cores.sum() * Double(facts.threadsPerCore)
        use.reservation.packages = set(reading.reservation)
        if cores > 0 { use.reservation.processors = UInt32((cores * 1000).rounded()) }
        if reading.reservation.memory > 0 {
          use.reservation.memory = UInt64(reading.reservation.memory)
        }
      }
      known[number]?.nanoseconds = reading.cpuMicroseconds * 1000
      work.add(job: use.processorTime)
      places.record(use, of: owner, in: &ledger)
      if reading.hasEnded { known[number]?.gone = sample.nanoseconds }
    }
    recordDevices(sample)
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
