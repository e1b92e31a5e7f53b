internal import NodeModel

/// Samples by blocks, and by the modes between which they jump.
struct ModeSplit {
  /// Samples that belong together.
  struct Mode {
    /// Those of each block; blocks without one are not in it.
    let blocks: [[Double]]
    /// The least and the greatest of them.
    let range: ClosedRange<Double>

    /// All of them.
    var samples: [Double] { blocks.flatMap { $0 } }
    /// The middle one.
    var median: Double { Sample.median(of: samples) }
    /// Holds the next run's median with 95 % probability, if it is in this mode.
    var prediction: BenchInterval { Prediction.interval(of: blocks, beside: others) }
    /// The blocks of each of the other modes.
    fileprivate(set) var others: [[[Double]]] = []
    /// Seconds of a cache line's way between the first two CPUs in this mode; nil where it is not known.
    fileprivate(set) var transferSeconds: Double?
    /// Whether a sample of the same case belongs to it.
    func contains(_ value: Double) -> Bool { range.contains(value) }
    /// How many samples it has.
    var count: Int { blocks.reduce(0) { $0 + $1.count } }
  }

  /// Lowest first; none of no samples.
  private(set) var modes: [Mode]
  /// The samples as they were given.
  private let allBlocks: [[Double]]

  /// Looks for modes.
  init(of blocks: [[Double]]) {
    allBlocks = blocks
    let groups = ModeDetection.groups(of: blocks.flatMap { $0 })
    var modes = groups.compactMap { group -> Mode? in
      guard let low = group.first, let high = group.last else { return nil }
      let range = low...high
      return Mode(
        blocks: blocks.map { $0.filter(range.contains) }.filter { !$0.isEmpty }, range: range)
    }
    let all = modes.map(\.blocks)
    for index in modes.indices {
      modes[index].others = Array(all[..<index] + all[(index + 1)...])
    }
    self.modes = modes
  }

  /// Looks for modes in a result, and takes over what it tells of each.
  init(of result: BenchResult) {
    self.init(of: result.samplesByBlock)
    if modes.count == 1, result.modes.isEmpty {
      modes[0].transferSeconds = result.transferSeconds
    } else if modes.count == result.modes.count {
      for (index, mode) in result.modes.enumerated() {
        modes[index].transferSeconds = mode.transferSeconds
      }
    }
  }

  /// The mode with the most samples.
  var main: Mode { modes.max { $0.count < $1.count } ?? Mode(blocks: [], range: 0...0) }

  /// What is reported, with the way of a cache line beside each mode, and its share of the physical limit; empty
  /// where there is one mode only.
  func reported(
    beside way: (Mode) -> Double? = { _ in nil }, ofPeak share: (Mode) -> Double? = { _ in nil }
  ) -> [BenchMode] {
    guard modes.count > 1 else { return [] }
    let all = Double(modes.reduce(0) { $0 + $1.count })
    return modes.map { mode in
      BenchMode(
        median: mode.median, share: Double(mode.count) / all, transferSeconds: way(mode),
        peakShare: share(mode))
    }
  }

  /// Holds the next run's median with 95 % probability; where there are modes, whichever it will be in.
  var prediction: BenchInterval {
    let each = modes.map(\.prediction)
    guard let first = each.first else { return BenchInterval(low: .nan, high: .nan) }
    return each.dropFirst().reduce(first) { $0.hull($1) }
  }

  /// All samples.
  var samples: [Double] { modes.flatMap(\.samples) }

  /// The blocks of which most samples lie in modes above the gap that separates modes from `value`, or below it; and
  /// how many blocks there are.
  func blocks(mostly side: Side, _ value: Double) -> (apart: Int, all: Int) {
    let limit = 1 + ModeDetection.leastGap
    let modes = modes.filter { mode in
      side == .above ? mode.median > value * limit : mode.median < value / limit
    }
    let apart = allBlocks.count { block in
      2 * block.count { sample in modes.contains { $0.contains(sample) } } > block.count
    }
    return (apart, allBlocks.count)
  }

  /// Where something lies beside a value.
  enum Side {
    case above, below
  }

  /// Without the modes of placements that the other run did not see; all where that leaves none.
  func within(placementsOf other: ModeSplit) -> ModeSplit {
    var split = self
    split.modes = modes.filter { mode in
      other.modes.contains { CPUPlacement.mayBeSame(mode.transferSeconds, $0.transferSeconds) }
    }
    return split.modes.isEmpty ? self : split
  }

  /// Two modes, one of each run.
  struct Pair {
    let mine, theirs: Mode

    /// The greater median over the lesser one.
    var distance: Double {
      let ratio = mine.median / theirs.median
      return max(ratio, 1 / ratio)
    }

    /// Whether the gap that separates modes lies between them.
    var isParted: Bool { distance > 1 + ModeDetection.leastGap }
  }

  /// The two modes to be compared; nil where none are.
  func nearest(_ other: ModeSplit) -> Pair? { like(other) ?? beyond(other) }

  /// The nearest pair of two runs of which one lies wholly above or below the other; nil where they interlock.
  private func beyond(_ other: ModeSplit) -> Pair? {
    guard let low = modes.first, let high = modes.last, let otherLow = other.modes.first,
      let otherHigh = other.modes.last
    else { return nil }
    if otherHigh.median < low.median { return Pair(mine: low, theirs: otherHigh) }
    if otherLow.median > high.median { return Pair(mine: high, theirs: otherLow) }
    return nil
  }

  /// The only modes of both, or where a run has several the nearest pair, if it is nearer than modes of one run can
  /// be.
  private func like(_ other: ModeSplit) -> Pair? {
    if modes.count == 1, other.modes.count == 1 {
      return Pair(mine: modes[0], theirs: other.modes[0])
    }
    var nearest: Pair?
    var least = 1 + ModeDetection.leastGap
    for mine in modes {
      for theirs in other.modes {
        let pair = Pair(mine: mine, theirs: theirs)
        guard pair.distance < least else { continue }
        least = pair.distance
        nearest = pair
      }
    }
    return nearest
  }
}
