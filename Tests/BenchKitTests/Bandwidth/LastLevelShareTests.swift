import Testing

@testable import BenchKit

@Suite("The share of a last cache")
struct LastLevelShareTests {
  /// 32 MiB for eight CPUs behind 1 MiB each.
  private let cache = CacheLevel(level: 3, bytes: 32 << 20, sharers: 8)

  /// What is found where a load takes 10 ns from no more than `held` bytes a thread, and 100 ns from more.
  private func finding(
    held: Int, threads: Int = 1, innerBytes: Int = 1 << 20, limit: Int = 112 << 20
  ) throws -> LastLevelShare.Finding {
    let share = LastLevelShare(of: cache, beyond: innerBytes, pages: .base, arena: Arena())
    return try share.finding(of: threads, limit: limit) { bytes, _ in bytes > held ? 1e-7 : 1e-8 }
  }

  private func set(_ mebibytes: Int) -> LastLevelShare.Finding {
    .found(
      WorkingSet(level: "L3", bytesPerThread: mebibytes << 20, arrayPercentOfCache: nil))
  }

  @Test("is two times the cache before where half as much again is fast, however much more is")
  func found() throws {
    for held in [3, 6, 32] { #expect(try finding(held: held << 20) == set(2)) }
    // Eight threads have 4 MiB each.
    #expect(try finding(held: 6 << 20, threads: 8) == set(2))
    #expect(try finding(held: 32 << 20, threads: 8, innerBytes: 2 << 20) == set(4))
  }

  @Test("is lost, and why, where the smallest set is slow, does not fit, or is more than the share")
  func lost() throws {
    #expect(
      try finding(held: 1 << 20) == .lost(.tooSlow(bytes: 3 << 20, beside: 64 << 20)))
    #expect(
      try finding(held: 32 << 20, threads: 8, innerBytes: 4 << 20)
        == .lost(.tooSmall(part: 4 << 20, least: 8 << 20)))
    // Eight slices of 3 MiB and a sixteenth.
    #expect(
      try finding(held: 32 << 20, threads: 8, limit: 24 << 20)
        == .lost(.beyondLimit(bytes: 8 * (3 << 20) / 16 * 17)))
  }

  @Test("of a cache larger than what may be tried is not called slow where nothing was")
  func largeCache() throws {
    let cache = CacheLevel(level: 3, bytes: 320 << 20, sharers: 64)
    let share = LastLevelShare(of: cache, beyond: 2 << 20, pages: .base, arena: Arena())
    func finding(limit: Int) throws -> LastLevelShare.Finding {
      try share.finding(of: 1, limit: limit) { bytes, _ in bytes > 320 << 20 ? 1e-7 : 1e-8 }
    }
    #expect(try finding(limit: 112 << 20) == .lost(.beyondLimit(bytes: (640 << 20) / 16 * 17)))
    #expect(
      try finding(limit: 1 << 30)
        == .found(WorkingSet(level: "L3", bytesPerThread: 4 << 20, arrayPercentOfCache: nil)))
  }

  @Test("that is lost to slowness is said with what was measured")
  func reason() {
    #expect(
      Bandwidth.reason(
        for: .tooSlow(bytes: 3 << 20, beside: 64 << 20), of: cache, limit: 1, .quick)
        == "of the 32 MiB that are reported too little was found here: a load from 3 MiB a thread took "
        + "at least half as long as one from 64 MiB")
  }
}
