internal import Synchronization

/// How many connections were cut before they were answered, because there were too many; the event loop counts, the
/// sampler shows.
final class RefusedConnections: Sendable {
  private let number = Atomic<UInt64>(0)

  /// One more.
  func count() { number.wrappingAdd(1, ordering: .relaxed) }

  /// All since the start.
  var total: UInt64 { number.load(ordering: .relaxed) }
}
