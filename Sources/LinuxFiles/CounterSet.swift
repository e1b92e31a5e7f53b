internal import CLinux

/// Counters of CPUs that count all that runs there, or what runs there of one control group and of those below it.
///
/// System call: `perf_event_open(2)` with `PERF_FLAG_PID_CGROUP`, one event a CPU. The counters of one CPU count at
/// the same times, and are read by one call. A group may go: what it did until then can still be read. Root,
/// CAP_PERFMON or `kernel.perf_event_paranoid` below 1 are asked for.
public final class CounterSet: Sendable {
  /// The most counters of one CPU.
  public static let most = 3

  /// What to count on one CPU.
  public struct Plan: Sendable, Equatable {
    /// The CPU.
    public let cpu: Int32
    /// The unit's number, of each counter.
    public let types: [UInt32]
    /// What of that unit, of each counter.
    public let events: [UInt64]

    /// At most `CounterSet.most` counters.
    public init(cpu: Int32, types: [UInt32], events: [UInt64]) {
      self.cpu = cpu
      self.types = Array(types.prefix(CounterSet.most))
      self.events = Array(events.prefix(CounterSet.most))
    }
  }

  /// What the counters of one CPU show since they were opened.
  public struct Reading: Sendable, Equatable {
    /// For how long whatever is counted was on the CPU, in nanoseconds.
    public var enabled: UInt64 = 0
    /// For how much of that the unit had room for the counters.
    public var running: UInt64 = 0
    /// The counts, in the order of the plan.
    public var counts = SIMD4<UInt64>.zero

    /// Nothing yet.
    public init() {}
  }

  /// All counters, those of one CPU beside each other.
  private let raws: [Int32]
  private let perCPU: Int

  /// How many descriptors it holds.
  public var count: Int { raws.count }

  /// Opens counters of everything on these CPUs.
  public convenience init(_ plan: [Plan]) throws(SystemError) {
    try self.init(plan, of: -1)
  }

  /// Opens counters of a control group on these CPUs.
  public convenience init(_ plan: [Plan], of group: borrowing Directory) throws(SystemError) {
    try self.init(plan, of: group.raw)
  }

  private init(_ plan: [Plan], of group: Int32) throws(SystemError) {
    var opened: [Int32] = []
    perCPU = max(1, plan.first?.events.count ?? 1)
    for cpu in plan {
      var leader: Int32 = -1
      for (type, event) in zip(cpu.types, cpu.events) {
        let raw = clinux_perf_member(type, event, group, cpu.cpu, leader)
        guard raw >= 0 else {
          let error = SystemError.last("open a perf event")
          for raw in opened { close(raw) }
          throw error
        }
        if leader < 0 { leader = raw }
        opened.append(raw)
      }
    }
    raws = opened
  }

  deinit {
    for raw in raws { close(raw) }
  }

  /// What the counters of the plan's CPU at `place` show; nil where the kernel has given them up.
  public func reading(_ place: Int) -> Reading? {
    guard place * perCPU < raws.count else { return nil }
    var words = SIMD8<UInt64>.zero
    let length = unsafe withUnsafeMutableBytes(of: &words) {
      unsafe read(raws[place * perCPU], $0.baseAddress, $0.count)
    }
    guard length == (3 + perCPU) * 8 else { return nil }
    var reading = Reading()
    reading.enabled = words[1]
    reading.running = words[2]
    for member in 0..<perCPU { reading.counts[member] = words[3 + member] }
    return reading
  }
}
