internal import Exporters

/// When the client of one connection will scrape again: as long after its last scrape as that was after
/// the one before.
///
/// Prometheus keeps its connection and scrapes by a ticker, so two of them are two rhythms.
struct ScrapeRhythm {
  /// What it took last.
  private(set) var format = TextFormat.prometheus
  private(set) var isCompressed = false
  /// When it comes again, as boot time in nanoseconds; nil before its second scrape.
  private(set) var next: UInt64?

  private var last: UInt64?

  /// Takes in a scrape at `time`, in nanoseconds since boot.
  mutating func follow(_ format: TextFormat, compressed: Bool, at time: UInt64) {
    self.format = format
    isCompressed = compressed
    next = last.map { time + (time - min($0, time)) }
    last = time
  }
}
