import Agent
import ArgumentParser
import CLinux
import Commands
import LinuxFiles
import NodeModel
import PowerModel
import Probes
import Terminal

/// `probe calibrate`: a model of what this node draws, fitted to a meter.
struct CalibrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Fit a model of this node's power to a meter, for when there is none.",
    discussion: """
      Loads all CPUs step by step, idle first, and looks at what a meter shows: this node's own, such \
      as RAPL or its power supply's, which only root may read; or one outside, by --meter-file or --watts. \
      Nothing else should run meanwhile. It takes three minutes at most, one with --quick.

      The model is kept in the state directory, and the agent uses it within seconds wherever no meter \
      can be read: tier C, between bounds. One fitted to RAPL is of the processors alone, so it stands in only \
      where the agent has read RAPL since its start. With another CPU, board or firmware it is refused.
      Exit status: 0 done, 1 the node was not idle or not loaded, 2 wrong use or no meter, 130 Ctrl-C.

      Examples:
        sudo probe calibrate
        probe calibrate --meter-file plug.csv --meter-error 1
        probe calibrate --watts
        probe calibrate --show
      """)

  @Flag(help: "Take 55 seconds.")
  var quick = false

  @Option(help: ArgumentHelp("Take so many seconds at most.", valueName: "count"))
  var seconds: Double?

  @Flag(help: "Measure two lower clocks as well; they are put back at the end. For root.")
  var clocks = false

  @OptionGroup var choice: MeterChoice

  @Flag(
    name: .customLong("show"), help: "Show the calibration that is kept, and make none.")
  var isShowing = false

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var state: StateOptions
  @OptionGroup var root: RootOptions

  func validate() throws {
    if let seconds {
      if quick { throw ValidationError("--quick and --seconds are two times; give one") }
      let least = CalibrationPlan.leastSeconds(clocks: clocks)
      guard (least...86_400).contains(seconds) else {
        throw ValidationError("--seconds \(seconds) is no number from \(Int(least)) to 86400")
      }
    }
  }

  func run() throws {
    // Who stops reading does not end a calibration while it holds clocks.
    clinux_ignore(SIGPIPE)
    let store = CalibrationStore(state)
    let tree = try root.open()
    let machine = MachineIdentity(below: tree)
    if isShowing { return try show(store, machine) }
    // Everything that can be wrong is found before the first second of load.
    try store.check()
    let limits = clocks ? try ClockLimits(below: tree) : nil
    let meter = try choice.meter() ?? ownMeter(machine)
    let stage = try LiveStage(below: tree, meter: meter, limits: limits)
    let calibration: Calibration
    do {
      calibration = try Calibration(
        fitting: try samples(stage), of: machine, scope: meter.scope, meter: meter.name,
        instrument: meter.bounds, made: clinux_realtime_nanoseconds())
    } catch {
      try end(with: error, store)
    }
    try store.keep(calibration)
    try show(calibration)
    StandardStream.error.write("probe: kept in \(store.path), where the agent finds it\n")
  }

  private func ownMeter(_ machine: MachineIdentity) throws -> any ReferenceMeter {
    var options = AgentOptions()
    options.sysfs = root.sysfs
    options.procfs = root.procfs
    let sampler = try LocalSampler(
      options, program: AgentProgramFile.find(), state: nil, interval: NodeMeter.interval)
    return try NodeMeter(sampler, packages: machine.packages)
  }

  private func samples(_ stage: LiveStage) throws -> [CalibrationSample] {
    let shortest = CalibrationPlan.leastSeconds(clocks: clocks)
    let plan = CalibrationPlan(
      seconds: seconds ?? (quick ? shortest : max(shortest, CalibrationPlan.seconds)),
      clocks: clocks)
    let progress = CalibrationProgress(plan, isAsking: choice.watts)
    defer {
      stage.end()
      progress.end()
    }
    return try CalibrationRun(plan: plan, stage: stage).samples {
      progress.show(step: $0, watts: $1)
    }
  }

  /// What could not be fitted leaves everything as it was.
  private func end(with error: any Error, _ store: CalibrationStore) throws -> Never {
    let kept = try? store.calibration()
    let stays = kept.map { "; the one of \(Timestamp.minute($0.made)) stays" } ?? ""
    switch error {
    case CalibrationFailure.interrupted:
      StandardStream.error.write("probe: stopped, nothing is calibrated\(stays)\n")
      throw ExitCode(130)
    case is CalibrationRefusal, is CalibrationFailure:
      StandardStream.error.write("probe: \(error)\(stays)\n")
      throw ExitCode(1)
    default: throw error
    }
  }

  private func show(_ store: CalibrationStore, _ machine: MachineIdentity) throws {
    guard let calibration = try store.calibration() else {
      StandardStream.error.write(
        "probe: there is no \(store.path); probe calibrate makes one\n")
      throw ExitCode(1)
    }
    try show(calibration)
    do throws(CalibrationMismatch) {
      _ = try CalibratedModel(calibration, on: machine)
    } catch {
      StandardStream.error.write("probe: \(error)\n")
      throw ExitCode(1)
    }
  }

  private func show(_ calibration: Calibration) throws {
    if json { return try Output.write(bytes: CalibrationStore.bytes(of: calibration)) }
    let width = StandardStream.output.isTerminal ? TerminalSize(of: 1)?.columns : nil
    try Output.write(
      lines: CalibrationTable(style: .standardOutput).lines(
        of: calibration, width: width, now: clinux_realtime_nanoseconds()))
  }
}
