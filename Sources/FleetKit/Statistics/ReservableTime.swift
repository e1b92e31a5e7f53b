internal import NodeModel

/// The time of a node that its rows cover, day by day, while the same factors held.
///
/// Moments are counted in covered milliseconds since the first day began, so that what is spread evenly over covered
/// time is in proportion to them.
struct ReservableTime {
  /// A day, or a part of one in which the same factors held.
  struct Day {
    /// The beginning of the day, in seconds since 1970.
    let start: Int64
    /// The number of the factors; nil where none are known.
    let factors: Int?
  }

  /// Days one after the other in which the same factors held.
  struct Stretch {
    let days: Range<Int>
    /// The number of the factors; nil where none are known.
    let factors: Int?
  }

  /// In their order.
  private(set) var days: [Day] = []
  private(set) var stretches: [Stretch] = []
  private let covered: CoveredTime
  /// What is covered before each of `days`, and before the end.
  private var beforeDays: [UInt64] = [0]

  init(_ covered: [CoveredHour], lacksRows: Bool, _ factors: borrowing NodeFactors) {
    self.covered = CoveredTime(covered, lacksRows: lacksRows)
    for hour in covered where hour.known != 0 {
      let last = hour.start + Int64(HourSlots.count - 1) * HourSlots.seconds
      let number = factors.number(at: hour.start)
      if factors.number(at: last) == number {
        add(hour, number)
      } else {
        for slot in 0..<HourSlots.count where hour.known >> UInt16(slot) & 1 == 1 {
          add(
            CoveredHour(start: hour.start, known: 1 << UInt16(slot), reports: hour.reports),
            factors.number(at: hour.start + Int64(slot) * HourSlots.seconds))
        }
      }
    }
    var first = 0
    while first < days.count {
      let last = days[first...].firstIndex { $0.factors != days[first].factors } ?? days.count
      stretches.append(Stretch(days: first..<last, factors: days[first].factors))
      first = last
    }
  }

  private mutating func add(_ hour: CoveredHour, _ factors: Int?) {
    let start = hour.start - hour.start % 86_400
    if days.last?.start != start || days.last?.factors != factors {
      days.append(Day(start: start, factors: factors))
      beforeDays.append(beforeDays[beforeDays.count - 1])
    }
    beforeDays[days.count] += hour.milliseconds
  }

  /// What is covered before a time, in milliseconds since 1970.
  func milliseconds(before time: Int64) -> UInt64 { covered.milliseconds(before: time) }

  /// What of some time within the reports stands in rows that nobody has, in milliseconds.
  ///
  /// - Parameter times: in milliseconds since 1970.
  func missing(in times: Range<Int64>) -> UInt64 { covered.missing(in: times) }

  /// What is covered before a day.
  func milliseconds(before day: Int) -> UInt64 { beforeDays[day] }

  /// What is covered of some days.
  func milliseconds(of days: Range<Int>) -> UInt64 {
    beforeDays[days.upperBound] - beforeDays[days.lowerBound]
  }

  /// The days on which some covered time, which is not empty, lies.
  func days(of moments: Range<UInt64>) -> Range<Int> {
    let first = beforeDays.firstPlace { $0 > moments.lowerBound } - 1
    return first..<max(first + 1, beforeDays.firstPlace { $0 >= moments.upperBound })
  }
}
