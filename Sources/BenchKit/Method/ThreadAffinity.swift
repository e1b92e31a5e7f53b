internal import CLinux

/// The CPUs that the calling thread may use, others than its own for a time.
struct ThreadAffinity {
  /// Empty where nothing was changed.
  private let allowed: [Int32]

  /// Binds the calling thread to one CPU; where the kernel refuses, nothing changes. Where it is bound already,
  /// this costs a microsecond and hardly touches a cache.
  init(boundTo cpu: Int) {
    self.init(among: clinux_is_pinned(Int32(cpu)) == 0 ? [cpu] : [])
  }

  /// Lets the calling thread, and those that it starts, run on these CPUs only; of none, nothing changes.
  init(among wanted: some Collection<Int>) {
    guard !wanted.isEmpty else {
      allowed = []
      return
    }
    var cpus = [Int32](repeating: 0, count: 8192)
    let count = unsafe Int(clinux_allowed_cpus(&cpus, Int32(cpus.count)))
    allowed = Array(cpus.prefix(count))
    let wanted = wanted.map { Int32($0) }
    unsafe clinux_allow_cpus(wanted, Int32(wanted.count))
  }

  /// Lets the thread run again where it could before.
  func restore() {
    guard !allowed.isEmpty else { return }
    unsafe clinux_allow_cpus(allowed, Int32(allowed.count))
  }
}
