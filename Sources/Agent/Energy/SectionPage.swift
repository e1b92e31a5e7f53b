internal import NodeModel

/// What a section that the agent fills itself has on the page.
struct SectionPage {
  /// The series.
  private(set) var table = SeriesTable()
  /// What they say now.
  var readings = Readings(for: SeriesTable())
  /// Grows by one with each new table.
  private(set) var generation = 0
  private var duration: UInt64 = 0
  private var lastSuccess: UInt64 = 0

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
    SectionStatus(readings, failure: nil, duration: duration, lastSuccess: lastSuccess)
  }
}

/// A section that the agent fills itself, out of what it knows.
protocol FilledSection: Section {
  /// What it has on the page.
  var page: SectionPage { get }
}

extension FilledSection {
  var table: SeriesTable { page.table }
  var readings: Readings { page.readings }
  var generation: Int { page.generation }
  var status: SectionStatus { page.status }

  func copyValues(into target: inout [Value], at place: Int) {
    page.readings.copy(into: &target, at: place)
  }
}
