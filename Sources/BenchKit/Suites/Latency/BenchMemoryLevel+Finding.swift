public import NodeModel

extension BenchMemoryLevel {
  /// The levels that the results of the suite `latency` show, for each kind of pages by itself; none where the
  /// suite did not run.
  public static func found(
    in results: [BenchResult], beside caches: [BenchConditions.Cache]
  ) -> [BenchMemoryLevel] {
    let caches = caches.map { CacheLevel(level: $0.level, bytes: $0.bytes, sharers: $0.sharers) }
    var patterns: [Pattern] = []
    var points: [Pattern: [LatencyPoint]] = [:]
    for result in results where result.isVerified {
      guard let pattern = Pattern(of: result.subject), let bytes = result.subject.count("bytes")
      else { continue }
      if points[pattern] == nil { patterns.append(pattern) }
      // Of several modes the fastest: what is in the way of a cache only adds time.
      let seconds = result.modes.first?.median ?? result.median
      points[pattern, default: []].append(LatencyPoint(bytes: bytes, seconds: seconds))
    }
    return patterns.flatMap { pattern in
      let curve = LatencyCurve(points[pattern, default: []])
      return zip(curve.levels, curve.names(beside: caches)).map { level, name in
        BenchMemoryLevel(
          name: name, seconds: level.seconds, kneeBytes: level.knee, beyondBytes: level.beyond,
          reportedBytes: caches.first { "L\($0.level)" == name }?.bytes, pages: pattern.pages,
          strideBytes: pattern.stride, grouping: pattern.grouping)
      }
    }
  }

  /// How a chase goes through its set: figures of different ways are not one curve.
  private struct Pattern: Hashable {
    let pages: String
    let stride: Int
    let grouping: String

    /// Nil for what is no chase.
    init?(of subject: BenchSubject) {
      guard subject.suite == Latency.name.description, let pages = subject.text("pages"),
        let stride = subject.count("stride"), let grouping = subject.text("grouping")
      else { return nil }
      (self.pages, self.stride, self.grouping) = (pages, stride, grouping)
    }
  }
}

extension BenchSubject {
  fileprivate func count(_ name: String) -> Int? {
    guard case .count(let count)? = parameters.first(where: { $0.name == name })?.value else {
      return nil
    }
    return count
  }

  fileprivate func text(_ name: String) -> String? {
    guard case .text(let text)? = parameters.first(where: { $0.name == name })?.value else {
      return nil
    }
    return text
  }
}
