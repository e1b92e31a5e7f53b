internal import NodeModel

/// Finds out whether two counters show one physical counter twice, as the dies of some packages do.
///
/// Counters of two different things are mostly apart by far more than `threshold` when we see them first, and
/// drift further; those of one thing are apart by what flows between the two reads. Where something held up the reader
/// in between that may be any number, so counters are two only once they were apart several times in a row, or when they
/// are first read by more than any reader is late.
struct MirrorWatch {
  /// Two joules, in microjoules: on a machine that showed its two dies as one, they were 0.33 J apart.
  static let threshold: UInt64 = 2_000_000
  /// A hundred joules, in microjoules: a third of a second at 300 W.
  static let far: UInt64 = 100_000_000

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

  private let identities: [UInt64]
  private let range: UInt64
  private let apart: UInt64
  private let farApart: UInt64
  /// How many comparisons in a row have found them apart.
  private var timesApart = 0

  /// Watches two meters of one scale.
  init(_ meters: [Meter], first: Int, second: Int, scale: CounterScale) {
    self.first = first
    self.second = second
    identities = [first, second].map { MeterTree.identity(of: meters[$0]) }
    range = scale.range
    apart = Self.threshold / max(scale.numerator, 1) * scale.denominator
    farApart = Self.far / max(scale.numerator, 1) * scale.denominator
  }

  /// Goes on with what was found out about the same two meters; false where they are others.
  mutating func goOn(from old: MirrorWatch) -> Bool {
    guard identities == old.identities, (range, apart) == (old.range, old.apart) else {
      return false
    }
    (isMirror, isCompared, hasParted) = (old.isMirror, old.isCompared, old.hasParted)
    timesApart = old.timesApart
    return true
  }

  /// Compares two raw numbers that were read together.
  mutating func compare(_ left: UInt64, _ right: UInt64) {
    let distance = left > right ? left - right : right - left
    let around = range > distance ? min(distance, range - distance) : distance
    timesApart = around > apart ? timesApart + 1 : 0
    if timesApart >= Self.enough || (!isCompared && around > farApart) {
      isMirror = false
      hasParted = isCompared
    }
    isCompared = true
  }
}
