internal import NodeModel

/// The mean power of a fleet over its time, in even steps.
struct PowerCourse {
  /// So many steps are drawn at most: a year by the hour would be longer than all the rest of the page.
  static let limit = 400
  private static let lengths = [1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 672]

  /// How many hours a step has.
  let hours: Int
  /// The beginning of the first step, in seconds since 1970.
  let start: Int64
  /// Watts of each step; nil where nobody saw any of it.
  let watts: [Double?]

  /// The end of the last step, in seconds since 1970.
  var end: Int64 { beginning(of: watts.count) }

  /// What flowed while no agent ran is in none of them. Of an hour only the slots count that any node saw: at the ends
  /// of the interval and about holes hours are not whole.
  init(_ all: FleetHours, within interval: Range<Int64>) {
    let start = interval.lowerBound - interval.lowerBound % 3600
    let whole = Int((interval.upperBound - start + 3599) / 3600)
    let hours =
      Self.lengths.first { whole <= $0 * Self.limit } ?? (whole + Self.limit - 1) / Self.limit
    let count = (whole + hours - 1) / hours
    var energies = [Int128](repeating: 0, count: count)
    var seconds = [Int64](repeating: 0, count: count)
    for (hour, one) in all.hours {
      let (from, until) = (max(hour, interval.lowerBound), min(hour + 3600, interval.upperBound))
      guard from < until else { continue }
      let place = Int((hour - start) / 3600) / hours
      energies[place] += one.seenEnergy
      seconds[place] += Int64(one.known.nonzeroBitCount) * HourSlots.seconds
    }
    self.hours = hours
    self.start = start
    watts = zip(energies, seconds).map { $1 > 0 ? Double($0) / 1e6 / Double($1) : nil }
  }

  /// When a step begins, in seconds since 1970.
  func beginning(of step: Int) -> Int64 { start + Int64(step) * Int64(hours) * 3600 }

  /// "Power by the hour".
  var title: String {
    switch hours {
    case 1: "Power by the hour"
    case 24: "Power by the day"
    case 168: "Power by the week"
    default: "Power by \(hours) hours"
    }
  }
}
