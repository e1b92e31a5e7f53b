internal import LinuxFiles

/// Whether each thread can count on a set in a shared cache, found out by chasing through it.
///
/// A guest may be told of 32 MiB and get 4 (others use the same cache, or the host gave it a part), and the
/// part changes. So a set counts only where one and a half times as much still answers in less than half
/// of memory's time, while all threads that will run do the same. Its size goes by the caches alone: a case
/// is the same on every machine of a kind and on every day, and measured or left out.
struct LastLevelShare {
  private let cache: CacheLevel
  private let innerBytes: Int
  private let pages: PageSize
  private let arena: Arena

  private static let memoryBytes = 64 << 20
  private static let steps = 1 << 14
  private static let tries = 5

  /// - Parameter innerBytes: what each thread has of the cache before this one.
  init(of cache: CacheLevel, beyond innerBytes: Int, pages: PageSize, arena: Arena) {
    self.cache = cache
    self.innerBytes = max(innerBytes, 256 << 10)
    self.pages = pages
    self.arena = arena
  }

  /// What the attempts came to.
  enum Finding: Equatable {
    /// The set, which each of the threads has to itself.
    case found(WorkingSet)
    /// None has, and why.
    case lost(Loss)
  }

  /// Why nothing was found.
  enum Loss: Equatable {
    /// Each thread's part is less than the set, which lies outside the caches before.
    case tooSmall(part: Int, least: Int)
    /// Trying the set, or getting beyond the cache, takes so many bytes, and that is more than it may.
    case beyondLimit(bytes: Int)
    /// A load from so many bytes, beyond the set, took at least half as long as one from as many as `beside`.
    case tooSlow(bytes: Int, beside: Int)
  }

  /// What each of the threads has to itself.
  ///
  /// - Parameter limit: bytes that the attempts may take.
  func finding(
    of threads: Int, on team: ThreadTeam, limit: Int
  ) throws(BenchError) -> Finding {
    try finding(of: threads, limit: limit) { bytes, threads throws(BenchError) in
      try secondsPerLoad(through: bytes, threads: threads, on: team)
    }
  }

  /// The same by any chase: seconds of a load through so many bytes on each of so many threads.
  func finding(
    of threads: Int, limit: Int, by chase: (Int, Int) throws(BenchError) -> Double
  ) throws(BenchError) -> Finding {
    let part = cache.bytes / max(1, min(threads, cache.sharers))
    // At two times as much little is left in the cache before.
    let bytes = 2 * innerBytes
    guard bytes <= part else { return .lost(.tooSmall(part: part, least: bytes)) }
    // Enough to lie outside the cache, and room for the order of the ring.
    let memory = min(max(Self.memoryBytes, 2 * cache.bytes), limit / 16 * 15)
    let tried = bytes + bytes / 2
    let needed = ChaseRing.span(of: tried) * threads
    guard needed <= limit else { return .lost(.beyondLimit(bytes: needed)) }
    let beyond = try chase(memory, 1)
    if try chase(tried, threads) < beyond / 2 {
      return .found(
        WorkingSet(level: "L\(cache.level)", bytesPerThread: bytes, arrayPercentOfCache: nil))
    }
    // As many bytes as may be used can all lie in a large cache: then nothing was slow.
    guard memory >= 2 * cache.bytes else {
      return .lost(.beyondLimit(bytes: ChaseRing.span(of: 2 * cache.bytes)))
    }
    return .lost(.tooSlow(bytes: tried, beside: memory))
  }

  /// The best of some tries, each as slow as its slowest thread.
  private func secondsPerLoad(
    through bytes: Int, threads: Int, on team: ThreadTeam
  ) throws(BenchError) -> Double {
    let slice = ChaseRing.span(of: bytes)
    let placement = Placement(of: team, count: threads, sliceBytes: slice)
    let region: Region
    do throws(SystemError) {
      region = try arena.borrow(slice * threads, pages: pages, placement: placement)
    } catch {
      throw .system(error)
    }
    defer { arena.giveBack(region, placement: placement) }
    let rings = (0..<threads).map { index in
      unsafe ChaseRing(at: region.start.advanced(by: index * slice), bytes: bytes)
    }
    team.run(on: threads) { rings[$0].build(seed: UInt64($0)) }
    var best = Double.infinity
    for _ in 0..<Self.tries {
      best = min(best, team.run(on: threads) { rings[$0].follow(steps: Self.steps) }.seconds)
    }
    return best / Double(Self.steps)
  }
}
