internal import NodeModel

/// One source of readings as the sampler sees it: a probe read in this process, or a worker.
protocol Section: AnyObject {
  /// The probe's name on the page.
  var probe: String { get }
  /// The series; a new table comes with a new `generation`.
  var table: SeriesTable { get }
  /// What the series say now.
  var readings: Readings { get }
  /// Grows by one with each new table.
  var generation: Int { get }
  /// Why the section as a whole says nothing; nil where it does, or where its readings tell.
  var failure: FailureReason? { get }
  /// How long the last read took, in nanoseconds.
  var duration: UInt64 { get }
  /// The realtime of the last read that brought a value, in nanoseconds; 0 before the first.
  var lastSuccess: UInt64 { get }
}
