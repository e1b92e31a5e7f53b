internal import CLinux
internal import LinuxFiles
internal import NodeModel

/// What the CPUs spend their time on, and how much of it is work.
///
/// Source: `/proc/stat`, times in ticks of `USER_HZ` (`sysconf(_SC_CLK_TCK)`); Linux
/// `Documentation/filesystems/proc.rst` §1.7. The kernel books the time of guests (virtual
/// machines) in `user` and `nice` too; here it is taken out, so that the modes of a CPU add up to
/// its time.
final class Processor: Probe, ProcessorTimeTeller {
  static let name: StaticString = "cpu"

  /// The columns of a `cpuN` line in the kernel's order; older kernels have fewer.
  enum Mode: Int, CaseIterable {
    case user, nice, system, idle, iowait, irq, softirq, steal, guest
    case guestNice

    var label: String { self == .guestNice ? "guest_nice" : "\(self)" }
  }

  /// A smaller number than before is held back up to this many seconds. `idle` and `iowait` are
  /// known to step back a little; a large step is a CPU that was taken out and put back.
  private static let largestStepBack: UInt64 = 3

  private let file: KernelFile
  private let ticksPerSecond: UInt64
  private let modes: Int
  private var cpus: [UInt64] = []
  /// Places in the table and last ticks, `modes` for each CPU.
  private var times: [Series] = []
  private var ticks: [UInt64] = []
  private var window = UtilizationWindow()
  private let utilization: Series
  private let rows: SystemRows
  var listener: ProcessorTime?

  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    let file: KernelFile
    do {
      file = try KernelFile("stat", below: root.proc)
    } catch  where error.isAbsent {
      return nil
    }
    self.file = file
    ticksPerSecond = UInt64(max(1, sysconf(Int32(_SC_CLK_TCK))))
    utilization = series.add(.cpuUtilization)
    rows = SystemRows(&series)

    var buffer = ReadBuffer()
    var scanner = ByteScanner(try file.record(into: &buffer))
    var modes = 0
    while let cpu = Self.nextCPU(in: &scanner) {
      if cpus.isEmpty {
        let start = scanner.position
        while modes < Mode.allCases.count, scanner.unsigned() != nil { modes += 1 }
        scanner.rewind(to: start)
      }
      cpus.append(cpu)
      for mode in Mode.allCases.prefix(modes) {
        times.append(series.add(.cpuTime, ["cpu": String(cpu), "mode": mode.label]))
      }
      scanner.skipLine()
    }
    self.modes = modes
    ticks = Array(repeating: 0, count: times.count)
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    do {
      let text = try file.record(into: &buffer)
      listener?.tell(text)
      var scanner = ByteScanner(text)
      readTimes(&scanner, into: &readings)
      rows.read(&scanner, into: &readings)
    } catch {
      readings.failAll(error)
    }
  }

  private func readTimes(_ scanner: inout ByteScanner, into readings: inout Readings) {
    var index = 0
    var busy: UInt64 = 0
    var given: UInt64 = 0
    var isComplete = true
    while let cpu = Self.nextCPU(in: &scanner) {
      defer { scanner.skipLine() }
      guard index < cpus.count, cpus[index] == cpu else {
        readings.discoverAgain()
        continue
      }
      if let now = columns(&scanner) {
        for mode in 0..<modes {
          let place = index * modes + mode
          ticks[place] = advance(ticks[place], to: now[mode])
          let (millionths, overflow) = ticks[place].multipliedReportingOverflow(by: 1_000_000)
          guard !overflow else {
            readings.refuse(times[place], .implausible)
            isComplete = false
            continue
          }
          readings.set(times[place], micro: millionths / ticksPerSecond)
          switch Mode(rawValue: mode) {
          // Time that the hypervisor gave to others is neither work of this node nor idle.
          case .steal: break
          case .idle, .iowait: given &+= ticks[place]
          default:
            busy &+= ticks[place]
            given &+= ticks[place]
          }
        }
      } else {
        for place in index * modes..<(index + 1) * modes { readings.fail(times[place], .garbled) }
        isComplete = false
      }
      index += 1
    }
    guard index == cpus.count, index > 0 else {
      // CPUs went away: what is left of them is cleared until the new table is there.
      for place in index * modes..<times.count { readings.clear(times[place]) }
      readings.clear(utilization)
      readings.discoverAgain()
      return
    }
    if isComplete, let ratio = window.add(time: readings.time, busy: busy, total: given) {
      readings.set(utilization, ratio)
    } else {
      readings.clear(utilization)
    }
  }

  /// The columns of one line with the guests' time taken out of `user` and `nice`; nil where the
  /// line is shorter than the first one was.
  private func columns(_ scanner: inout ByteScanner) -> InlineArray<10, UInt64>? {
    var values = InlineArray<10, UInt64>(repeating: 0)
    for mode in 0..<modes {
      guard let value = scanner.unsigned() else { return nil }
      values[mode] = value
    }
    values[0] -= min(values[0], values[Mode.guest.rawValue])
    values[1] -= min(values[1], values[Mode.guestNice.rawValue])
    return values
  }

  private func advance(_ old: UInt64, to new: UInt64) -> UInt64 {
    new < old && old - new <= Self.largestStepBack * ticksPerSecond ? old : new
  }

  /// Moves behind the name of the next `cpuN` line, over the line that adds up all CPUs.
  static func nextCPU(in scanner: inout ByteScanner) -> UInt64? {
    while scanner.skip("cpu") {
      if scanner.peek != 0x20, let number = scanner.unsigned() { return number }
      scanner.skipLine()
    }
    return nil
  }
}

extension Metric {
  static let cpuTime = Metric(
    "nodeprobe_cpu_seconds_total",
    "Time of a CPU by what it did; guests are not part of user and nice")
  static let cpuUtilization = Metric(
    "nodeprobe_cpu_utilization_ratio",
    "Share of the CPU time given to this node in the last 15 s that was not idle")
}
