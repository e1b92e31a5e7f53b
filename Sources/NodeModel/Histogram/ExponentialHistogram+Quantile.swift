extension ExponentialHistogram {
  /// The value below or at which a share of all values lies, within `schema.relativeError` of it; nil of none.
  ///
  /// Exactly: of n values in ascending order the one at place ⌈share · n⌉ (type 1 of Hyndman and Fan 1996), the
  /// least and the greatest without any error.
  public func quantile(_ share: Double) -> Double? {
    guard let least, let greatest else { return nil }
    // A share such as 0.07 of 100 is a little above 7 in binary digits, and means the seventh.
    let place = share * Double(count)
    let exact = (place - 2 * place.ulp).rounded(.up)
    guard exact > 1 else { return least }
    guard exact < Double(count) else { return greatest }
    return min(max(value(at: UInt64(exact)), least), greatest)
  }

  /// The middle value, the lower one of two.
  public var median: Double? { quantile(0.5) }

  /// The arithmetic mean, by the exact sum; nil of none.
  public var mean: Double? { count > 0 ? sum.value / Double(count) : nil }

  /// What stands for the value at a place in ascending order, from 1 on.
  private func value(at rank: UInt64) -> Double {
    var left = rank
    for (place, count) in negative.counts.enumerated().reversed() {
      if left <= count { return -schema.representative(of: negative.offset + place) }
      left -= count
    }
    if left <= zeroCount { return 0 }
    left -= zeroCount
    for (place, count) in positive.counts.enumerated() {
      if left <= count { return schema.representative(of: positive.offset + place) }
      left -= count
    }
    return greatest ?? 0
  }
}
