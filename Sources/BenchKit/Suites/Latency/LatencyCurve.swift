/// Latency over the size of the working set, and the levels of memory that show in it.
///
/// A level is where the curve is flat; what lies between two levels, where a part of the loads comes from
/// each, is nobody's latency. Give it at least two sizes inside each level, or that level is lost.
public struct LatencyCurve: Sendable {
  /// By size, with disturbances removed: see `init`.
  private let points: [LatencyPoint]

  /// Growth in an octave of size, or in one step if that is longer, up to which the curve is flat.
  private static let flat = 1.4
  /// Two levels differ by more; flat parts closer to each other are one.
  private static let apart = 1.5
  /// A set that is slower than its level by more lies beyond the knee.
  private static let beyond = 1.25

  /// From points in any order. A disturbance only adds time, and a larger set is never faster: so each
  /// point counts with the least time of all sets at least as large.
  public init(_ points: [LatencyPoint]) {
    var least = Double.infinity
    self.points = points.sorted { $0.bytes < $1.bytes }.reversed().map { point in
      least = min(least, point.seconds)
      return LatencyPoint(bytes: point.bytes, seconds: least)
    }.reversed()
  }

  /// The levels, nearest to the core first.
  public var levels: [LatencyLevel] {
    var parts: [Range<Int>] = []
    for part in flatParts {
      if let last = parts.last, value(of: part) < Self.apart * value(of: last) {
        parts[parts.count - 1] = last.lowerBound..<part.upperBound
      } else {
        parts.append(part)
      }
    }
    return parts.map { part in
      let seconds = value(of: part)
      // Times never fall with the size, so the sets that are as fast stand together.
      let slower = points[part.lowerBound...].firstIndex { $0.seconds > Self.beyond * seconds }
      let knee = max(part.lowerBound, (slower ?? points.endIndex) - 1)
      return LatencyLevel(
        seconds: seconds, knee: points[knee].bytes, beyond: slower.map { points[$0].bytes })
    }
  }

  /// What the levels are, as many names as there are levels: "L1", "L2" … and "DRAM" for the last where it
  /// goes on beyond every cache that the kernel reports, or where as many levels as there are caches come before
  /// it. Where no set was larger than the caches and nothing followed, the last may be a cache or memory: "beyond L2"
  /// claims neither. A guest that is told of 260 MiB, and gets 4, has memory from there on.
  public func names(beside caches: [CacheLevel]) -> [String] {
    let levels = levels
    let largest = caches.map(\.bytes).max() ?? 0
    return levels.indices.map { index in
      guard index > 0, index == levels.count - 1 else { return "L\(index + 1)" }
      if levels[index].knee > largest || index >= caches.count { return "DRAM" }
      return levels[index].beyond == nil ? "beyond L\(index)" : "L\(index + 1)"
    }
  }

  /// Runs of at least two points between which the curve hardly grows. The smallest set is one by itself:
  /// nothing is nearer to the core.
  private var flatParts: [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = 0
    for index in points.indices {
      if index + 1 < points.count, isFlat(from: points[index], to: points[index + 1]) { continue }
      if index > start || start == 0 { parts.append(start..<index + 1) }
      start = index + 1
    }
    return parts
  }

  private func isFlat(from near: LatencyPoint, to far: LatencyPoint) -> Bool {
    guard near.seconds > 0, near.bytes > 0 else { return false }
    // Of a step shorter than an octave only its part.
    let step = Double(far.bytes) / Double(near.bytes)
    let allowed = step >= 2 ? Self.flat : 1 + (Self.flat - 1) * (step - 1)
    return far.seconds / near.seconds <= allowed
  }

  /// The median, the lower of two: on the right a level climbs into the next.
  private func value(of part: Range<Int>) -> Double {
    let sorted = points[part].map(\.seconds).sorted()
    return sorted[(sorted.count - 1) / 2]
  }
}
