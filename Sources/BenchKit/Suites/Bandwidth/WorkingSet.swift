/// Where the arrays of a case lie: sizes by the caches that this machine has.
struct WorkingSet: Equatable, Sendable {
  /// "L1", "L2", "L3", "DRAM".
  let level: String
  /// Bytes of all arrays of one thread.
  let bytesPerThread: Int
  /// For DRAM, bytes of one array of all threads over the last-level caches in their reach, in percent;
  /// STREAM asks for 400.
  let arrayPercentOfCache: Int?

  /// What memory is called among the levels.
  static let memoryLevel = "DRAM"

  /// Half of what each of so many threads has of a core's or a cluster's cache: the other half is room for what else
  /// runs there.
  static func inside(_ cache: CacheLevel, on machine: Machine, threads: Int) -> WorkingSet {
    WorkingSet(
      level: "L\(cache.level)", bytesPerThread: machine.part(of: cache, threads: threads) / 2,
      arrayPercentOfCache: nil)
  }

  /// Beyond all caches; nil where `limit` bytes hold less than twice the caches, and the figure would be a
  /// mixture.
  ///
  /// - Parameter arrays: of the kernel that has most, three: each is at least four times the last-level
  ///   caches as STREAM asks; where that is more than `limit`, a power of two, or twice the caches.
  static func memory(on machine: Machine, threads: Int, limit: Int, arrays: Int = 3) -> WorkingSet?
  {
    let cache = machine.lastLevelBytes(reachedBy: threads)
    let least = leastMemory(on: machine, threads: threads)
    let wanted = max(arrays * 4 * cache, 64 << 20)
    let bytes = wanted <= limit ? wanted : max(limit.roundedDownToPowerOfTwo, least)
    guard bytes <= limit else { return nil }
    let perThread = bytes / threads / pageBytes * pageBytes
    guard perThread > 0 else { return nil }
    return WorkingSet(
      level: memoryLevel, bytesPerThread: perThread,
      arrayPercentOfCache: perThread * threads / arrays * 100 / cache)
  }

  /// Bytes of all arrays below which the figure would be a mixture of memory and caches.
  static func leastMemory(on machine: Machine, threads: Int) -> Int {
    2 * machine.lastLevelBytes(reachedBy: threads)
  }

  private static let pageBytes = 4096
}

extension Machine {
  /// What to reckon with where the kernel reports no cache.
  private static let assumedLastLevelBytes = 32 << 20

  /// Bytes of all the last-level caches that so many threads fill together.
  func lastLevelBytes(reachedBy threads: Int) -> Int {
    guard let last = caches.last else { return Self.assumedLastLevelBytes }
    let sharers = max(1, last.sharers)
    return last.bytes * ((threads + sharers - 1) / sharers)
  }
}
