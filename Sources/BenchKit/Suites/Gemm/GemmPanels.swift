internal import CKernels
internal import Synchronization

/// Which rows of A are packed, slab by slab: whoever needs some first packs them, and the others wait.
///
/// Sendable: `states` is written once here, and what it points to is atomic.
@safe final class GemmPanels: @unchecked Sendable {
  private let count: Int
  /// For each part of the rows twice the number of slabs in which it is packed, one more while it is being packed for
  /// the next.
  private let states: UnsafeMutablePointer<Atomic<Int>>

  /// For so many parts of the rows.
  init(count: Int) {
    self.count = count
    unsafe states = .allocate(capacity: count)
    for part in 0..<count { unsafe (states + part).initialize(to: Atomic(0)) }
  }

  deinit {
    unsafe states.deinitialize(count: count)
    unsafe states.deallocate()
  }

  /// Whether the caller has to pack a part for a slab, and to say `finish` then; returns once it is packed otherwise.
  ///
  /// Slabs are packed in their order: somebody may still have to do the one before.
  func claim(_ part: Int, slab: Int) -> Bool {
    while true {
      let state = unsafe states[part].load(ordering: .acquiring)
      if state >= 2 * slab + 2 { return false }
      if state == 2 * slab {
        let (isTaken, _) = unsafe states[part].compareExchange(
          expected: state, desired: state + 1, ordering: .acquiringAndReleasing)
        if isTaken { return true }
      }
      ckernels_pause()
    }
  }

  /// The caller has packed a part for a slab.
  func finish(_ part: Int, slab: Int) {
    unsafe states[part].store(2 * slab + 2, ordering: .releasing)
  }

  /// Forgets all, once nobody needs any.
  func reset() {
    for part in 0..<count { unsafe states[part].store(0, ordering: .relaxed) }
  }
}
