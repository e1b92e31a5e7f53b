internal import NodeModel

/// Seconds for one load that the next one waits for, per working set from L1 to memory.
///
/// Every cache line of the set is visited once in a round, in an order drawn evenly from all: no prefetcher
/// follows, and no two loads overlap. `LatencyCurve` finds the caches in the figures.
public enum Latency: Suite {
  /// "latency"
  public static let name: StaticString = "latency"
  /// What `--help` says.
  public static let summary: StaticString = "seconds for one dependent load, from L1 to memory"

  /// Quick: two sizes for each level. Full: two an octave, on huge and on base pages.
  public static func cases(on machine: Machine, plan: Plan) throws(BenchError) -> [any Case] {
    try selection(on: machine, plan: plan).cases
  }

  /// The same with the sizes that are too large, and memory where no set is larger than the caches.
  public static func selection(
    on machine: Machine, plan: Plan
  ) throws(BenchError) -> CaseSelection {
    let isFull = plan.extent == .full
    let limit = min(plan.memoryLimit, usableBytes(on: machine))
    let sizes = isFull ? allSizes(on: machine, limit: limit) : fewSizes(on: machine, limit: limit)
    let fitting = sizes.filter { ChaseRing.span(of: $0) <= limit }
    guard let largest = fitting.max() else {
      throw .impossible("\(limit >> 10) KiB of memory are too few to measure latency")
    }
    let pages: [PageSize] = Region.offersHugePages ? (isFull ? [.huge, .base] : [.huge]) : [.base]
    func cases(through sizes: [Int]) -> [ChaseCase] {
      pages.flatMap { pages in
        sizes.map { ChaseCase(through: $0, pages: pages, arena: plan.arena) }
      }
    }
    var omissions = cases(through: sizes.filter { !fitting.contains($0) }).map {
      BenchOmission(
        subject: $0.subject,
        reason: "needs \($0.bytes >> 10) KiB, the limit is \(limit >> 10) KiB")
    }
    let caches = machine.lastLevelBytes(reachedBy: 1)
    if largest <= caches {
      let subject = Subject(
        suite: name, name: "chase",
        parameters: [.text("level", WorkingSet.memoryLevel), .threads(1)], unit: .seconds)
      let advice = isFull ? "" : "; measure it with --full"
      omissions.append(
        BenchOmission(
          subject: subject,
          reason: "the largest working set is \(largest >> 20) MiB, the last cache is reported as "
            + "\(caches >> 20) MiB" + advice))
    }
    return CaseSelection(cases(through: fitting), without: omissions)
  }

  /// A power of two, so that sets are the same in the next run, where that leaves room for sets beyond the caches.
  private static func usableBytes(on machine: Machine) -> Int {
    let rounded = machine.usableBytes.roundedDownToPowerOfTwo
    let isEnough = rounded >= 2 * machine.lastLevelBytes(reachedBy: 1)
    return isEnough ? rounded : machine.usableBytes
  }

  /// Two inside each cache, where it is flat, and two of memory.
  static func fewSizes(on machine: Machine, limit: Int) -> [Int] {
    let first = machine.cacheBytes(level: 1) ?? 32 << 10
    let second = machine.cacheBytes(level: 2) ?? 512 << 10
    let memory = limit / 2
    let sizes = [
      first / 3, first / 3 * 2, second / 8, second / 4, second * 2, second * 3, memory / 2,
      memory / 4 * 3,
    ]
    return sizes.map { $0 / 4096 * 4096 }.filter { $0 > 0 }
  }

  /// 8 KiB, 12, 16, 24 … up to four times the last cache, and at least 256 MiB.
  static func allSizes(on machine: Machine, limit: Int) -> [Int] {
    let largest = min(limit, max(4 * machine.lastLevelBytes(reachedBy: 1), 256 << 20))
    let octaves = sequence(first: 8 << 10) { $0 * 2 }.prefix { $0 <= largest }
    return octaves.flatMap { [$0, $0 / 2 * 3] }.filter { $0 <= largest }
  }
}
