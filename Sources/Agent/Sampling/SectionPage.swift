internal import NodeModel

/// What a section has on the page, and how it fares.
struct SectionPage {
  /// The series.
  private(set) var table = SeriesTable()
  /// What they say now.
  var readings = Readings(for: SeriesTable())
  /// Grows by one with each new table.
  private(set) var generation = 0
  /// Why the section as a whole says nothing; nil where its readings tell.
  var failure: FailureReason?
  /// How long it took to fill in, in nanoseconds.
  var duration: UInt64 = 0
  /// Realtime in nanoseconds when it last had something to say.
  var lastSuccess: UInt64 = 0

  /// Puts another table in place. What series say that are in both stays.
  mutating func replace(with fresh: SeriesTable) {
    var next = Readings(for: fresh)
    next.adopt(readings, of: table, for: fresh)
    readings = next
    table = fresh
    generation += 1
  }

  /// Everything is filled in, at realtime `wallTime`; both in nanoseconds.
  mutating func finish(after duration: UInt64, at wallTime: UInt64) {
    self.duration = duration
    lastSuccess = wallTime
  }

  /// How the section is.
  var status: SectionStatus {
    SectionStatus(readings, failure: failure, duration: duration, lastSuccess: lastSuccess)
  }
}
