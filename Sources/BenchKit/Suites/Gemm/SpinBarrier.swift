internal import CKernels
internal import Synchronization

/// Where threads wait for one another without sleeping.
final class SpinBarrier: Sendable {
  private let threads: Int
  private let waiting = Atomic<Int>(0)
  private let round = Atomic<Int>(0)

  /// A barrier for so many threads.
  init(threads: Int) {
    self.threads = threads
  }

  /// Returns when all threads have come; the last of them does `work` before anybody goes on.
  func meet(_ work: () -> Void) {
    let current = round.load(ordering: .relaxed)
    if waiting.add(1, ordering: .acquiringAndReleasing).newValue == threads {
      work()
      waiting.store(0, ordering: .relaxed)
      round.store(current + 1, ordering: .releasing)
    } else {
      while round.load(ordering: .acquiring) == current { ckernels_pause() }
    }
  }
}
