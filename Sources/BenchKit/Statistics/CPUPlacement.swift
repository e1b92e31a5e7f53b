/// Tells places where a hypervisor put virtual CPUs by a cache line's way between two of them.
///
/// In one place the way varies: 24 to 30 ns where both CPUs share a cache and 149 to 166 where they do not, on a guest
/// with two CPUs of a Zen 4 server. Between two places it differs by a factor, there by five.
enum CPUPlacement {
  /// What ways of two places differ by at least.
  static let leastFactor = 2.0

  /// Whether two ways are of different places.
  static func differs(_ way: Double, from other: Double) -> Bool {
    let (near, far) = (min(way, other), max(way, other))
    return near > 0 && far >= near * leastFactor
  }

  /// Whether two ways may be of the same place: also where one is not known.
  static func mayBeSame(_ way: Double?, _ other: Double?) -> Bool {
    guard let way, let other else { return true }
    return !differs(way, from: other)
  }

  /// Whether there is a gap among the ways that only two places explain: a row of ways of which each is a little
  /// longer than the one before has none.
  static func areSeveral(_ ways: [Double]) -> Bool {
    let sorted = ways.sorted()
    return zip(sorted, sorted.dropFirst()).contains { differs($0, from: $1) }
  }
}
