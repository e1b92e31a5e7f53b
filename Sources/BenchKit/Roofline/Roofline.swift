internal import Glibc

/// What a machine can reach at each arithmetic intensity, and what was reached.
///
/// Source: Williams, Waterman and Patterson, "Roofline: an insightful visual performance model for
/// multicore architectures", Communications of the ACM 52(4), 2009.
public struct Roofline: Sendable, Equatable {
  /// A horizontal roof: what the arithmetic units can do.
  public struct Ceiling: Sendable, Equatable {
    /// "fp32 peak".
    public let name: String
    /// flop/s.
    public let rate: Double

    /// States a roof.
    public init(name: String, rate: Double) {
      self.name = name
      self.rate = rate
    }
  }

  /// A slanted roof: what a cache or the memory can deliver.
  public struct Slope: Sendable, Equatable {
    /// "DRAM".
    public let name: String
    /// bytes/s.
    public let bandwidth: Double

    /// States a roof.
    public init(name: String, bandwidth: Double) {
      self.name = name
      self.bandwidth = bandwidth
    }
  }

  /// Something that ran.
  public struct Point: Sendable, Equatable {
    /// "gemm fp32 n=2048".
    public let name: String
    /// flop per byte that must come from or go to memory at least once.
    public let intensity: Double
    /// flop/s.
    public let rate: Double
    /// The ceiling of its own format, by name; nil where the highest is its own.
    public let ceiling: String?

    /// States a measurement.
    public init(name: String, intensity: Double, rate: Double, ceiling: String? = nil) {
      self.name = name
      self.intensity = intensity
      self.rate = rate
      self.ceiling = ceiling
    }
  }

  /// Highest first.
  public let ceilings: [Ceiling]
  /// Fastest first.
  public let slopes: [Slope]
  /// By intensity.
  public let points: [Point]
  /// What the horizontal axis covers, flop per byte; whole powers of two.
  public let intensities: ClosedRange<Double>
  /// What the vertical axis covers, flop/s; whole powers of two.
  public let rates: ClosedRange<Double>

  /// Nil where there is no ceiling or no slope: such a plot would have nothing to compare with.
  public init?(ceilings: [Ceiling], slopes: [Slope], points: [Point]) {
    let ceilings = ceilings.filter { $0.rate > 0 }.sorted { $0.rate > $1.rate }
    let slopes = slopes.filter { $0.bandwidth > 0 }.sorted { $0.bandwidth > $1.bandwidth }
    guard let top = ceilings.first, let lowestCeiling = ceilings.last, let slowest = slopes.last
    else { return nil }
    self.ceilings = ceilings
    self.slopes = slopes
    self.points = points.filter { $0.rate > 0 && $0.intensity > 0 }.sorted {
      $0.intensity < $1.intensity
    }
    // Every ridge and every point lies inside.
    let ridge = top.rate / slowest.bandwidth
    let left = min(1.0 / 16, self.points.first?.intensity ?? 1)
    let right = max(2 * ridge, self.points.last?.intensity ?? 1)
    intensities = Self.powersOfTwo(around: left...right)
    let bottom = min(
      slowest.bandwidth * intensities.lowerBound, lowestCeiling.rate,
      self.points.map(\.rate).min() ?? lowestCeiling.rate)
    rates = Self.powersOfTwo(around: bottom...(1.2 * top.rate))
  }

  /// The highest rate that the machine allows at an intensity, flop/s.
  public func roof(at intensity: Double) -> Double {
    min(ceilings[0].rate, slopes[0].bandwidth * intensity)
  }

  /// The highest rate that the machine allows a point: in doubles it is not that of shorter formats.
  public func roof(over point: Point) -> Double {
    let own = ceilings.first { $0.name == point.ceiling } ?? ceilings[0]
    return min(own.rate, roof(at: point.intensity))
  }

  /// Where an intensity lies on the horizontal axis, 0 (left) to 1.
  public func position(ofIntensity intensity: Double) -> Double {
    Self.position(of: intensity, in: intensities)
  }

  /// Where a rate lies on the vertical axis, 0 (bottom) to 1.
  public func position(ofRate rate: Double) -> Double {
    Self.position(of: rate, in: rates)
  }

  /// The rate at a height of the vertical axis, 0 (bottom) to 1.
  public func rate(at position: Double) -> Double {
    rates.lowerBound * exp2(position * log2(rates.upperBound / rates.lowerBound))
  }

  private static func position(of value: Double, in range: ClosedRange<Double>) -> Double {
    log2(value / range.lowerBound) / log2(range.upperBound / range.lowerBound)
  }

  private static func powersOfTwo(around range: ClosedRange<Double>) -> ClosedRange<Double> {
    exp2(log2(range.lowerBound).rounded(.down))...exp2(log2(range.upperBound).rounded(.up))
  }
}
