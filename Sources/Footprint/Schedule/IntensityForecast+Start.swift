public import NodeModel

extension IntensityForecast {
  /// The start in `earliest...latest` (seconds since 1970, UTC) with the least carbon, exactly.
  ///
  /// C(s) = PUE × Σ P_k × (F(s + o_{k+1}) − F(s + o_k)), with F the integral of the intensity. F is piecewise
  /// linear, so is C, and its least value lies where an edge of the forecast meets an edge of the profile, or
  /// at an end. Starts after which the forecast would run out are not judged; nil where none is left.
  ///
  /// - Parameter error: by which share of itself the forecast may be wrong, such as 0.05.
  public func bestStart(
    of profile: PowerProfile, in allowed: ClosedRange<Int64>,
    effectiveness: PowerUsageEffectiveness, error: Millionths
  ) -> StartAdvice? {
    let earliest = allowed.lowerBound
    let latest = min(allowed.upperBound, end - profile.seconds)
    guard start <= earliest, earliest <= latest else { return nil }
    let course = candidates(for: profile, in: earliest...latest).map {
      (start: $0, emission: emission(of: profile, at: $0, effectiveness.ratio.value))
    }
    guard var best = course.first else { return nil }
    let now = best.emission
    for next in course where next.emission < best.emission { best = next }
    let saving = now.reduced(by: best.emission)
    return StartAdvice(
      best: best.start, emission: best.emission, emissionNow: now,
      meanGrams: Self.mean(of: course.map { (Double($0.start), $0.emission.inUnits) }),
      latest: latest, isWorthWaiting: saving > now.share(error))
  }

  private func emission(
    of profile: PowerProfile, at start: Int64, _ effectiveness: Millionths
  ) -> Amount<LocationBased> {
    var sum = Amount<LocationBased>.zero
    var from = start
    for segment in profile.segments {
      let integral = integral(to: from + segment.seconds) - integral(to: from)
      // W × s is J: µW × s × millionths of PUE × millionths of g/kWh are parts.
      sum += .product(UInt128(segment.microwatts) * UInt128(effectiveness.count), integral)
      from += segment.seconds
    }
    return sum
  }

  /// All starts between which the emission runs straight, in order, each once.
  private func candidates(for profile: PowerProfile, in allowed: ClosedRange<Int64>) -> [Int64] {
    var candidates: Set<Int64> = [allowed.lowerBound, allowed.upperBound]
    var offset: Int64 = 0
    for length in [0] + profile.segments.map(\.seconds) {
      offset += length
      for step in steps where allowed.contains(step.start - offset) {
        candidates.insert(step.start - offset)
      }
    }
    return candidates.sorted()
  }

  private static func mean(of course: [(start: Double, grams: Double)]) -> Double {
    guard let first = course.first, let last = course.last, last.start > first.start else {
      return course.first?.grams ?? 0
    }
    let area = zip(course, course.dropFirst()).reduce(0) {
      $0 + ($1.0.grams + $1.1.grams) / 2 * ($1.1.start - $1.0.start)
    }
    return area / (last.start - first.start)
  }
}
