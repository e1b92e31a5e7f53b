internal import Glibc
internal import NodeModel

/// Where the median of the next run will lie.
///
/// The next run differs from this one in what all its repetitions share: the physical pages that it got,
/// where the hypervisor put it, who its neighbours are. One run shows that only in how its blocks differ,
/// since each block allocates anew and lies apart in time. So the next run is taken as one more block: with
/// k block medians whose logarithms have the standard deviation s, the logarithm of its median lies within
/// 0.9 · t₀.₉₇₅(k − 1) · s · √(1 + 1/k) of this run's (nine tenths of the prediction interval of one more
/// normal value; see `blockShare`).
enum Prediction {
  /// The least half-width, as a part of the median. Of moods of the machine that last longer than a run its
  /// blocks see nothing, so they may agree better than two runs do. Successive runs of matrix products on a
  /// virtual machine differed by 0.6 to 0.8 % in the middle and by 2.8 to 3.3 % in one of twenty pairs; with
  /// 2.5 %, intervals held the next run's median in 93 to 97 of 100.
  static let leastHalfWidth = 0.025

  /// How much of the spread of blocks two runs differ by. A run's median pools its blocks, so what differs
  /// from block to block partly cancels in it. Measured over 240 pairs of successive runs of matrix products
  /// on a virtual machine: with 1 the interval held 99 of 100, with 0.9 it held 98.
  static let blockShare = 0.9

  /// The 95 % prediction interval for the next run's median, of values by blocks; blocks must not be empty.
  ///
  /// Rates and times are positive and vary by factors, so the interval is made of their logarithms: it
  /// never reaches below 0, however far the blocks lie apart.
  ///
  /// - Parameter others: the blocks of the case's other modes. Two blocks have one degree of freedom, of which the
  ///   quantile is 12.7: a mode of fewer than three takes its spread from the blocks of all modes, each around its
  ///   own, as blocks differ by the same causes in each. Where these are too few as well, the range of the values
  ///   is what is known.
  static func interval(of blocks: [[Double]], beside others: [[[Double]]] = []) -> BenchInterval {
    let center = Sample.median(of: blocks.flatMap { $0 })
    guard center > 0, ([blocks] + others).joined().allSatisfy({ Sample.median(of: $0) > 0 }) else {
      return BenchInterval(low: center, high: center)
    }
    var half = log1p(leastHalfWidth)
    let isAlone = others.isEmpty || blocks.count >= fewestBlocks
    let groups = isAlone ? [blocks] : [blocks] + others
    let freedom = groups.reduce(0) { $0 + $1.count - 1 }
    if freedom >= (isAlone ? 1 : fewestBlocks - 1) {
      let widening = (1 + 1 / Double(blocks.count)).squareRoot()
      let quantile = StudentT.quantile975(freedom: freedom)
      half = max(half, blockShare * quantile * deviation(of: groups) * widening)
    } else if let low = blocks.joined().min(), let high = blocks.joined().max(), low > 0 {
      half = max(half, log(high / low))
    }
    return BenchInterval(low: center * exp(-half), high: center * exp(half))
  }

  /// Fewer blocks of a mode say nothing by themselves.
  private static let fewestBlocks = 3

  /// The standard deviation of the logarithms of block medians around the mean of their own group.
  private static func deviation(of groups: [[[Double]]]) -> Double {
    var (squares, freedom) = (0.0, 0)
    for group in groups {
      let medians = group.map { log(Sample.median(of: $0)) }
      let own = Sample.standardDeviation(of: medians)
      squares += own * own * Double(medians.count - 1)
      freedom += medians.count - 1
    }
    return freedom > 0 ? (squares / Double(freedom)).squareRoot() : 0
  }
}
