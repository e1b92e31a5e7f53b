internal import Glibc
internal import NodeModel

/// An interval for the median of samples that were taken in separated blocks.
///
/// Repetitions of one block resemble each other more than those of two: whole blocks are drawn first, with
/// replacement, then repetitions from each (two-level bootstrap). A few blocks make the percentiles of a
/// bootstrap too narrow, by the root of (k − 1)/k and because a normal quantile is used in place of t with
/// k − 1 degrees of freedom: both ends are moved away from the median by that factor (Hesterberg, The
/// American Statistician 69, 2015, section 4.2, there for percentiles).
struct BlockBootstrap {
  /// How often is drawn.
  static let draws = 1_000
  /// Fewer draws where there are many samples, so that one interval takes some ten milliseconds.
  private static let workLimit = 400_000

  private var random: RandomSource

  /// Draws as the seed says.
  init(seed: UInt64) {
    random = RandomSource(seed: seed)
  }

  /// The 95 % interval for the median; the samples' range where there is one block only. Blocks must not
  /// be empty.
  mutating func interval(ofMedian blocks: [[Double]]) -> BenchInterval {
    let all = blocks.flatMap { $0 }.sorted()
    guard let least = all.first, let greatest = all.last else {
      return BenchInterval(low: .nan, high: .nan)
    }
    guard blocks.count > 1 else { return BenchInterval(low: least, high: greatest) }
    let center = Sample.median(ofSorted: all)
    let medians = drawnMedians(of: blocks, samples: all.count)
    let factor = Self.widening(blocks: blocks.count)
    let ends = (
      Sample.quantile(0.025, ofSorted: medians), Sample.quantile(0.975, ofSorted: medians)
    )
    // Of positive values in their logarithms: no rate and no time is below 0.
    let (low, high) =
      least > 0
      ? (center * pow(ends.0 / center, factor), center * pow(ends.1 / center, factor))
      : (center - factor * (center - ends.0), center + factor * (ends.1 - center))
    return BenchInterval(low: min(low, center), high: max(high, center))
  }

  /// t₀.₉₇₅(k − 1) / z₀.₉₇₅ · √(k / (k − 1)).
  static func widening(blocks: Int) -> Double {
    let count = Double(blocks)
    return StudentT.quantile975(freedom: blocks - 1) / 1.959964 * (count / (count - 1)).squareRoot()
  }

  private mutating func drawnMedians(of blocks: [[Double]], samples: Int) -> [Double] {
    let draws = max(200, min(Self.draws, Self.workLimit / samples))
    var drawn: [Double] = []
    drawn.reserveCapacity(samples * 2)
    var medians: [Double] = []
    medians.reserveCapacity(draws)
    for _ in 0..<draws {
      drawn.removeAll(keepingCapacity: true)
      for _ in blocks.indices {
        let block = blocks[random.index(below: blocks.count)]
        for _ in block.indices { drawn.append(block[random.index(below: block.count)]) }
      }
      drawn.sort()
      medians.append(Sample.median(ofSorted: drawn))
    }
    medians.sort()
    return medians
  }
}
