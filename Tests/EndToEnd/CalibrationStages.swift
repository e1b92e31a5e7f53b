import Agent
import BenchKit
import Foundation
import LinuxFiles
import NodeModel
import Probes
import TestSupport

@testable import probe

/// A node whose power is a formula of its load, with a clock that a test drives: it is calibrated in no time.
final class FormulaStage: CalibrationStage {
  /// 40 + 16 min(4u, 1) + 24 u + 80 u (f / 3 GHz)³ watts; memory draws 10 % less for what follows u.
  static func watts(_ load: Double, _ hertz: UInt64, _ mix: LoadMix?) -> Double {
    let ratio = Double(hertz) / 3e9
    let work = mix == .memory ? 0.9 : 1
    return 40 + 16 * min(4 * load, 1) + work * (24 * load + 80 * load * ratio * ratio * ratio)
  }

  let formula: FormulaMeter
  var meter: any ReferenceMeter { formula }
  private(set) var now: UInt64 = 1_000_000_000
  private(set) var steps: [CalibrationPlan.Step] = []
  /// What else the node does, as part of its time.
  var background = 0.0
  /// Stops the run in its step of that number.
  var interruptedStep = Int.max
  /// Since a step began, the power reaches it with this time constant.
  private var begun: UInt64 = 0
  private var time = ProcessorTime.Total(busy: 0, given: 0)

  init(_ meter: FormulaMeter = FormulaMeter()) {
    formula = meter
  }

  /// The clock falls by a fifth from idle to full load.
  private var clock: UInt64 {
    UInt64(3e9 * (1 - 0.2 * busy) * (step.clock.map { 0.4 + 0.6 * $0 } ?? 1))
  }
  private var step: CalibrationPlan.Step { steps.last ?? CalibrationPlan.Step() }
  private var busy: Double { max(0, min(1, step.share + background)) }

  func load(_ step: CalibrationPlan.Step) throws {
    steps.append(step)
    begun = now
  }

  func pass(_ nanoseconds: UInt64) throws {
    if steps.count > interruptedStep { throw CalibrationFailure.interrupted }
    now += nanoseconds
    time.given += nanoseconds * 4
    time.busy += UInt64(Double(nanoseconds * 4) * busy)
    // The second after a change is half way.
    let isSettled = now > begun + 1_000_000_000
    let watts = Self.watts(busy, clock, step.mix) * (isSettled ? 1 : 0.7)
    formula.pass(now, watts: watts)
  }

  func processorTime() throws -> ProcessorTime.Total { time }

  func hertz() -> UInt64? { clock }
}

/// A meter with a reading each second.
final class FormulaMeter: ReferenceMeter {
  let name = "formula"
  let scope = Calibration.Scope.node
  let bounds: EnergyBounds? = .exact
  var isSilent = false
  private var series = WattSeries()
  private var next: UInt64 = 0

  func pass(_ now: UInt64, watts: Double) {
    guard now >= next, !isSilent else { return }
    next = now + 1_000_000_000
    series.add(watts, at: now)
  }

  func poll(at now: UInt64) throws {}

  func watts(after start: UInt64, through end: UInt64) -> [Double] {
    series.watts(after: start, through: end)
  }
}

/// A tree with one package whose counter moves with a formula of the load, read by the agent's own probes on
/// a clock that the stage drives.
final class TreeStage: CalibrationStage {
  private(set) var node: NodeMeter?
  private let tree: TemporaryDirectory
  private let root: Root
  private let processors: ProcessorTime
  private var buffer = ReadBuffer()
  /// Since boot, in nanoseconds.
  private(set) var now: UInt64 = 1_000_000_000_000
  private var busy: UInt64 = 0
  private var idle: UInt64 = 0
  private var microjoules: Double = 1_000_000
  private var step = CalibrationPlan.Step()

  private static let zone = "sys/class/powercap/intel-rapl:0/"

  /// 10 + 8 min(4u, 1) + 50 u watts, whatever the CPUs do.
  static func watts(_ load: Double) -> Double { 10 + 8 * min(4 * load, 1) + 50 * load }

  init() throws {
    tree = try TemporaryDirectory()
    try tree.write("intel-rapl\n", to: "sys/class/powercap/intel-rapl/name")
    try tree.write("package-0\n", to: Self.zone + "name")
    try tree.write("1\n", to: Self.zone + "enabled")
    try tree.write("65532610987\n", to: Self.zone + "max_energy_range_uj")
    try tree.write("0-3\n", to: "sys/devices/system/cpu/online")
    try tree.write("node-7\n", to: "proc/sys/kernel/hostname")
    try tree.write(bytes: Array(repeating: 0, count: 16), to: "clock")
    try tree.write("", to: "proc/stat")
    root = try Root(proc: tree.path + "/proc", sys: tree.path + "/sys")
    processors = try ProcessorTime(below: root)
    try pass(0)
    var options = AgentOptions()
    options.sysfs = tree.path + "/sys"
    options.procfs = tree.path + "/proc"
    options.clock = tree.path + "/clock"
    let sampler = try LocalSampler(
      options, program: BuiltProgram.folder.appendingPathComponent("probe-agent").path, state: nil,
      interval: NodeMeter.interval)
    node = try NodeMeter(sampler, packages: 1) { try pass($0) }
  }

  /// What the tree says of the machine.
  var machine: MachineIdentity { MachineIdentity(below: root) }

  var meter: any ReferenceMeter {
    guard let node else { fatalError("a stage without a meter was asked for it") }
    return node
  }

  func load(_ step: CalibrationPlan.Step) throws { self.step = step }

  func pass(_ nanoseconds: UInt64) throws {
    now += nanoseconds
    microjoules += Self.watts(step.share) * Double(nanoseconds) / 1e3
    // Ticks of 10 ms of four CPUs, in quarters of a second.
    let ticks = nanoseconds / 10_000_000 * 4
    busy += UInt64(Double(ticks) * step.share)
    idle += ticks - UInt64(Double(ticks) * step.share)
    let words = [now, 1_790_000_000_000_000_000 + now]
    let bytes = words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
    // In place: the clock is kept open.
    try tree.write(bytes: bytes, to: "clock")
    try tree.write("cpu  \(busy) 0 0 \(idle) 0 0 0 0 0 0\n", to: "proc/stat")
    let counter = UInt64(microjoules) % 65_532_610_987
    try tree.write("\(counter)\n", to: Self.zone + "energy_uj")
  }

  func processorTime() throws -> ProcessorTime.Total { try processors.total(buffer: &buffer) }

  func hertz() -> UInt64? { nil }
}
