internal import Glibc

/// Where the healthy members of a group are, and how far they scatter.
///
/// Values are oriented: more is better. Defects make nodes worse and never better, so the location is taken from
/// the densest half, and the scale from the good side of it alone: what is wrong on the bad side widens neither.
public struct GoodSideFit: Sendable, Equatable {
  /// The least scale: what two runs of one machine differ by.
  public static let leastScale = 0.003

  /// Of fewer the good side is too few values: the scale is that of three quarters.
  static let few = 64
  /// 1 / √(1 + a φ(a) / (1 − Φ(a))) of the lower quartile a: the scale of normal values by those above it.
  static let rootMeanSquareFactor = 1.1831

  /// The mean of the shortest half (shorth).
  public let location: Double
  /// 1.4826 times the median distance of those that are at the location or better; of fewer than `few` 1.1831 times the
  /// root mean square distance of all but the worst quarter.
  public let spread: Double
  /// Below this the spread is not believed.
  public let floor: Double

  /// What is divided by.
  public var scale: Double { max(spread, floor) }

  /// A fit that was kept.
  public init(location: Double, spread: Double, floor: Double) {
    self.location = location
    self.spread = spread
    self.floor = floor
  }

  /// Fits ascending values; nil of none.
  init?(sorted values: [Double], repeatability: Double) {
    guard let half = Self.shortestHalf(of: values) else { return nil }
    // Rounded, the mean of equal values may be beside them, and then nobody would be on its good side.
    let mean = values[half].reduce(0, +) / Double(half.count)
    let center = min(max(mean, values[half.lowerBound]), values[half.upperBound - 1])
    location = center
    if values.count < Self.few {
      let better = values[(values.count / 4)...]
      let squares = better.reduce(0) { $0 + ($1 - center) * ($1 - center) }
      spread = Self.rootMeanSquareFactor * (squares / Double(better.count)).squareRoot()
    } else {
      let distances = values.filter { $0 >= center }.map { $0 - center }
      spread = 1.4826 * SortedSample.median(distances)
    }
    floor = max(Self.leastScale, repeatability)
  }

  /// How many scales a value is on the bad side; negative on the good one.
  public func deviations(of value: Double) -> Double { (location - value) / scale }

  /// The ⌊n/2⌋ + 1 neighbours of ascending values that lie closest together; of several the middle ones.
  static func shortestHalf(of values: [Double]) -> Range<Int>? {
    guard !values.isEmpty else { return nil }
    let size = values.count / 2 + 1
    var least = Double.infinity
    var starts: [Int] = []
    for start in 0...(values.count - size) {
      let width = values[start + size - 1] - values[start]
      if width < least {
        least = width
        starts = [start]
      } else if width == least {
        starts.append(start)
      }
    }
    let start = starts[starts.count / 2]
    return start..<start + size
  }

  /// The probability that a sound node lies so many deviations or more behind a location and scale that are those of so
  /// many nodes.
  public static func tailProbability(_ deviations: Double, of count: Int) -> Double {
    DeviationChance(of: count).beyond(deviations)
  }
}
