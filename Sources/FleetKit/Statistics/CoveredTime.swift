internal import NodeModel

/// The time of a node that its rows cover, in order, with what is covered before any moment of it.
struct CoveredTime {
  private let hours: [CoveredHour]
  /// Milliseconds before each of `hours`, and before the end.
  private let before: [UInt64]
  /// Whether rows of the node were lost on the way. Otherwise time without rows is time without an agent.
  private let lacksRows: Bool

  /// Takes hours in their order.
  init(_ covered: [CoveredHour], lacksRows: Bool) {
    self.lacksRows = lacksRows
    hours = covered.filter { $0.known != 0 }
    before = hours.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.milliseconds) }
  }

  /// What is covered before a time, in milliseconds since 1970.
  func milliseconds(before time: Int64) -> UInt64 {
    let place = hours.firstPlace { ($0.start + 3600) * 1000 > time }
    guard place < hours.count, hours[place].start * 1000 < time else { return before[place] }
    return before[place] + hours[place].milliseconds(in: hours[place].start * 1000..<time)
  }

  /// What of some time within the reports stands in rows that nobody has, in milliseconds: what an agent counted then is in
  /// the figures of jobs and not in rows, while one that does not run counts nothing.
  ///
  /// - Parameter times: in milliseconds since 1970.
  func missing(in times: Range<Int64>) -> UInt64 {
    guard lacksRows else { return 0 }
    // Times of slots are cut at whole seconds, so that what of the last one is cut off is not missing.
    guard let end = hours.last?.reports.upperBound else { return UInt64(times.count) }
    let told = times.clamped(to: .min..<max(times.lowerBound, end.multipliedClamping(by: 1000)))
    let seen = milliseconds(before: told.upperBound) - milliseconds(before: told.lowerBound)
    return UInt64(told.count) - min(seen, UInt64(told.count))
  }
}

extension Int64 {
  /// The product, or the number nearest to it.
  fileprivate func multipliedClamping(by factor: Int64) -> Int64 {
    let (product, overflows) = multipliedReportingOverflow(by: factor)
    return overflows ? (self < 0 ? .min : .max) : product
  }
}

extension Array {
  /// The first place whose element is `true` by `isBehind`, as all after it are; the end where there is none.
  func firstPlace(where isBehind: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
