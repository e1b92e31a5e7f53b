internal import EnergyLedger
internal import NodeModel

/// What a command inside another job has had of that job's energy: its part by CPU time, from one booking of
/// energy to the next.
///
/// It is told and not booked: the joules are the other job's.
struct CommandShare {
  /// The command's part.
  private(set) var totals = OwnerTotals()
  /// What was counted last: the other job's energy and CPU time, and the command's.
  private var told: OwnerTotals
  private var counted: (all: UInt64, own: UInt64)

  /// Begins with what there is now.
  ///
  /// - Parameters:
  ///   - job: what the other job has had.
  ///   - time: CPU time of the other job and of the command, in nanoseconds.
  init(of job: OwnerTotals, _ time: (all: UInt64, own: UInt64)) {
    told = job
    counted = time
    totals.tier = job.tier
  }

  /// Counts what was booked since; the energy that came, in microjoules.
  mutating func follow(_ job: OwnerTotals, _ time: (all: UInt64, own: UInt64)) -> UInt64 {
    guard job.energy > told.energy else { return 0 }
    let all = time.all - min(time.all, counted.all)
    let own = min(all, time.own - min(time.own, counted.own))
    let before = totals.energy.count
    if all > 0 {
      func part(_ now: UInt64, _ last: UInt64) -> UInt64 {
        UInt64(UInt128(now - min(now, last)) * UInt128(own) / UInt128(all))
      }
      for index in job.full.indices {
        totals.full[index] += part(job.full[index], told.full[index])
        totals.dynamic[index] += part(job.dynamic[index], told.dynamic[index])
      }
      totals.low += part(job.low, told.low)
      totals.high += part(job.high, told.high)
      totals.tier = job.tier
    }
    told = job
    counted = time
    return totals.energy.count - before
  }
}
