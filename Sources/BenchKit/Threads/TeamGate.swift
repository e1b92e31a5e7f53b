internal import CKernels
internal import CLinux
internal import Synchronization

/// Where the threads of a team wait for work, and leave their times.
///
/// The start is a counter that all spin on: a condition variable would put 13–60 µs of wake-up inside the
/// clock, the bounce of a cache line costs 0.03–0.2 µs. Place 0 of the team is the caller's own: a caller
/// that slept on the same CPU as one of the threads would now and then take the CPU from it in the middle of
/// its work.
///
/// Sendable: everything but `arrived` and `shifts` is read and written under `lock`; each thread writes
/// its own shift before it reports back under the lock, and the caller reads them after the last report.
@safe final class TeamGate: @unchecked Sendable {
  /// Where a thread's piece of work began and ended.
  struct Shift {
    var start: UInt64 = 0
    var end: UInt64 = 0
    /// CPU time between the two.
    var cpu: UInt64 = 0
    /// What binding the thread to its CPU answered: 0, or an error number.
    var refusal: Int32 = 0
  }

  /// One for each thread.
  let shifts: UnsafeMutableBufferPointer<Shift>

  private let lock: UnsafeMutablePointer<pthread_mutex_t>
  /// One for each thread, so that those without work sleep on.
  private let called: UnsafeMutablePointer<pthread_cond_t>
  private let finished: UnsafeMutablePointer<pthread_cond_t>
  private let arrived = Atomic<Int>(0)

  private var work: (@Sendable (Int) -> Void)?
  private var roster: [Int] = []
  private var isWanted: [Bool]
  private var unfinished = 0
  private var isClosed = false

  /// A gate for `count` threads, not yet started.
  init(_ count: Int) {
    unsafe shifts = .allocate(capacity: count)
    unsafe shifts.initialize(repeating: Shift())
    unsafe lock = .allocate(capacity: 1)
    unsafe called = .allocate(capacity: count)
    unsafe finished = .allocate(capacity: 1)
    isWanted = Array(repeating: false, count: count)
    unsafe pthread_mutex_init(lock, nil)
    for index in 0..<count { unsafe pthread_cond_init(called + index, nil) }
    unsafe pthread_cond_init(finished, nil)
  }

  deinit {
    unsafe pthread_cond_destroy(finished)
    for index in isWanted.indices { unsafe pthread_cond_destroy(condition(index)) }
    unsafe pthread_mutex_destroy(lock)
    unsafe finished.deallocate()
    unsafe called.deallocate()
    unsafe lock.deallocate()
    unsafe shifts.deallocate()
  }

  /// Has each thread of `members` do `work` with its place in the list, and waits for all of them. Member 0
  /// is the caller.
  func call(_ members: [Int], _ work: @escaping @Sendable (Int) -> Void) {
    unsafe pthread_mutex_lock(lock)
    self.work = work
    roster = members
    unfinished = 0
    arrived.store(0, ordering: .relaxed)
    for member in members where member != 0 {
      unfinished += 1
      isWanted[member] = true
      unsafe pthread_cond_signal(condition(member))
    }
    unsafe pthread_mutex_unlock(lock)
    if let place = members.firstIndex(of: 0) {
      perform(work, as: place, of: members.count, in: 0)
    }
    unsafe pthread_mutex_lock(lock)
    while unfinished > 0 { unsafe pthread_cond_wait(finished, lock) }
    self.work = nil
    unsafe pthread_mutex_unlock(lock)
  }

  /// Sends every thread home.
  func close() {
    unsafe pthread_mutex_lock(lock)
    isClosed = true
    for index in isWanted.indices { unsafe pthread_cond_signal(condition(index)) }
    unsafe pthread_mutex_unlock(lock)
  }

  /// What thread `index`, from 1 on, does until the team is closed.
  func serve(_ index: Int) {
    unsafe pthread_mutex_lock(lock)
    while true {
      while !isWanted[index] && !isClosed { unsafe pthread_cond_wait(condition(index), lock) }
      if isClosed { break }
      isWanted[index] = false
      guard let work, let place = roster.firstIndex(of: index) else { continue }
      let size = roster.count
      unsafe pthread_mutex_unlock(lock)
      perform(work, as: place, of: size, in: index)
      unsafe pthread_mutex_lock(lock)
      unfinished -= 1
      if unfinished == 0 { unsafe pthread_cond_signal(finished) }
    }
    unsafe pthread_mutex_unlock(lock)
  }

  private func condition(_ index: Int) -> UnsafeMutablePointer<pthread_cond_t> {
    unsafe called + index
  }

  private func perform(
    _ work: @Sendable (Int) -> Void, as place: Int, of size: Int, in index: Int
  ) {
    arrived.add(1, ordering: .acquiringAndReleasing)
    while arrived.load(ordering: .acquiring) < size { ckernels_pause() }
    let start = clinux_monotonic_nanoseconds()
    let cpu = clinux_thread_nanoseconds()
    work(place)
    unsafe shifts[index].cpu = clinux_thread_nanoseconds() - cpu
    unsafe shifts[index].start = start
    unsafe shifts[index].end = clinux_monotonic_nanoseconds()
  }
}
