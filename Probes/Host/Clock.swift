internal import CLinux
internal import LinuxFiles
internal import NodeModel

/// How well the node's clock is kept.
///
/// Source: `adjtimex(2)` without a change, on the running kernel only. Offset and jitter are in
/// nanoseconds if the status says so, else in microseconds; frequencies are in 2⁻¹⁶ ppm. The time
/// itself is no metric: a page shows the past, and the difference to the time of the scrape would be
/// the page's age and not the clock's error.
final class Clock: Probe {
  static let name: StaticString = "clock"
  static var cadence: Cadence { .seconds(10) }

  private let offset: Series
  private let frequency: Series
  private let maximumError: Series
  private let estimatedError: Series
  private let synchronized: Series
  private let status: Series
  private let timeConstant: Series
  private let tick: Series
  private let internationalOffset: Series
  private let pulseFrequency: Series
  private let pulseJitter: Series
  private let pulseErrors: Series
  private let all: [Series]
  /// What only a pulse per second can tell.
  private let pulses: [Series]

  /// Nil where the tree is not the running kernel's: its clock would not be the node's.
  init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    guard root.isLive else { return nil }
    offset = series.add(.clockOffset)
    frequency = series.add(.clockFrequency)
    maximumError = series.add(.clockMaximumError)
    estimatedError = series.add(.clockEstimatedError)
    synchronized = series.add(.clockSynchronized)
    status = series.add(.clockStatus)
    timeConstant = series.add(.clockTimeConstant)
    tick = series.add(.clockTick)
    internationalOffset = series.add(.clockInternationalOffset)
    pulseFrequency = series.add(.clockPulseFrequency)
    pulseJitter = series.add(.clockPulseJitter)
    pulseErrors = series.add(.clockPulseErrors)
    pulses = [pulseFrequency, pulseJitter, pulseErrors]
    all =
      [
        offset, frequency, maximumError, estimatedError, synchronized, status, timeConstant, tick,
        internationalOffset,
      ] + pulses
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    var state = clinux_clock()
    let answer = unsafe clinux_read_clock(&state)
    guard answer >= 0 else {
      for series in all { readings.fail(series, .accessDenied) }
      return
    }
    set(state, isSynchronized: answer != TIME_ERROR, in: &readings)
  }

  private func set(_ state: clinux_clock, isSynchronized: Bool, in readings: inout Readings) {
    let parts = state.status & STA_NANO != 0 ? 1e9 : 1e6
    let frequencyUnit = 65_536.0 * 1e6
    readings.set(offset, Double(state.offset) / parts)
    readings.set(frequency, 1 + Double(state.freq) / frequencyUnit)
    readings.set(maximumError, Double(state.maxerror) / 1e6)
    readings.set(estimatedError, Double(state.esterror) / 1e6)
    readings.set(synchronized, count: isSynchronized ? 1 : 0)
    readings.set(status, Double(state.status))
    readings.set(timeConstant, Double(state.constant))
    readings.set(tick, Double(state.tick) / 1e6)
    if let seconds = Self.internationalOffset(state.tai) {
      readings.set(internationalOffset, seconds)
    } else {
      readings.clear(internationalOffset)
    }
    // Without a pulse per second these are zeros that nobody measured.
    guard state.status & STA_PPSSIGNAL != 0 else {
      for series in pulses { readings.clear(series) }
      return
    }
    readings.set(pulseFrequency, 1 + Double(state.ppsfreq) / frequencyUnit)
    readings.set(pulseJitter, Double(state.jitter) / parts)
    readings.set(pulseErrors, Double(state.errcnt))
  }

  /// The kernel starts with 0 and learns the true number from whoever keeps its clock: it was never
  /// 0 since UTC exists (10 s at its beginning in 1972), so that is nil.
  static func internationalOffset(_ seconds: Int32) -> Double? {
    seconds == 0 ? nil : Double(seconds)
  }
}

extension Metric {
  static let clockOffset = Metric(
    "nodeprobe_clock_offset_seconds", "What the clock still has to be moved by")
  static let clockFrequency = Metric(
    "nodeprobe_clock_frequency_ratio", "The clock's corrected speed against its own")
  static let clockMaximumError = Metric(
    "nodeprobe_clock_max_error_seconds", "The largest error that the clock can have")
  static let clockEstimatedError = Metric(
    "nodeprobe_clock_estimated_error_seconds", "The error that the clock probably has")
  static let clockSynchronized = Metric(
    "nodeprobe_clock_synchronized", "Whether the clock follows a reliable one, 0 or 1")
  static let clockStatus = Metric("nodeprobe_clock_status", "Status bits of adjtimex(2)")
  static let clockTimeConstant = Metric(
    "nodeprobe_clock_time_constant", "Time constant of the loop that keeps the clock")
  static let clockTick = Metric("nodeprobe_clock_tick_seconds", "Time between clock ticks")
  static let clockInternationalOffset = Metric(
    "nodeprobe_clock_tai_offset_seconds", "International Atomic Time minus UTC")
  static let clockPulseFrequency = Metric(
    "nodeprobe_clock_pulse_frequency_ratio", "The clock's speed against the pulse per second")
  static let clockPulseJitter = Metric(
    "nodeprobe_clock_pulse_jitter_seconds", "Jitter of the pulse per second")
  static let clockPulseErrors = Metric(
    "nodeprobe_clock_pulse_errors_total", "Calibrations by the pulse per second that failed")
}
