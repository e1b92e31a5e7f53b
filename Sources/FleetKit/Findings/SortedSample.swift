/// Figures of ascending values.
enum SortedSample {
  /// The middle value, the mean of the two middle ones where their number is even; NaN of nothing.
  static func median(_ values: [Double]) -> Double { quantile(0.5, values) }

  /// The median of the distances from a value: the nearest ones are found from it outwards.
  static func medianDistance(from middle: Double, _ values: [Double]) -> Double {
    guard !values.isEmpty else { return .nan }
    var above = values.firstIndex { $0 > middle } ?? values.count
    var below = above - 1
    var nearest: (last: Double, next: Double) = (0, 0)
    for _ in 0...values.count / 2 {
      nearest.last = nearest.next
      let down = below >= 0 ? abs(values[below] - middle) : .infinity
      let up = above < values.count ? abs(values[above] - middle) : .infinity
      if down < up { below -= 1 } else { above += 1 }
      nearest.next = min(down, up)
    }
    // Of an even number the mean of two, formed as `quantile` does.
    guard values.count.isMultiple(of: 2) else { return nearest.next }
    return nearest.last + (nearest.next - nearest.last) * 0.5
  }

  /// The value below which a share of the values lie, interpolated between neighbours (type 7 of Hyndman and Fan
  /// 1996); NaN of nothing.
  static func quantile(_ share: Double, _ values: [Double]) -> Double {
    Quantiles.quantile(share, of: values) ?? .nan
  }
}
