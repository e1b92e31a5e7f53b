internal import Synchronization

/// The wish to stop a run: the repetition under way is finished, and what is done is reported.
///
/// May be asked for from a signal handler: it is one atomic store.
public final class Interruption: Sendable {
  private let flag = Atomic<Bool>(false)

  /// Nobody wants to stop yet.
  public init() {}

  /// Asks the run to stop.
  public func request() { flag.store(true, ordering: .relaxed) }

  /// Whether somebody asked.
  public var isRequested: Bool { flag.load(ordering: .relaxed) }
}
