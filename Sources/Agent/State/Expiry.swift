internal import NodeModel

/// How far what is kept may be forgotten.
///
/// A clock that is set forward is not believed at once: years of history would be gone for a battery that is empty, and
/// nobody could bring them back. The time that is believed goes on from the one that was, a day with a start, then
/// twice as fast as time passes; so what is kept through weeks in which the machine was off lives at most as much longer.
struct Expiry: Sendable, Equatable {
  /// What the clock shows, in nanoseconds since 1970.
  var wallTime: UInt64
  /// How long rows and ended jobs are kept, in nanoseconds.
  var retention: UInt64
  /// What has passed since the look before, in nanoseconds; nil at the first one of a process.
  var passed: UInt64?
  /// The epoch that goes on: it stays, though nothing of it may be filed yet.
  var epoch: Epoch?

  private static let day: UInt64 = 86_400_000_000_000
  /// 2025-01-01T00:00:00Z, in nanoseconds since 1970: a clock that shows less has not been set since the machine was
  /// switched on.
  private static let earliest: UInt64 = 1_735_689_600_000_000_000

  /// The time that is believed.
  ///
  /// - Parameters:
  ///   - last: the one that was believed at the look before; nil where there was none.
  ///   - newest: when the newest of what is kept was, for then; nil where nothing is.
  func believed(after last: UInt64?, newest: UInt64?) -> UInt64 {
    guard let known = last ?? newest, known >= Self.earliest else { return wallTime }
    let step = passed.map { 2 * min($0, 1 << 60) } ?? Self.day
    return min(wallTime, known.addingReportingOverflow(step).partialValue)
  }

  /// The time that the next look goes on from: a clock that shows less than was believed takes nothing of that away,
  /// else nothing would be forgotten any more once it is right again.
  func kept(after last: UInt64?, newest: UInt64?) -> UInt64 {
    max(last ?? newest ?? 0, believed(after: last, newest: newest))
  }

  /// What was before this time may be forgotten, in nanoseconds since 1970.
  func horizon(of believed: UInt64) -> UInt64 { believed - min(believed, retention) }
}
