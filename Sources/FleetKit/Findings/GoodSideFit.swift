internal import Glibc

/// Where the healthy members of a group are, and how far they scatter.
///
/// Values are oriented: more is better. Defects make nodes worse and hardly ever better, so the fit begins with the
/// densest half and the scale of the better ones, and what lies beyond three scales of it, on either side, is left out.
/// The mean of the others is as exact as that of as many sound nodes, which the densest half is not: its mean converges
/// with the cube root of their number only (Andrews and others 1972).
public struct GoodSideFit: Sendable, Equatable {
  /// The least scale: what two runs of one machine differ by.
  public static let leastScale = 0.003

  /// Of fewer what is left within three scales is too few values for a scale.
  static let some = 16
  /// Of fewer the good side is too few values for a scale of its own.
  static let many = 96
  /// So many scales away values are left out.
  static let reach = 3.0
  /// 1 / √(1 − 2 k φ(k) / (2 Φ(k) − 1)) of k = 3: the scale of normal values by those within it.
  static let clippedFactor = 1.0136
  /// 1 / √(1 + a φ(a) / (1 − Φ(a))) of the lower quartile a: the scale of normal values by those above it.
  static let betterFactor = 1.1831

  /// The mean of those within three scales of the densest half.
  public let location: Double
  /// 1.0136 times the root mean square distance of those; of `many` and more that of the better ones among them, if it is
  /// less; of fewer than `some` 1.1831 times that of all but the worst quarter.
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
    var kept = values[half]
    var center = Self.mean(of: kept)
    var spread = Self.firstSpread(of: values, around: center)
    for _ in 0..<2 {
      let (low, high) = (center - Self.reach * spread, center + Self.reach * spread)
      kept = values.drop { $0 < low }.prefix { $0 <= high }
      center = Self.mean(of: kept)
      if values.count >= Self.some {
        spread = Self.clippedFactor * Self.meanDistance(of: kept, from: center)
      }
    }
    if values.count >= Self.many {
      let better = kept.drop { $0 < center }
      spread = min(spread, Self.clippedFactor * Self.meanDistance(of: better, from: center))
    }
    location = center
    self.spread = spread
    floor = max(Self.leastScale, repeatability)
  }

  /// What hardly depends on those that are bad: the scale of the better three quarters, and of many values that of either
  /// side of the location, for the densest half may be that of the bad ones.
  private static func firstSpread(of values: [Double], around center: Double) -> Double {
    let spread = betterFactor * meanDistance(of: values[(values.count / 4)...], from: center)
    guard values.count >= many else { return spread }
    let better = values.drop { $0 < center }.map { $0 - center }
    let worse = values.prefix { $0 <= center }.map { center - $0 }
    let nearer = min(SortedSample.median(better), SortedSample.median(worse.reversed()))
    return min(spread, 1.4826 * nearer)
  }

  /// The mean of ascending values. Rounded, that of equal ones may be beside them, and then nobody would be near it.
  private static func mean(of values: ArraySlice<Double>) -> Double {
    guard let first = values.first, let last = values.last else { return .nan }
    return min(max(values.reduce(0, +) / Double(values.count), first), last)
  }

  /// The root mean square distance.
  private static func meanDistance(of values: ArraySlice<Double>, from center: Double) -> Double {
    let squares = values.reduce(0) { $0 + ($1 - center) * ($1 - center) }
    return (squares / Double(values.count)).squareRoot()
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
