extension Machine {
  /// Bytes of a cache that each of the machine's first `threads` CPUs has where all of them work at once: siblings of a
  /// core share its L1 and L2, the small cores of a cluster share an L2. Where CPUs differ, of those that have least.
  func part(of cache: CacheLevel, threads: Int) -> Int {
    let running = cpus.prefix(threads)
    let parts = cacheInstances.compactMap { instance -> Int? in
      guard instance.level == cache.level else { return nil }
      let users = running.count(where: instance.cpus.contains)
      return users > 0 ? instance.bytes / users : nil
    }
    return parts.min() ?? cache.bytes / max(1, min(threads, cache.sharers))
  }

  /// The caches by which a product of so many threads is cut: of L2 the part that each of them has.
  ///
  /// L1 stays whole, though siblings share it as well: the depth of slabs goes by it, and with that the order of sums,
  /// which is the same for any number of threads.
  func cachesOfProduct(threads: Int) -> [CacheLevel] {
    caches.map { cache in
      guard cache.level == 2 else { return cache }
      return CacheLevel(
        level: 2, bytes: part(of: cache, threads: threads), sharers: cache.sharers)
    }
  }
}
