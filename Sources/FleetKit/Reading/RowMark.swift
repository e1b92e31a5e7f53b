/// The bits of the first byte of a row in a record.
enum RowMark {
  /// The hour is over.
  static let isFinal: UInt64 = 1
  /// Hour and epoch are those of the row before.
  static let isAtSameTime: UInt64 = 2
  /// An agent ran in all slots, and all of them have one tier.
  static let hasOneTier: UInt64 = 4
  /// All energy follows from activity: both lists are the same.
  static let isActive: UInt64 = 8
  /// Above these the component.
  static let component: UInt64 = 4

  /// The most bytes of a row: seven numbers of nine bytes, an epoch, tiers, and two lists with their widths.
  static let longest = 1 + 7 * 9 + 16 + 8 + 2 * (1 + 12 * 8)
}
