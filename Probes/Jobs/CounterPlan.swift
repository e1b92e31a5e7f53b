internal import LinuxFiles

/// Which counters tell best what a CPU's work costs: cycles on every processor, and on Intel's also instructions and
/// the lines that come from memory. Others' event of that name counts lines of the last cache as well.
///
/// Sources: `/proc/cpuinfo`; on processors of two kinds `/sys/bus/event_source/devices/cpu_{core,atom}/{type,cpus}`,
/// and `PERF_TYPE_HARDWARE` with the unit's number in the upper half of `config` (`perf_event_open(2)`). Tried on
/// trees, never on a processor of two kinds.
struct CounterPlan: Sendable {
  /// The unit of all events: `PERF_TYPE_HARDWARE`, unless a test has none.
  let type: UInt32
  /// Cycles, and instructions and lines where those are counted.
  private(set) var events: [UInt64]
  private let kinds: [(type: UInt32, cpus: [Int32])]

  /// Whether instructions and lines are counted.
  var hasLines: Bool { events.count > 1 }

  /// Other events than a processor's.
  init(type: UInt32, events: [UInt64]) {
    self.type = type
    self.events = events
    kinds = []
  }

  init(below root: borrowing Root) {
    type = 0
    events = Self.isIntel(root) ? [0, 1, 3] : [0]
    var kinds: [(type: UInt32, cpus: [Int32])] = []
    for name in ["cpu_core", "cpu_atom"] {
      let folder = "bus/event_source/devices/" + name
      guard let type = root.sys.text(of: folder + "/type").flatMap({ UInt32($0) }),
        let cpus = root.sys.text(of: folder + "/cpus")
      else { continue }
      kinds.append((type, CPUList.numbers(cpus)))
    }
    self.kinds = kinds
  }

  /// Cycles have to do.
  mutating func leaveOutLines() { events = Array(events.prefix(1)) }

  /// The counters of each CPU in a list.
  func counters(of cpus: String) -> [CounterSet.Plan] {
    CPUList.numbers(cpus).filter { $0 < ProcessorSet.most }.map { cpu in
      let kind = kinds.first { $0.cpus.contains(cpu) }?.type ?? 0
      return CounterSet.Plan(
        cpu: cpu, types: events.map { _ in type }, events: events.map { $0 | UInt64(kind) << 32 })
    }
  }

  private static func isIntel(_ root: borrowing Root) -> Bool {
    var buffer = ReadBuffer()
    guard let text = try? root.proc.contents(of: "cpuinfo", into: &buffer) else { return false }
    var scanner = ByteScanner(text)
    guard scanner.seek(line: "vendor_id"), scanner.skip(past: ":") else { return false }
    scanner.skipBlanks()
    return scanner.skip("GenuineIntel")
  }
}
