internal import CKernels
internal import Synchronization

/// Hands out numbered pieces of work, in order, to threads that take the next one when they are done, and
/// knows below which number all are done.
///
/// A fixed share for each thread would make all wait for one that lost its CPU for a while.
///
/// Sendable: `marks` is written once here, and what it points to is atomic.
@safe final class WorkSequence: @unchecked Sendable {
  private let threads: Int
  private let next = Atomic<Int>(0)
  private let waiting = Atomic<Int>(0)
  private let round = Atomic<Int>(0)
  /// For each thread a number: of the pieces below it, it has left none undone.
  private let marks: UnsafeMutablePointer<Atomic<Int>>
  /// Marks lie two cache lines apart, since CPUs fetch lines in pairs.
  private static let spacing = 128 / MemoryLayout<Atomic<Int>>.stride

  /// A sequence for so many threads.
  init(threads: Int) {
    self.threads = threads
    unsafe marks = .allocate(capacity: threads * Self.spacing)
    for index in 0..<threads * Self.spacing { unsafe (marks + index).initialize(to: Atomic(0)) }
  }

  deinit {
    unsafe marks.deinitialize(count: threads * Self.spacing)
    unsafe marks.deallocate()
  }

  /// The number of the next piece. The thread has done the one that it took before.
  func take(as thread: Int) -> Int {
    let piece = next.add(1, ordering: .relaxed).oldValue
    unsafe marks[thread * Self.spacing].store(piece, ordering: .releasing)
    return piece
  }

  /// Returns when all pieces below `number` are done, with a number below which all are: maybe a higher one.
  ///
  /// Whoever waits has taken a piece from `number` on, so all below were taken; and a thread that still works on
  /// one of those has a mark that is not above it.
  func wait(until number: Int) -> Int {
    while true {
      var done = Int.max
      for thread in 0..<threads {
        done = min(done, unsafe marks[thread * Self.spacing].load(ordering: .acquiring))
      }
      if done >= number { return done }
      ckernels_pause()
    }
  }

  /// Returns when all threads have come here; then the numbers begin anew.
  func finish(as thread: Int) {
    let current = round.load(ordering: .relaxed)
    if waiting.add(1, ordering: .acquiringAndReleasing).newValue == threads {
      next.store(0, ordering: .relaxed)
      waiting.store(0, ordering: .relaxed)
      for thread in 0..<threads { unsafe marks[thread * Self.spacing].store(0, ordering: .relaxed) }
      round.store(current + 1, ordering: .releasing)
    } else {
      while round.load(ordering: .acquiring) == current { ckernels_pause() }
    }
  }
}
