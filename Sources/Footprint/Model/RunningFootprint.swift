/// Counters that only go up: the preview on a page, between two renderings of the rows.
///
/// What was counted with an older factor stays counted: a counter is incremented with the factors of its own
/// time and never restated. The truth of a closed slot is formed from its row.
public struct RunningFootprint: Sendable, Hashable {
  /// All that was counted; nil before the first use.
  public private(set) var total: Footprint?

  /// Begins with nothing, or where an earlier run ended.
  public init(_ total: Footprint? = nil) {
    self.total = total
  }

  /// Counts one more use. Another basis or currency is refused: it needs counters of its own.
  public mutating func count(_ more: Footprint) throws(FootprintMismatch) {
    if total == nil {
      total = more
    } else {
      try total?.add(more)
    }
  }
}
