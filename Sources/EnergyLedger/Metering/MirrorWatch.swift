internal import NodeModel

/// Finds out whether two counters show one physical counter twice, as the dies of some packages do.
///
/// Counters of two different things were apart by far more than `threshold` when we saw them first, and
/// drift further; those of one thing are apart by what flows between the two reads. Where something held up the reader
/// in between that may be any number, so counters that were one are two only once they were apart several times in a row.
struct MirrorWatch {
  /// Two joules, in microjoules: on a machine that showed its two dies as one, they were 0.33 J apart.
  static let threshold: UInt64 = 2_000_000

  /// So many comparisons in a row are no late reads.
  private static let enough = 3

  /// The meters, by their places in the tree; the second is the one that is left out.
  let first: Int
  let second: Int
  /// Whether they are one; true until they are seen apart.
  private(set) var isMirror = true
  /// Whether both were ever read together: before that nobody knows.
  private(set) var isCompared = false
  /// Whether they passed for one before they were seen apart.
  private(set) var hasParted = false

  private let range: UInt64
  private let apart: UInt64
  /// How many comparisons in a row have found them apart.
  private var timesApart = 0

  /// Watches two meters of one scale.
  init(first: Int, second: Int, scale: CounterScale) {
    self.first = first
    self.second = second
    range = scale.range
    apart = Self.threshold / max(scale.numerator, 1) * scale.denominator
  }

  /// Compares two raw numbers that were read together.
  mutating func compare(_ left: UInt64, _ right: UInt64) {
    let distance = left > right ? left - right : right - left
    let around = range > distance ? min(distance, range - distance) : distance
    timesApart = around > apart ? timesApart + 1 : 0
    if timesApart >= (isCompared ? Self.enough : 1) {
      isMirror = false
      hasParted = isCompared
    }
    isCompared = true
  }
}
