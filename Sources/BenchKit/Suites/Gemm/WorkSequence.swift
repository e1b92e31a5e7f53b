internal import CKernels
internal import Synchronization

/// Hands out numbered pieces of work, in order, to threads that take the next one when they are done, and
/// knows below which number all are done.
///
/// A fixed share for each thread would make all wait for one that lost its CPU for a while. For the same reason
/// threads may come from another sequence to help, and go again.
///
/// Sendable: `marks` is written once here, and what it points to is atomic.
@safe final class WorkSequence: @unchecked Sendable {
  private let threads: Int
  private let next = Atomic<Int>(0)
  /// For each thread a number: of the pieces below it, it has left none undone. All there are for one that
  /// works elsewhere.
  private let marks: UnsafeMutablePointer<Atomic<Int>>
  /// Marks lie two cache lines apart, since CPUs fetch lines in pairs.
  private static let spacing = 128 / MemoryLayout<Atomic<Int>>.stride

  /// A sequence that so many threads may work on.
  init(threads: Int) {
    self.threads = threads
    unsafe marks = .allocate(capacity: threads * Self.spacing)
    for index in 0..<threads * Self.spacing {
      unsafe (marks + index).initialize(to: Atomic(Int.max))
    }
  }

  deinit {
    unsafe marks.deinitialize(count: threads * Self.spacing)
    unsafe marks.deallocate()
  }

  /// The number of the next piece; nil where all below `limit` are taken. The thread has done the one that it
  /// took before.
  func take(as thread: Int, below limit: Int) -> Int? {
    var piece = next.load(ordering: .acquiring)
    while piece < limit {
      // Before the piece is taken: whoever sees that it was taken sees this mark or a later one.
      unsafe marks[thread * Self.spacing].store(piece, ordering: .releasing)
      let (isTaken, found) = next.compareExchange(
        expected: piece, desired: piece + 1, ordering: .acquiringAndReleasing)
      if isTaken { return piece }
      piece = found
    }
    unsafe marks[thread * Self.spacing].store(Int.max, ordering: .releasing)
    return nil
  }

  /// Returns when all pieces below `number` are done, with a number below which all are: maybe a higher one.
  ///
  /// The caller knows that all of them were taken: it has taken a piece from `number` on, or was refused one below
  /// it. A thread that still works on one of them has a mark that is not above it.
  func wait(until number: Int) -> Int {
    while true {
      var done = next.load(ordering: .acquiring)
      for thread in 0..<threads {
        done = min(done, unsafe marks[thread * Self.spacing].load(ordering: .acquiring))
      }
      if done >= number { return done }
      ckernels_pause()
    }
  }

  /// Lets the numbers begin anew, once nobody works on any.
  func reset() {
    next.store(0, ordering: .relaxed)
  }
}
