/// One data cache of the machine, and whose it is.
struct CacheInstance: Sendable, Hashable {
  /// 1 for L1, and so on.
  let level: Int
  let bytes: Int
  /// The CPUs that share it.
  let cpus: Set<Int>
}
