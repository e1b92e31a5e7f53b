internal import CLinux
public import LinuxFiles

/// The load as the kernel counts it.
///
/// Source: `/proc/stat` in ticks of 10 ms (Linux `Documentation/filesystems/proc.rst`), of which short
/// intervals see little. How long our own threads waited for a CPU (`schedstat`) would be finer, but they
/// wait for each other as well: one that has done its work waits while the next is prepared on its CPU.
public final class KernelLoad: LoadSource {
  private let proc: Directory
  private let clock: any BenchClock

  /// Reads below the root's `/proc`.
  public init(
    below root: borrowing Root, clock: any BenchClock = MonotonicClock()
  ) throws(SystemError) {
    proc = try Directory(".", below: root.proc)
    self.clock = clock
  }

  /// What was counted until now; nil where `/proc/stat` cannot be read.
  public func counters() -> LoadCounters? {
    var buffer = ReadBuffer()
    guard let stat = try? proc.contents(of: "stat", into: &buffer) else { return nil }
    var counters = LoadCounters()
    counters.cpus = Self.cpus(in: stat)
    counters.own = Double(clinux_process_nanoseconds()) / 1e9
    counters.time = clock.seconds()
    return counters
  }

  /// The lines "cpuN user nice system idle iowait irq softirq steal guest guest_nice" in seconds.
  static func cpus(in stat: Span<UInt8>) -> [Int: LoadCounters.CPU] {
    let tick = 0.01  // USER_HZ is 100 on every architecture with an FPU that we build for.
    var cpus: [Int: LoadCounters.CPU] = [:]
    var scanner = ByteScanner(stat)
    repeat {
      guard scanner.skip("cpu"), let number = scanner.peek.flatMap({ $0 == 0x20 ? nil : $0 }),
        number >= 0x30, let cpu = scanner.unsigned()
      else { continue }
      var times: [Double] = []
      while times.count < 8, let ticks = scanner.unsigned() { times.append(Double(ticks) * tick) }
      guard times.count == 8, cpu < 1 << 20 else { continue }
      var entry = LoadCounters.CPU()
      entry.busy = times[0] + times[1] + times[2] + times[5] + times[6]
      entry.stolen = times[7]
      cpus[Int(cpu)] = entry
    } while scanner.skipLine()
    return cpus
  }
}
