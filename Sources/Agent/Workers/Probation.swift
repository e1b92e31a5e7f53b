/// How long groups of a worker are read alone after they hung: whoever hangs now and then must not cost the
/// others each time.
struct Probation {
  /// A group goes back when it was read so often in less than `quick` nanoseconds each, and twice as often
  /// after each relapse. A tenth of the longest round, or it would come and go.
  private static let rounds = 3
  private static let quick: UInt64 = 100_000_000
  private static let mostRelapses = 10

  private var relapses: [String: Int] = [:]

  /// A group has to be read alone (again).
  mutating func begin(_ group: String) {
    relapses[group, default: 0] += 1
  }

  /// Whether the group of a lane behaved for as long as its past asks for.
  func isServed(by lane: WorkerLane) -> Bool {
    let times = lane.only.flatMap { relapses[$0] } ?? 1
    return lane.duration < Self.quick
      && lane.fullRounds >= Self.rounds << min(times - 1, Self.mostRelapses)
  }
}
