internal import NodeModel
internal import Synchronization

/// Where the sampler puts the latest snapshot and everybody else takes it from; nobody waits for more than
/// the exchange of a reference.
final class SnapshotStore: Sendable {
  private let latestSnapshot = Mutex<Snapshot?>(nil)

  /// The latest finished round; nil before the first.
  var latest: Snapshot? {
    latestSnapshot.withLock { $0 }
  }

  /// Puts a finished round in place and hands back the one before.
  func publish(_ snapshot: Snapshot) -> Snapshot? {
    latestSnapshot.withLock { latest in
      let old = latest
      latest = snapshot
      return old
    }
  }
}
