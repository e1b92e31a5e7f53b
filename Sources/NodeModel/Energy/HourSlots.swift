/// Twelve amounts, one for each five minutes of an hour.
///
/// Who reads a fleet looks at them more often than at anything else: so they are inlined everywhere.
public struct HourSlots: Sendable {
  /// How many slots an hour has.
  public static let count = 12
  /// How long a slot is.
  public static let seconds: Int64 = 300

  @usableFromInline var amounts: InlineArray<12, UInt64>

  /// Twelve times nothing.
  @inlinable
  public init() {
    amounts = InlineArray(repeating: 0)
  }

  /// The amount of a slot, from 0 on.
  @inlinable
  public subscript(slot: Int) -> UInt64 {
    get { amounts[slot] }
    set { amounts[slot] = newValue }
  }

  /// All slots together.
  @inlinable
  public var total: UInt64 {
    var sum: UInt64 = 0
    for slot in 0..<Self.count { sum += amounts[slot] }
    return sum
  }
}

extension HourSlots: Equatable {
  /// Whether all slots are the same.
  public static func == (left: HourSlots, right: HourSlots) -> Bool {
    for slot in 0..<count where left.amounts[slot] != right.amounts[slot] { return false }
    return true
  }
}
