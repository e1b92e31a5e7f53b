internal import NodeModel

/// An hour of a node, and the slots of it in which an agent ran.
struct CoveredHour: Equatable {
  /// The beginning, in seconds since 1970.
  let start: Int64
  /// One bit a slot.
  var known: UInt16

  /// How many they are.
  var slots: Int { known.nonzeroBitCount }

  /// The end of the last of them, in seconds since 1970; 0 where there is none.
  var lastSlotEnd: Int64 {
    known == 0
      ? 0 : start + Int64(UInt16.bitWidth - known.leadingZeroBitCount) * HourSlots.seconds
  }

  /// Milliseconds of these slots.
  var milliseconds: UInt64 { UInt64(slots) * Self.slot }

  /// Milliseconds of these slots that lie between two times, in milliseconds since 1970.
  func milliseconds(in times: Range<Int64>) -> UInt64 {
    let start = start * 1000
    if times.lowerBound <= start, times.upperBound >= start + 12 * Int64(Self.slot) {
      return milliseconds
    }
    var sum: Int64 = 0
    for slot in 0..<12 where known >> UInt16(slot) & 1 == 1 {
      let from = start + Int64(slot) * Int64(Self.slot)
      sum += max(0, min(times.upperBound, from + Int64(Self.slot)) - max(times.lowerBound, from))
    }
    return UInt64(sum)
  }

  /// A slot, in milliseconds.
  private static let slot: UInt64 = 300_000
}

extension MergedNode {
  /// The hours of its rows, in order.
  var coveredHours: [CoveredHour] {
    var hours: [CoveredHour] = []
    for row in rows where owners.indices.contains(row.owner) {
      if hours.last?.start != row.hour { hours.append(CoveredHour(start: row.hour, known: 0)) }
      hours[hours.count - 1].known |= row.known
    }
    return hours
  }
}
