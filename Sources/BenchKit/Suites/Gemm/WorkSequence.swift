internal import CKernels
internal import Synchronization

/// Hands out numbered pieces of work to threads that take the next one when they are done, and lets them
/// wait for one another before the next round.
///
/// A fixed share for each thread would make all wait for one that lost its CPU for a while.
final class WorkCounter: Sendable {
  private let threads: Int
  private let next = Atomic<Int>(0)
  private let waiting = Atomic<Int>(0)
  private let round = Atomic<Int>(0)

  /// A counter for so many threads.
  init(threads: Int) {
    self.threads = threads
  }

  /// Does `work` with each number below `count` that no other thread took, and returns when all of them
  /// are done.
  func share(_ count: Int, _ work: (Int) -> Void) {
    while true {
      let piece = next.add(1, ordering: .relaxed).oldValue
      if piece >= count { break }
      work(piece)
    }
    let current = round.load(ordering: .relaxed)
    if waiting.add(1, ordering: .acquiringAndReleasing).newValue == threads {
      next.store(0, ordering: .relaxed)
      waiting.store(0, ordering: .relaxed)
      round.store(current + 1, ordering: .releasing)
    } else {
      while round.load(ordering: .acquiring) == current { ckernels_pause() }
    }
  }
}
