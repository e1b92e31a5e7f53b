internal import NodeModel

/// Samples by blocks, and by the modes between which they jump.
struct ModeSplit {
  /// Lowest first, each with the values of its blocks; blocks without a value in a mode are not in it.
  private let modes: [[[Double]]]

  /// Looks for modes.
  init(of blocks: [[Double]]) {
    let groups = ModeDetection.groups(of: blocks.flatMap { $0 })
    modes = groups.map { group in
      guard let low = group.first, let high = group.last else { return [] }
      return blocks.map { $0.filter { $0 >= low && $0 <= high } }.filter { !$0.isEmpty }
    }
  }

  /// The blocks' values in the mode with the most samples.
  var main: [[Double]] {
    modes.max { Self.count($0) < Self.count($1) } ?? []
  }

  /// What is reported; empty where there is one mode only.
  var reported: [BenchMode] {
    guard modes.count > 1 else { return [] }
    let all = modes.reduce(0) { $0 + Self.count($1) }
    return modes.map {
      BenchMode(
        median: Sample.median(of: $0.flatMap { $0 }), share: Double(Self.count($0)) / Double(all))
    }
  }

  /// Holds the next run's median with 95 % probability; where there are modes, whichever it will be in.
  var prediction: BenchInterval {
    let each = modes.filter { !$0.isEmpty }.map { Prediction.interval(of: $0) }
    guard let first = each.first else { return BenchInterval(low: .nan, high: .nan) }
    return each.dropFirst().reduce(first) { $0.hull($1) }
  }

  private static func count(_ blocks: [[Double]]) -> Int {
    blocks.reduce(0) { $0 + $1.count }
  }
}
