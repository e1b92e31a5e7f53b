import Foundation

/// Runs work that waits on a thread of its own: the pool that runs tests has one thread a processor, and
/// a test that waits there would make others late.
func onOwnThread<Result: Sendable>(
  _ work: @escaping @Sendable () throws -> Result
) async throws -> Result {
  try await withCheckedThrowingContinuation { continuation in
    Thread { continuation.resume(with: Swift.Result(catching: work)) }.start()
  }
}
