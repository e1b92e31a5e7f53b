import EnergyLedger
import Exporters
import Foundation
import LinuxFiles
import NodeModel
@testable import Probes
import TestSupport

@testable import Agent

/// A node in a folder whose energy, CPUs and jobs a test moves by hand, with the sampler over it.
final class StagedNode {
  let tree: TemporaryDirectory
  let settings: Configuration
  private(set) var sampler: Sampler
  private let log = Log(upTo: .error, isJournal: false)
  private var clock: NodeClock
  /// Boot time and realtime in nanoseconds.
  private(set) var now: UInt64 = 1_000_000_000_000
  private(set) var realtime: UInt64 = 1_790_000_000_000_000_000
  private var boot = 1
  /// Ticks of 10 ms that all CPUs were busy and idle.
  private var ticks: (busy: UInt64, idle: UInt64) = (1000, 10_000)
  private var counter: UInt64
  let range: UInt64

  private static let zone = "sys/class/powercap/intel-rapl:0/"
  static let group = "sys/fs/cgroup/system.slice/slurmstepd.scope"
  static let processors: UInt64 = 4

  /// - Parameters:
  ///   - range: of the package's counter, in microjoules.
  ///   - counter: where it stands at the beginning.
  init(range: UInt64, counter: UInt64 = 1_000_000, _ settings: Configuration = Configuration())
    throws
  {
    tree = try TemporaryDirectory()
    self.range = range
    self.counter = counter
    self.settings = settings
    try tree.write("intel-rapl\n", to: "sys/class/powercap/intel-rapl/name")
    try tree.write("package-0\n", to: Self.zone + "name")
    try tree.write("1\n", to: Self.zone + "enabled")
    try tree.write("\(range)\n", to: Self.zone + "max_energy_range_uj")
    try tree.write("\(counter)\n", to: Self.zone + "energy_uj")
    try tree.write("0-3\n", to: "sys/devices/system/cpu/online")
    try tree.write("MemTotal: 8388608 kB\n", to: "proc/meminfo")
    try tree.write("node-7\n", to: "proc/sys/kernel/hostname")
    try tree.write("cpu memory\n", to: "sys/fs/cgroup/cgroup.controllers")
    try tree.write("usage_usec 0\n", to: Self.group + "/cpu.stat")
    try tree.folder("state")
    try tree.write(bytes: Array(repeating: 0, count: 16), to: "clock")
    clock = try NodeClock(drivenBy: tree.path + "/clock")
    sampler = try Self.sampler(tree, clock, settings, boot: boot, log)
    try writeBoot()
    try writeClock()
    try writeTicks()
  }

  private static func sampler(
    _ tree: TemporaryDirectory, _ clock: NodeClock, _ settings: Configuration, boot: Int, _ log: Log
  ) throws -> Sampler {
    let state = EnergyState(
      in: tree.path + "/state", bootID: "boot-\(boot)", limits: EnergyAccount.limits(settings.jobs),
      retention: settings.state.retention, clock: clock, log: log)
    let sampler = Sampler(
      below: try Root(proc: tree.path + "/proc", sys: tree.path + "/sys"), clock: clock,
      probes: [ProbeSection(PowercapEnergy.self)], supervisors: [],
      agent: try AgentSection(clock: clock), bench: BenchSection(in: nil, clock: clock, log: log),
      state: state,
      calibration: CalibrationFile(in: tree.path + "/state", clock: clock, log: log),
      interval: 1_000_000_000)
    sampler.apply(settings)
    return sampler
  }

  // MARK: What happens

  /// Time passes: the package draws so many microjoules, and the CPUs are busy for so many ticks.
  func pass(_ nanoseconds: UInt64, microjoules: UInt64 = 0, busy: UInt64 = 0) throws {
    now += nanoseconds
    realtime += nanoseconds
    counter = (counter + microjoules) % range
    let all = nanoseconds / 10_000_000 * Self.processors
    ticks.busy += busy
    ticks.idle += all - min(all, busy)
    try writeClock()
    try writeTicks()
    try tree.write("\(counter)\n", to: Self.zone + "energy_uj")
  }

  /// Somebody sets the clock.
  func setClock(by seconds: Int64) throws {
    realtime = UInt64(Int64(realtime) + seconds * 1_000_000_000)
    try writeClock()
  }

  /// The counter cannot be read, or can be again.
  func setReadable(_ isReadable: Bool) throws {
    try tree.write(isReadable ? "\(counter)\n" : "\n", to: Self.zone + "energy_uj")
  }

  /// What the tree says of the machine.
  var machine: MachineIdentity {
    get throws {
      MachineIdentity(below: try Root(proc: tree.path + "/proc", sys: tree.path + "/sys"))
    }
  }

  /// `probe calibrate` has fitted a model.
  func keep(_ calibration: Calibration) throws {
    var json = JSONWriter()
    calibration.write(into: &json)
    try tree.write(bytes: json.text.bytes, to: "state/calibration.json")
  }

  /// SIGHUP: the configuration is read again, and is the same.
  func reload() { sampler.apply(settings) }

  /// SIGHUP: the configuration is another one.
  func reload(_ changed: Configuration) { sampler.apply(changed) }

  /// SIGHUP: rounds are to be that far apart from now on, in nanoseconds.
  func reload(interval: UInt64) {
    var changed = settings
    changed.interval = interval
    sampler.apply(changed)
  }

  /// The machine is four threads of a Xeon Gold 6230, of Cascade Lake.
  func setProcessor() throws {
    var text = ""
    for number in 0..<4 {
      text += """
        processor\t: \(number)
        vendor_id\t: GenuineIntel
        cpu family\t: 6
        model\t\t: 85
        model name\t: Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz
        stepping\t: 7
        physical id\t: 0
        flags\t\t: fpu


        """
    }
    try tree.write(text, to: "proc/cpuinfo")
    try tree.write("0-3\n", to: "sys/devices/system/cpu/present")
  }

  /// Another package, whose counter stands at `counter`; nil: its zone is gone.
  func setSecondPackage(_ counter: UInt64?) throws {
    let zone = "sys/class/powercap/intel-rapl:1"
    guard let counter else { return try tree.remove(zone) }
    try tree.write("package-1\n", to: zone + "/name")
    try tree.write("1\n", to: zone + "/enabled")
    try tree.write("\(range)\n", to: zone + "/max_energy_range_uj")
    try tree.write("\(counter)\n", to: zone + "/energy_uj")
  }

  /// A job's CPU time since it began, in microseconds; it begins with its first.
  func set(job: Int, microseconds: UInt64) throws {
    try tree.write("usage_usec \(microseconds)\n", to: Self.group + "/job_\(job)/cpu.stat")
  }

  /// A job keeps that many CPUs from others, in thousandths.
  func reserve(job: Int, thousandths: Int) throws {
    try tree.write("\(thousandths * 100) 100000\n", to: Self.group + "/job_\(job)/cpu.max")
  }

  /// A job keeps that much memory from others.
  func reserve(job: Int, mebibytes: UInt64) throws {
    try tree.write("\(mebibytes << 20)\n", to: Self.group + "/job_\(job)/memory.max")
  }

  func end(job: Int) throws { try tree.remove(Self.group + "/job_\(job)") }

  /// The agent is gone without a word, and another one begins.
  ///
  /// - Parameter changed: its configuration; nil: the same.
  func killAndRestart(_ changed: Configuration? = nil) throws {
    sampler = try Self.sampler(tree, clock, changed ?? settings, boot: boot, log)
  }

  func stopAndRestart(_ changed: Configuration? = nil) throws {
    sampler.stop()
    try killAndRestart(changed)
  }

  /// The machine begins anew; its counter stands at `counter`.
  func reboot(counter: UInt64) throws {
    boot += 1
    self.counter = counter
    now = 60_000_000_000
    ticks = (100, 1000)
    try writeBoot()
    try pass(0)
    try killAndRestart()
  }

  private func writeBoot() throws {
    try tree.write("boot-\(boot)\n", to: "proc/sys/kernel/random/boot_id")
  }

  private func writeClock() throws {
    let bytes = [now, realtime].flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
    }
    try tree.write(bytes: bytes, to: "clock")
  }

  private func writeTicks() throws {
    try tree.write(
      "cpu  \(ticks.busy) 0 0 \(ticks.idle) 0 0 0 0 0 0\n", to: "proc/stat")
  }

  // MARK: What is seen

  /// A round, and what it published: exact millionths by name and labels, others as they are.
  @discardableResult
  func round() throws -> [String: UInt64] {
    sampler.round()
    var seen: [String: UInt64] = [:]
    guard let snapshot = sampler.store.scrape() else { return [:] }
    for (index, entry) in snapshot.catalogue.entries.enumerated() {
      let labels = entry.labels.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
      let name = labels.isEmpty ? "\(entry.metric.name)" : "\(entry.metric.name){\(labels)}"
      switch snapshot.values[index] {
      case .micro(let value), .count(let value): seen[name] = value
      case .real(let value): seen[name] = UInt64(value * 1e6)
      case .absent: break
      }
    }
    return seen
  }
}

extension [String: UInt64] {
  /// The sum of all series of a family.
  func sum(_ family: String) -> UInt64 {
    filter { $0.key == family || $0.key.hasPrefix(family + "{") }.values.reduce(0, +)
  }
}
