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
    /// Whether a sample of the same case belongs to it.
    func contains(_ value: Double) -> Bool { range.contains(value) }
    /// How many samples it has.
    var count: Int { blocks.reduce(0) { $0 + $1.count } }
  }

  /// Lowest first; none of no samples.
  let modes: [Mode]

  /// Looks for modes.
  init(of blocks: [[Double]]) {
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

  /// The part of all samples that lies in modes above the gap that separates modes from `value`, or below it.
  func share(_ side: Side, _ value: Double) -> Double {
    let limit = 1 + ModeDetection.leastGap
    let apart = modes.filter { mode in
      side == .above ? mode.median > value * limit : mode.median < value / limit
    }
    let all = modes.reduce(0) { $0 + $1.count }
    return Double(apart.reduce(0) { $0 + $1.count }) / Double(max(1, all))
  }

  /// Where something lies beside a value.
  enum Side {
    case above, below
  }

  /// The nearest pair of two runs of which one lies wholly above or below the other; nil where they interlock.
  func beyond(_ other: ModeSplit) -> (mine: Mode, theirs: Mode)? {
    guard let low = modes.first, let high = modes.last, let otherLow = other.modes.first,
      let otherHigh = other.modes.last
    else { return nil }
    if otherHigh.median < low.median { return (low, otherHigh) }
    if otherLow.median > high.median { return (high, otherLow) }
    return nil
  }

  /// The two modes, one of each run, to be compared: the only ones, or where a run has several the nearest
  /// pair, if it is nearer than modes of one run can be.
  func like(_ other: ModeSplit) -> (mine: Mode, theirs: Mode)? {
    if modes.count == 1, other.modes.count == 1 { return (modes[0], other.modes[0]) }
    var nearest: (mine: Mode, theirs: Mode)?
    var least = 1 + ModeDetection.leastGap
    for mine in modes {
      for theirs in other.modes {
        let ratio = mine.median / theirs.median
        let distance = max(ratio, 1 / ratio)
        guard distance < least else { continue }
        least = distance
        nearest = (mine, theirs)
      }
    }
    return nearest
  }
}
