internal import LinuxFiles

/// How much of a shared cache each thread can count on, found out by chasing through it.
///
/// A guest may be told of 32 MiB and get 4 (others use the same cache, or the host gave it a part), and the
/// part changes. So a size counts only where one and a half times as much still answers in less than half
/// of memory's time, while all threads that will run do the same.
struct LastLevelShare {
  private let cache: CacheLevel
  private let innerBytes: Int
  private let pages: PageSize
  private let arena: Arena

  /// Sizes to try, in units of the cache before: at two times as much, little is left in that one.
  private static let multiples = [4, 2]
  private static let memoryBytes = 64 << 20
  private static let steps = 1 << 14
  private static let tries = 5

  /// - Parameter innerBytes: of the cache before this one.
  init(of cache: CacheLevel, beyond innerBytes: Int, pages: PageSize, arena: Arena) {
    self.cache = cache
    self.innerBytes = max(innerBytes, 256 << 10)
    self.pages = pages
    self.arena = arena
  }

  /// The largest size tried that each of the threads has to itself; nil where none is.
  ///
  /// - Parameter limit: bytes that the attempts may take.
  func workingSet(
    of threads: Int, on team: ThreadTeam, limit: Int
  ) throws(BenchError) -> WorkingSet? {
    // Enough to lie outside the cache, and room for the order of the ring.
    let memory = max(Self.memoryBytes, 2 * cache.bytes)
    guard
      let beyond = try secondsPerLoad(
        through: min(memory, limit / 16 * 15), threads: 1, on: team, limit: limit)
    else { return nil }
    let together = max(1, min(threads, cache.sharers))
    for multiple in Self.multiples where innerBytes * multiple * together <= cache.bytes {
      let bytes = innerBytes * multiple
      let seconds = try secondsPerLoad(
        through: bytes + bytes / 2, threads: threads, on: team, limit: limit)
      if let seconds, seconds < beyond / 2 {
        return WorkingSet(
          level: "L\(cache.level)", bytesPerThread: bytes, arrayPercentOfCache: nil)
      }
    }
    return nil
  }

  /// The best of some tries, each as slow as its slowest thread; nil where that takes too much memory.
  private func secondsPerLoad(
    through bytes: Int, threads: Int, on team: ThreadTeam, limit: Int
  ) throws(BenchError) -> Double? {
    let slice = ChaseRing.span(of: bytes)
    guard slice * threads <= limit else { return nil }
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
