internal import CLinux

/// The CPUs that the calling thread may use, narrowed to one for a time.
struct ThreadAffinity {
  private let allowed: [Int32]

  /// Binds the calling thread to one CPU; where the kernel refuses, nothing changes.
  init(boundTo cpu: Int) {
    var cpus = [Int32](repeating: 0, count: 8192)
    let count = unsafe Int(clinux_allowed_cpus(&cpus, Int32(cpus.count)))
    allowed = Array(cpus.prefix(count))
    clinux_pin(Int32(cpu))
  }

  /// Lets the thread run again where it could before.
  func restore() {
    unsafe clinux_allow_cpus(allowed, Int32(allowed.count))
  }
}
