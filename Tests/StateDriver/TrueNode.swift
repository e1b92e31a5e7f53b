/// What flows in a node, as a function of time: whoever knows the time knows the truth.
enum TrueNode {
  /// Microjoules since boot of each of two packages, at a boot time in nanoseconds.
  static func energy(_ package: Int, at boottime: UInt64) -> UInt64 {
    let microseconds = boottime / 1000
    // Not a straight line, so that no mean can pass for it.
    return package == 0
      ? microseconds * 61 + microseconds / 777 * 13 : microseconds * 23 + microseconds / 1301 * 7
  }

  /// The counters wrap: 262 kJ, which 61 W fill in more than an hour and 500 W in 524 s.
  static let range: UInt64 = 262_143_328_850
}
