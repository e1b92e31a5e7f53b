import BenchKit
import CLinux
import LinuxFiles
import Probes

/// The node that this program runs on, while it is calibrated.
final class LiveStage: CalibrationStage {
  let meter: any ReferenceMeter

  private let machine: Machine
  private let processors: ProcessorTime
  private let clock: ProcessorClock?
  private let limits: ClockLimits?
  private let signals: InterruptSignal
  private var buffer = ReadBuffer()
  private var current: SteadyLoad?

  /// The node may not be loaded as a whole.
  struct TooFewCPUs: Error, CustomStringConvertible {
    let allowed: Int
    let online: Int

    var description: String {
      "this process may use \(allowed) of \(online) CPUs, and a calibration loads all of them; run it "
        + "outside the container, cpuset or quota"
    }
  }

  /// - Parameter limits: holds the clock where the plan asks; nil where it never does.
  init(below root: borrowing Root, meter: any ReferenceMeter, limits: ClockLimits?) throws {
    signals = InterruptSignal(isHolding: limits != nil)
    machine = Machine(below: root)
    var buffer = ReadBuffer()
    let online = ProcessorList.online(below: root, buffer: &buffer) ?? machine.cpus.count
    guard machine.cpus.count >= online else {
      throw TooFewCPUs(allowed: machine.cpus.count, online: online)
    }
    processors = try ProcessorTime(below: root)
    clock = try? ProcessorClock(below: root)
    self.meter = meter
    self.limits = limits
  }

  var now: UInt64 { clinux_monotonic_nanoseconds() }

  func load(_ step: CalibrationPlan.Step) throws {
    current?.end()
    current = nil
    try limits?.hold(at: step.clock)
    if let mix = step.mix { current = try SteadyLoad(mix, share: step.share, on: machine) }
  }

  /// Takes the load off, and lets the clock go.
  func end() {
    current?.end()
    current = nil
    limits?.putBack()
    signals.release()
  }

  func pass(_ nanoseconds: UInt64) throws {
    usleep(UInt32(clamping: nanoseconds / 1000))
    if signals.wasRaised { throw CalibrationFailure.interrupted }
  }

  func processorTime() throws -> ProcessorTime.Total { try processors.total(buffer: &buffer) }

  func hertz() -> UInt64? { clock?.hertz(buffer: &buffer) }
}
