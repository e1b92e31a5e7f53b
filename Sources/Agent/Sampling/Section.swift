internal import NodeModel

/// One source of readings as the sampler sees it: a probe read in this process, or a worker.
protocol Section: AnyObject {
  /// The probe's name on the page.
  var probe: String { get }
  /// What it has on the page.
  var page: SectionPage { get }
  /// The series; a new table comes with a new `generation`.
  var table: SeriesTable { get }
  /// What the series say now.
  var readings: Readings { get }
  /// Grows by one with each new table.
  var generation: Int { get }
  /// How it is, without the values.
  var status: SectionStatus { get }
  /// Writes all values into `target` from `place` on.
  func copyValues(into target: inout [Value], at place: Int)
}

extension Section {
  var table: SeriesTable { page.table }
  var readings: Readings { page.readings }
  var generation: Int { page.generation }
  var status: SectionStatus { page.status }

  func copyValues(into target: inout [Value], at place: Int) {
    page.readings.copy(into: &target, at: place)
  }
}

/// How a section is. Plain numbers: asking for `readings` through the protocol copies five arrays'
/// references, and a round asks every section.
struct SectionStatus {
  /// The reasons why something cannot be read, one bit each by `FailureReason.rawValue`.
  let failures: UInt32
  /// How many values were read and not believed, since the start.
  let refusals: UInt64
  /// Whether there is anything to show.
  let hasValues: Bool
  /// Whether it says nothing because there is nothing for it to read.
  var isAbsent: Bool { !hasValues && failures == FailureReason.absent.bit }
  /// How long the last read took, in nanoseconds.
  let duration: UInt64
  /// The realtime of the last read that brought a value, in nanoseconds; 0 before the first.
  let lastSuccess: UInt64

  /// - Parameter failure: Why the section as a whole says nothing; nil where its readings tell.
  init(
    _ readings: borrowing Readings, failure: FailureReason?, duration: UInt64, lastSuccess: UInt64
  ) {
    var failures = readings.failureMask
    if let failure { failures |= failure.bit }
    hasValues = readings.hasValues
    // Neither values nor a reason why: there is nothing for it to read.
    if failures == 0, !hasValues { failures = FailureReason.absent.bit }
    self.failures = failures
    refusals = readings.refusals
    self.duration = duration
    self.lastSuccess = lastSuccess
  }
}

extension FailureReason {
  /// Its bit in a mask of reasons.
  var bit: UInt32 { 1 << UInt32(rawValue) }
}
