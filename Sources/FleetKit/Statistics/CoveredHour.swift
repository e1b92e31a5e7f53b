internal import NodeModel

/// An hour of a node, and the slots of it in which an agent ran.
struct CoveredHour: Equatable {
  /// The beginning, in seconds since 1970.
  let start: Int64
  /// One bit a slot.
  var known: UInt16
  /// The time of the node's reports, in seconds since 1970: of the slot in which it began, and of the one that ran at
  /// its end, only what lies within counts.
  var reports: Range<Int64> = .min ..< .max

  /// How many they are.
  var slots: Int { known.nonzeroBitCount }

  /// The end of the last of them, in seconds since 1970; 0 where there is none.
  var lastSlotEnd: Int64 {
    known == 0
      ? 0 : start + Int64(UInt16.bitWidth - known.leadingZeroBitCount) * HourSlots.seconds
  }

  /// Milliseconds of these slots.
  var milliseconds: UInt64 { milliseconds(in: start * 1000..<(start + Self.seconds) * 1000) }

  /// Milliseconds of these slots that lie between two times, in milliseconds since 1970.
  func milliseconds(in times: Range<Int64>) -> UInt64 {
    let end = start + Self.seconds
    if times.lowerBound <= start * 1000, times.upperBound >= end * 1000,
      !isInside(reports.lowerBound, start, end), !isInside(reports.upperBound, start, end)
    {
      return UInt64(slots) * Self.slot
    }
    var sum: Int64 = 0
    for slot in 0..<12 where known >> UInt16(slot) & 1 == 1 {
      let seen = seconds(ofSlotAt: start + Int64(slot) * HourSlots.seconds)
      sum += max(
        0,
        min(times.upperBound, seen.upperBound * 1000)
          - max(times.lowerBound, seen.lowerBound * 1000))
    }
    return UInt64(sum)
  }

  /// What was seen of a slot in which an agent ran.
  private func seconds(ofSlotAt from: Int64) -> Range<Int64> {
    let end = from + HourSlots.seconds
    let first = isInside(reports.lowerBound, from, end) ? reports.lowerBound : from
    let last = isInside(reports.upperBound, from, end) ? reports.upperBound : end
    return first..<max(first, last)
  }

  private func isInside(_ time: Int64, _ start: Int64, _ end: Int64) -> Bool {
    time > start && time < end
  }

  /// An hour, in seconds.
  private static let seconds = Int64(HourSlots.count) * HourSlots.seconds
  /// A slot, in milliseconds.
  private static let slot: UInt64 = 300_000
}

extension MergedNode {
  /// From the earliest start of its reports to their latest end, in seconds since 1970.
  var reportedSeconds: Range<Int64> {
    let (first, last) = (start / 1_000_000_000, end / 1_000_000_000)
    return Int64(first)..<Int64(max(first, last))
  }

  /// The hours of its rows, in order.
  var coveredHours: [CoveredHour] {
    var hours: [CoveredHour] = []
    for row in rows where owners.indices.contains(row.owner) {
      if hours.last?.start != row.hour {
        hours.append(CoveredHour(start: row.hour, known: 0, reports: reportedSeconds))
      }
      hours[hours.count - 1].known |= row.known
    }
    return hours
  }
}
