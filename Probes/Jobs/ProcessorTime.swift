internal import CLinux
public import LinuxFiles

/// Reads `/proc/stat` anyway.
public protocol ProcessorTimeTeller: AnyObject {
  /// Who is told of each read; nil: nobody.
  var listener: ProcessorTime? { get set }
}

/// How long the CPUs of the node have worked, all together and each.
///
/// Source: the first lines of `/proc/stat`, in ticks of `USER_HZ`; Linux
/// `Documentation/filesystems/proc.rst` §1.7. CPUs that are offline stay in the first.
public final class ProcessorTime {
  /// Times since boot, in ticks: nanoseconds of all CPUs of a big node would not fit into 64 bits after some months.
  public struct Total: Sendable, Equatable {
    /// Spent in programs, guests, the kernel and interrupts.
    public var busy: UInt64
    /// That, and what was idle. What the hypervisor took away is in neither.
    public var given: UInt64
    /// How many nanoseconds a tick has.
    public var tick: UInt64

    /// Two times.
    public init(busy: UInt64, given: UInt64, tick: UInt64 = 1) {
      self.busy = busy
      self.given = given
      self.tick = tick
    }

    /// What passed since an earlier one, in nanoseconds; 0 of what has stepped back.
    public func since(_ earlier: Total) -> (busy: UInt64, given: UInt64) {
      (
        ProcessorTime.nanoseconds(busy - min(busy, earlier.busy), tick),
        ProcessorTime.nanoseconds(given - min(given, earlier.given), tick)
      )
    }
  }

  /// What each CPU did between the last two times that were read, in nanoseconds, by its number; 0 of one
  /// that was not there both times.
  public private(set) var busy: [UInt64] = []
  /// How much time each of them had then, busy or idle, in the mean, in nanoseconds.
  public private(set) var given: UInt64 = 0
  /// All that each did until then, in ticks; 0 of one that was not there.
  private var all: [UInt64] = []
  private var last: Total?

  private let file: KernelFile
  private let tick: UInt64
  /// What somebody else has read since the times were asked for.
  private var told: Total?

  /// Opens the file.
  public init(below root: borrowing Root) throws(SystemError) {
    file = try KernelFile("stat", below: root.proc)
    tick = 1_000_000_000 / UInt64(max(1, sysconf(Int32(_SC_CLK_TCK))))
  }

  /// The times now, or those that were told since they were asked for last.
  public func total(buffer: inout ReadBuffer) throws(SystemError) -> Total {
    if let told {
      self.told = nil
      return told
    }
    guard let total = take(try file.record(into: &buffer)) else {
      throw SystemError(code: EINVAL, operation: "parse", path: "/proc/stat")
    }
    return total
  }

  /// Is told what stands in the file now by whoever reads it anyway: the kernel adds up the interrupts of all CPUs
  /// for each read.
  func tell(_ text: Span<UInt8>) {
    told = take(text)
  }

  private func take(_ text: Span<UInt8>) -> Total? {
    guard let total = Self.total(in: text, tick: tick) else { return nil }
    follow(text)
    let count = UInt64(max(1, all.count { $0 > 0 }))
    given = last.map { total.since($0).given / count } ?? 0
    last = total
    return total
  }

  /// So many ticks; what is beyond 64 bits is no time that passed.
  private static func nanoseconds(_ ticks: UInt64, _ tick: UInt64) -> UInt64 {
    let (product, isBeyond) = ticks.multipliedReportingOverflow(by: tick)
    return isBeyond ? .max : product
  }

  /// Reads the first line.
  static func total(in text: Span<UInt8>, tick: UInt64) -> Total? {
    var scanner = ByteScanner(text)
    guard scanner.skip("cpu "), let ticks = ticks(&scanner) else { return nil }
    return Total(busy: ticks.busy, given: ticks.busy + ticks.idle, tick: tick)
  }

  /// The columns of a line; `user` and `nice` hold the time of guests already.
  private static func ticks(_ scanner: inout ByteScanner) -> (busy: UInt64, idle: UInt64)? {
    var columns = InlineArray<7, UInt64>(repeating: 0)
    for index in columns.indices {
      guard let ticks = scanner.unsigned(), ticks < 1 << 50 else { return nil }
      columns[index] = ticks
    }
    let (user, nice, system, idle) = (columns[0], columns[1], columns[2], columns[3])
    return (user + nice + system + columns[5] + columns[6], idle + columns[4])
  }

  /// Reads the lines of each CPU, which follow the first.
  private func follow(_ text: Span<UInt8>) {
    var scanner = ByteScanner(text)
    for cpu in busy.indices { busy[cpu] = 0 }
    var next = 0
    while scanner.skipLine(), scanner.skip("cpu"), let number = scanner.unsigned(),
      number < UInt64(ProcessorSet.most), Int(number) >= next, let ticks = Self.ticks(&scanner)
    {
      let cpu = Int(number)
      while all.count <= cpu {
        all.append(0)
        busy.append(0)
      }
      for absent in next..<cpu { all[absent] = 0 }
      let time = ticks.busy
      if all[cpu] > 0, time > all[cpu] { busy[cpu] = Self.nanoseconds(time - all[cpu], tick) }
      all[cpu] = time
      next = cpu + 1
    }
    for absent in next..<max(next, all.count) { all[absent] = 0 }
  }
}
