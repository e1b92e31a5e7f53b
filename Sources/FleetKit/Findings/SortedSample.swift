/// Figures of ascending values.
enum SortedSample {
  /// The middle value, the mean of the two middle ones where their number is even; NaN of nothing.
  static func median(_ values: [Double]) -> Double { quantile(0.5, values) }

  /// More are sorted by the library.
  private static let few = 64

  /// Values in ascending order, none of which is NaN. Few are inserted one by one, which takes half of the time.
  static func ascending(_ values: [Double]) -> [Double] {
    guard values.count <= few else { return values.sorted() }
    var sorted = values
    var room = sorted.mutableSpan
    for end in room.indices {
      let value = room[end]
      var place = end
      while place > 0, room[place - 1] > value {
        room[place] = room[place - 1]
        place -= 1
      }
      room[place] = value
    }
    return sorted
  }

  /// The middle value of values in any order, as `median` has it of ascending ones: only what lies around it is put in
  /// order. None is NaN.
  static func median(ofAny values: [Double]) -> Double {
    guard values.count > few else { return median(ascending(values)) }
    var values = values
    var room = values.mutableSpan
    let middle = room.count / 2
    var (low, high) = (0, room.count - 1)
    // Hoare's selection: what is not above the pivot goes before what is not below it.
    while low < high {
      let pivot = room[(low + high) / 2]
      var (left, right) = (low, high)
      while left <= right {
        while room[left] < pivot { left += 1 }
        while room[right] > pivot { right -= 1 }
        if left <= right {
          (room[left], room[right]) = (room[right], room[left])
          left += 1
          right -= 1
        }
      }
      if right < middle { low = left }
      if middle < left { high = right }
    }
    let upper = room[middle]
    guard room.count.isMultiple(of: 2) else { return upper }
    var lower = room[0]
    for place in 1..<middle { lower = max(lower, room[place]) }
    return median([lower, upper])
  }

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
