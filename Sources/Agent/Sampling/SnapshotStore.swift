internal import Exporters
internal import NodeModel
internal import Synchronization

/// Where the sampler puts the latest snapshot and everybody else takes it from; nobody waits for more than
/// the exchange of a reference.
final class SnapshotStore: Sendable {
  private struct State {
    var latest: Snapshot?
    var history: History
    var interval: UInt64
    var scrapes: UInt64 = 0
  }
  private let state: Mutex<State>
  private let expectedScrape = Atomic(UInt64.max)
  /// Who was not answered, for want of room.
  let refusals = RefusedConnections()

  /// - Parameter interval: Nanoseconds between rounds: how finely the last minutes are remembered.
  init(interval: UInt64) {
    state = Mutex(State(latest: nil, history: History(interval: interval), interval: interval))
  }

  /// The age in nanoseconds from which a snapshot says that the sampler is stuck: ten rounds, but not so
  /// few seconds that a busy machine looks sick.
  var patience: UInt64 {
    max(10 * state.withLock { $0.interval }, 15_000_000_000)
  }

  /// Follows a changed interval; minutes remembered in another step are forgotten.
  func follow(interval: UInt64) {
    state.withLock { state in
      guard interval != state.interval else { return }
      state.interval = interval
      if max(interval, 1_000_000_000) != state.history.period {
        state.history = History(interval: interval)
      }
    }
  }

  /// The latest finished round; nil before the first.
  var latest: Snapshot? {
    state.withLock { $0.latest }
  }

  /// How often somebody took the metrics.
  var scrapes: UInt64 {
    state.withLock { $0.scrapes }
  }

  /// The latest finished round, for somebody who takes the metrics.
  func scrape() -> Snapshot? {
    state.withLock { state in
      state.scrapes += 1
      return state.latest
    }
  }

  /// The latest finished round with the minutes before it.
  var latestWithHistory: (snapshot: Snapshot, history: History)? {
    state.withLock { state in state.latest.map { ($0, state.history) } }
  }

  /// When the next scrape is expected, as boot time in nanoseconds; far away where none is. The event loop
  /// says it, for the sampler's thread to ask.
  var nextScrape: UInt64 {
    get { expectedScrape.load(ordering: .relaxed) }
    set { expectedScrape.store(newValue, ordering: .relaxed) }
  }

  /// When `snapshot` may be asked for: until the next one is there, and a little before and after, since
  /// neither rounds nor scrapes are quite on time.
  func life(of snapshot: Snapshot) -> ClosedRange<UInt64> {
    let interval = state.withLock { $0.interval }
    let slack = interval / 16
    return snapshot.time - min(slack, snapshot.time)...snapshot.time + interval + slack
  }

  /// Whether a scrape is expected before the next round is finished.
  var isScrapeExpected: Bool {
    guard let latest else { return false }
    return nextScrape <= life(of: latest).upperBound
  }

  /// Puts a finished round in place and hands back the one before.
  func publish(_ snapshot: Snapshot) -> Snapshot? {
    state.withLock { state in
      let old = state.latest
      state.latest = snapshot
      state.history.add(snapshot)
      return old
    }
  }
}
