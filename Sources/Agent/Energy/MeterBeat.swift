internal import NodeModel

/// How often meters are read: in each round, or more often where rounds are too far apart for one of them.
struct MeterBeat {
  /// Nobody wakes more often between two rounds, in nanoseconds.
  static let shortest: UInt64 = 1_000_000_000

  /// Time between two reads, in nanoseconds: that between two rounds, or an equal part of it.
  let nanoseconds: UInt64
  /// Whether there are reads between rounds.
  let isFaster: Bool

  /// - Parameters:
  ///   - interval: time between two rounds, in nanoseconds.
  ///   - pause: the shortest `Meter.longestPause` of all; nil where there is none.
  init(interval: UInt64, pause: UInt64?) {
    let longest = max(pause ?? .max, Self.shortest)
    let parts = interval / longest + (interval % longest == 0 ? 0 : 1)
    nanoseconds = parts > 1 ? interval / parts : interval
    isFaster = parts > 1
  }
}
