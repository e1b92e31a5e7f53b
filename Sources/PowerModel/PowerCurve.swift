public import NodeModel

/// Power by utilization: bands at some utilizations, straight lines between them.
public struct PowerCurve: Sendable, Hashable {
  /// Full utilization, in millionths.
  public static let full: UInt32 = 1_000_000

  /// The power at one utilization.
  public struct Point: Sendable, Hashable {
    /// In millionths.
    public let utilization: UInt32
    /// The power there.
    public let power: PowerBand

    /// States a point.
    public init(utilization: UInt32, power: PowerBand) {
      self.utilization = utilization
      self.power = power
    }
  }

  /// By rising utilization, the first at 0, the last at `full`.
  public let points: [Point]

  /// The straight line from idle to full load.
  init(idle: PowerBand, full: PowerBand) {
    points = [
      Point(utilization: 0, power: idle), Point(utilization: Self.full, power: full),
    ]
  }

  /// A curve through points; nil unless they rise from 0 to `full`.
  init?(_ points: [Point]) {
    guard points.first?.utilization == 0, points.last?.utilization == Self.full,
      zip(points, points.dropFirst()).allSatisfy({ $0.utilization < $1.utilization })
    else { return nil }
    self.points = points
  }

  /// Another power at the same utilizations; it must not fall.
  func map(_ power: (Point) -> PowerBand) -> PowerCurve {
    PowerCurve(rising: points.map { Point(utilization: $0.utilization, power: power($0)) })
  }

  private init(rising points: [Point]) {
    self.points = points
  }

  /// The power without load.
  public var idle: PowerBand { power(at: 0) }

  /// The power at full load.
  public var fullLoad: PowerBand { power(at: Self.full) }

  /// The power at a utilization in millionths; what is above full counts as full.
  /// The low bound is rounded down, the high one up.
  public func power(at utilization: UInt32) -> PowerBand {
    let utilization = min(utilization, Self.full)
    // The first point is at 0 and the last at full, so one of the stretches contains it.
    let end = points.firstIndex { $0.utilization >= utilization } ?? points.count - 1
    guard points[end].utilization != utilization else { return points[end].power }
    let (left, right) = (points[end - 1], points[end])
    let stretch = Stretch(
      part: UInt64(utilization - left.utilization),
      of: UInt64(right.utilization - left.utilization))
    return PowerBand(
      low: stretch.between(left.power.low, right.power.low, rounding: .down),
      value: stretch.between(left.power.value, right.power.value, rounding: .toNearestOrEven),
      high: stretch.between(left.power.high, right.power.high, rounding: .up))
  }

  /// Bounds that hold at every utilization, but for the rounding to microwatts: the widest. On a straight
  /// line the distance in relation to the figure only grows or only falls, so the points are enough.
  public var bounds: EnergyBounds {
    var (below, above): (UInt64, UInt64) = (0, 0)
    for point in points {
      let power = point.power
      below = max(below, Self.millionths(power.value - power.low, of: power.value))
      above = max(above, Self.millionths(power.high - power.value, of: power.value))
    }
    return EnergyBounds(below: UInt32(clamping: below), above: UInt32(clamping: above))
  }

  /// How much it is of the whole, rounded up.
  private static func millionths(_ distance: UInt64, of whole: UInt64) -> UInt64 {
    let (high, low) = distance.multipliedFullWidth(by: 1_000_000)
    guard high < whole else { return .max }
    let (quotient, remainder) = whole.dividingFullWidth((high, low))
    return quotient + (remainder > 0 ? 1 : 0)
  }
}

/// A place on a line between two points.
private struct Stretch {
  let part: UInt64
  let whole: UInt64

  init(part: UInt64, of whole: UInt64) {
    self.part = part
    self.whole = whole
  }

  func between(_ left: UInt64, _ right: UInt64, rounding rule: FloatingPointRoundingRule) -> UInt64
  {
    // Both weights are below 2^20, so 128 bits hold any power.
    let sum = UInt128(left) * UInt128(whole - part) + UInt128(right) * UInt128(part)
    let added: UInt128 =
      switch rule {
      case .up: UInt128(whole) - 1
      case .toNearestOrEven: UInt128(whole) / 2
      default: 0
      }
    return UInt64((sum + added) / UInt128(whole))
  }
}
