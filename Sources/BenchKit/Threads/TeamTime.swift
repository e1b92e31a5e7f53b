/// How long one piece of work took a team, by the wall and by the threads' own CPU clocks.
public struct TeamTime: Sendable, Equatable {
  /// From the opening of the gate until the last thread was done.
  public let seconds: Double
  /// The least share of its own wall time that any thread was running on its CPU, 0 to 1.
  ///
  /// Below 0.98 somebody else ran there: the hypervisor's neighbours do not show here, other processes do.
  public let cpuShare: Double
  /// The mean thread's time over the slowest thread's, 0 to 1: 1 is perfect balance.
  public let balance: Double

  /// States a measured time.
  public init(seconds: Double, cpuShare: Double, balance: Double) {
    self.seconds = seconds
    self.cpuShare = cpuShare
    self.balance = balance
  }

  /// From what each thread of a team wrote down.
  init(of shifts: some Collection<TeamGate.Shift>) {
    let start = shifts.lazy.map(\.start).min() ?? 0
    let end = shifts.lazy.map(\.end).max() ?? 0
    let wall = Double(end - start)
    var cpuShare = 1.0
    var total = 0.0
    for shift in shifts {
      let own = Double(shift.end - shift.start)
      total += own
      if own > 0 { cpuShare = min(cpuShare, Double(shift.cpu) / own) }
    }
    seconds = wall / 1e9
    self.cpuShare = cpuShare
    balance = wall > 0 ? total / Double(shifts.count) / wall : 1
  }
}
