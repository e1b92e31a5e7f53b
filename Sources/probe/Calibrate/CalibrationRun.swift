import NodeModel
import PowerModel
import Probes

/// Puts a node through the loads of a plan and looks at what it draws under each.
struct CalibrationRun {
  let plan: CalibrationPlan
  let stage: any CalibrationStage

  /// Time between two looks at the meter, in nanoseconds.
  private static let tick: UInt64 = 250_000_000
  /// Power is steady when three readings in a row lie within this part of their mean.
  private static let steadiness = 0.02
  /// Fewer readings of a step do not tell how much they vary.
  private static let fewestReadings = 3

  /// The samples of all steps; `show` is told before each look how far it is.
  func samples(
    _ show: (_ step: Int, _ watts: Double?) -> Void
  ) throws -> [CalibrationSample] {
    var samples: [CalibrationSample] = []
    for (number, step) in plan.steps.enumerated() {
      func tell(_ watts: Double?) { show(number, watts) }
      try stage.load(step)
      try settle(tell)
      samples += try measure(step, number: number, tell)
    }
    return samples
  }

  /// Waits until power is steady, within the bounds of the plan.
  private func settle(_ show: (Double?) -> Void) throws {
    let start = stage.now
    while stage.now < start + plan.mostSettling {
      let last = try look(since: start, show).suffix(3)
      guard stage.now >= start + plan.leastSettling, last.count == 3,
        let least = last.min(), let most = last.max()
      else { continue }
      if most - least <= Self.steadiness * last.reduce(0, +) / 3 { return }
    }
  }

  private func measure(
    _ step: CalibrationPlan.Step, number: Int, _ show: (Double?) -> Void
  ) throws -> [CalibrationSample] {
    let meter = stage.meter
    meter.begin(step.title)
    let start = stage.now
    let before = try stage.processorTime()
    var clock = ClockMean()
    var watts: [Double] = []
    while stage.now < start + plan.measuring || watts.count < Self.fewestReadings {
      guard stage.now < start + plan.measuring + meter.patience else {
        throw CalibrationFailure.silent(
          meter: meter.name, step: step.title, readings: watts.count)
      }
      watts = try look(since: start, show)
      clock.add(stage.hertz())
    }
    let after = try stage.processorTime()
    let utilization = Self.utilization(before, after)
    try check(step, utilization)
    return watts.map {
      CalibrationSample(
        step: number, utilization: utilization, hertz: clock.hertz,
        microwatts: UInt64(min(max($0, 0), 1e12) * 1e6), load: step.load)
    }
  }

  /// Lets a moment pass and asks the meter; its readings since `start`.
  private func look(since start: UInt64, _ show: (Double?) -> Void) throws -> [Double] {
    try stage.pass(Self.tick)
    try stage.meter.poll(at: stage.now)
    let watts = stage.meter.watts(after: start, through: stage.now)
    show(watts.last)
    return watts
  }

  /// What spoils the whole calibration is said at once, not after all steps.
  private func check(
    _ step: CalibrationPlan.Step, _ utilization: UInt32
  ) throws(CalibrationRefusal) {
    let percent = Int(utilization / 10_000)
    if step.mix == nil, utilization > 50_000 { throw .notIdle(percent: percent) }
    if step.share >= 1, step.clock == nil, utilization < 900_000 {
      throw .notLoaded(percent: percent)
    }
  }

  /// In millionths of the time that CPUs were given.
  static func utilization(_ before: ProcessorTime.Total, _ after: ProcessorTime.Total) -> UInt32 {
    let (busy, given) = after.since(before)
    return given > 0 ? UInt32(min(1, Double(busy) / Double(given)) * 1e6) : 0
  }
}

/// The mean of what the clock was at some looks; nil where one of them told none.
private struct ClockMean {
  private var sum: UInt64 = 0
  private var count: UInt64 = 0
  private var isKnown = true

  mutating func add(_ hertz: UInt64?) {
    guard let hertz else { return isKnown = false }
    sum += hertz
    count += 1
  }

  var hertz: UInt64? { isKnown && count > 0 ? sum / count : nil }
}
