extension Roofline {
  /// A roof as a straight line in the unit square, from left to right.
  public struct Line: Sendable, Equatable {
    /// What it stands for.
    public let name: String
    /// In the roof's own unit: flop/s or bytes/s.
    public let value: Double
    /// Whether it is slanted.
    public let isSlope: Bool
    /// The left end, 0 to 1 on both axes.
    public let start: (x: Double, y: Double)
    /// The right end.
    public let end: (x: Double, y: Double)

    /// Equal where the same line would be drawn.
    public static func == (left: Line, right: Line) -> Bool {
      left.name == right.name && left.value == right.value && left.start == right.start
        && left.end == right.end
    }
  }

  /// The roofs, each drawn only as far as nothing lower cuts it off for good: ceilings from the fastest
  /// slope on, slopes up to the highest ceiling.
  public var lines: [Line] {
    let flat = ceilings.map { ceiling in
      let ridge = max(ceiling.rate / slopes[0].bandwidth, intensities.lowerBound)
      let height = position(ofRate: ceiling.rate)
      return Line(
        name: ceiling.name, value: ceiling.rate, isSlope: false,
        start: (position(ofIntensity: ridge), height), end: (1, height))
    }
    let slanted = slopes.map { slope in
      // Where the line enters the picture: at the left edge, or through the bottom.
      let left = max(intensities.lowerBound, rates.lowerBound / slope.bandwidth)
      let ridge = ceilings[0].rate / slope.bandwidth
      return Line(
        name: slope.name, value: slope.bandwidth, isSlope: true,
        start: (position(ofIntensity: left), position(ofRate: left * slope.bandwidth)),
        end: (position(ofIntensity: ridge), position(ofRate: ceilings[0].rate)))
    }
    return flat + slanted
  }
}
