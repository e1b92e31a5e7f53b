/// By how much a counter has grown lately, from marks that are set at even times.
///
/// What was before the first mark nobody saw, so it is the least that it may be. A counter that goes down begins anew.
struct RecentIncrease {
  private struct Mark {
    var time: UInt64
    var count: UInt64
  }

  /// So many marks are kept.
  private static let capacity = 12

  /// How far back it looks, in nanoseconds.
  let length: UInt64
  private var marks: [Mark] = []
  private var newest: UInt64 = 0

  /// Looks back over so many seconds.
  init(seconds: UInt64) {
    length = seconds * 1_000_000_000
    marks.reserveCapacity(Self.capacity + 1)
  }

  /// Knows that the counter was 0 a while before, where that is within its time.
  mutating func begin(at time: UInt64, secondsBefore: UInt64) {
    let (before, isBeyond) = secondsBefore.multipliedReportingOverflow(by: 1_000_000_000)
    guard marks.isEmpty, !isBeyond, before < length, before <= time else { return }
    marks.append(Mark(time: time - before, count: 0))
    newest = 0
  }

  /// Takes what the counter shows at a time, in nanoseconds; since when it has grown by how much, nil at the first.
  mutating func add(_ count: UInt64, at time: UInt64) -> (nanoseconds: UInt64, increase: UInt64)? {
    if let last = marks.last, time < last.time || count < newest {
      marks.removeAll(keepingCapacity: true)
    }
    newest = count
    guard let last = marks.last else {
      marks.append(Mark(time: time, count: count))
      return nil
    }
    while let first = marks.first, marks.count > 1, time - first.time > length {
      marks.removeFirst()
    }
    let base = marks[0]
    guard time - base.time <= length else {
      // Nobody looked for so long.
      marks[0] = Mark(time: time, count: count)
      return nil
    }
    if time - last.time >= length / UInt64(Self.capacity) {
      if marks.count > Self.capacity { marks.removeFirst() }
      marks.append(Mark(time: time, count: count))
    }
    return (time - base.time, count - base.count)
  }
}
