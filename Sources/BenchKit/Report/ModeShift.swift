/// A change of the mode in which most of a run's samples lie, from one run to the next.
struct ModeShift {
  /// How many of the baseline's blocks are slower than its fastest mode, and how many of the new run's.
  private let before, after: (slow: Int, all: Int)

  /// How likely by chance a change is that counts, at most, and one that is none.
  private static let (mostLikely, leastLikely) = (0.01, 0.1)

  /// Nil where neither run has several modes, or the medians of all samples lie nearer to each other than modes do.
  /// Repetitions of one block move together: they are no samples of their own.
  init?(from before: ModeSplit, to after: ModeSplit, _ isRate: Bool) {
    guard before.modes.count > 1 || after.modes.count > 1,
      let fastest = isRate ? before.modes.last : before.modes.first
    else { return nil }
    let ratio = Sample.median(of: after.samples) / Sample.median(of: before.samples)
    guard max(ratio, 1 / ratio) > 1 + ModeDetection.leastGap else { return nil }
    let side: ModeSplit.Side = isRate ? .below : .above
    let (slow, all) = before.blocks(mostly: side, fastest.median)
    let (slowNow, allNow) = after.blocks(mostly: side, fastest.median)
    self.before = (slow, all)
    self.after = (slowNow, allNow)
  }

  /// Whether chance does not explain it.
  var isBeyondChance: Bool { probability <= Self.mostLikely }

  /// Why nothing can be said: chance explains it hardly. Nil where it does, and where it does not.
  var doubt: String? {
    guard !isBeyondChance, probability <= Self.leastLikely else { return nil }
    return "\(after.slow) of \(after.all) blocks are in a slower mode, in the baseline "
      + "\(before.slow) of \(before.all): too few to tell, more come with --repeat 3"
  }

  /// How likely chance makes such a difference (Fisher's exact test).
  private var probability: Double {
    FisherExact.probability(before.slow, of: before.all, after.slow, of: after.all)
  }
}
