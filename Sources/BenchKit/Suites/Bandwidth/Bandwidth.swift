internal import LinuxFiles
internal import NodeModel

/// Bytes a second to and from each cache and memory, counted as STREAM counts.
///
/// Source of the kernels: J. McCalpin's STREAM (copy, scale, add, triad) with read and write beside them.
/// Each thread works on its own slice, which it touched first. Working sets: half of what a thread has of L1 and of L2,
/// twice that part of L2 where the last cache was found to hold it (`LastLevelShare`), and memory.
public enum Bandwidth: Suite {
  /// "bandwidth"
  public static let name: StaticString = "bandwidth"
  /// What `--help` says.
  public static let summary: StaticString = "bytes a second to and from each cache and memory"

  /// Quick: the kernels that tell most, on huge pages, with one thread and with all. Full: every kernel
  /// everywhere, with 1, 2, 4 … threads, memory on base pages as well, and arrays of four times the caches. Stores
  /// past the caches are for memory only: they go there whatever the set.
  public static func cases(on machine: Machine, plan: Plan) throws(BenchError) -> [any Case] {
    try selection(on: machine, plan: plan).cases
  }

  /// The same with the levels that are left out: memory where there is too little of it, and a last cache of which
  /// too little was found.
  public static func selection(
    on machine: Machine, plan: Plan
  ) throws(BenchError) -> CaseSelection {
    let isFull = plan.extent == .full
    let pages: PageSize = Region.offersHugePages ? .huge : .base
    let limit = limit(on: machine, plan: plan)
    let counts = threadCounts(on: machine, plan: plan)
    var cases: [any Case] = []

    func add(
      _ kernels: [StreamKernel], _ stores: StreamStores, _ set: WorkingSet, _ threads: Int,
      on pages: PageSize
    ) {
      cases += kernels.compactMap {
        BandwidthCase(
          $0, stores: stores, over: set, threads: threads, pages: pages,
          instructions: machine.instructionSet, arena: plan.arena)
      }
    }

    for threads in counts {
      guard let set = WorkingSet.memory(on: machine, threads: threads, limit: limit) else {
        continue
      }
      let kernels: [StreamKernel] = isFull ? StreamKernel.allCases : [.triad, .read]
      let past: [StreamKernel] = isFull ? StreamKernel.allCases : [.triad, .write]
      for pages in isFull && pages == .huge ? [.huge, .base] : [pages] {
        add(kernels, .regular, set, threads, on: pages)
        add(past.filter(\.writes), .nonTemporal, set, threads, on: pages)
      }
    }
    let (sets, lost) = try cacheSets(on: machine, plan: plan, pages: pages, counts: counts)
    for (threads, set) in sets {
      let kernels: [StreamKernel] = isFull ? StreamKernel.allCases : [.triad, .read]
      add(kernels, .regular, set, threads, on: pages)
    }
    guard !cases.isEmpty else {
      throw .impossible(
        "\(limit >> 20) MiB of memory are too few to measure bandwidth, and no cache is reported")
    }
    return CaseSelection(cases, without: omissions(on: machine, plan: plan) + lost)
  }

  /// Memory, where the arrays would have to be larger than the run may take.
  static func omissions(on machine: Machine, plan: Plan) -> [BenchOmission] {
    let limit = limit(on: machine, plan: plan)
    return threadCounts(on: machine, plan: plan).compactMap { threads in
      guard WorkingSet.memory(on: machine, threads: threads, limit: limit) == nil else {
        return nil
      }
      let least = WorkingSet.leastMemory(on: machine, threads: threads)
      let advice = plan.extent == .full ? "" : "; measure it with --full"
      return omission(
        of: WorkingSet.memoryLevel, threads,
        because: "twice the caches are \(least >> 20) MiB, the limit is \(limit >> 20) MiB" + advice
      )
    }
  }

  /// A level with so many threads: of its kernels the one that people look for.
  private static func omission(
    of level: String, _ threads: Int, because reason: String
  ) -> BenchOmission {
    let subject = Subject(
      suite: name, name: StreamKernel.triad.rawValue,
      parameters: [.text("level", level), .threads(threads)], unit: .bytesPerSecond)
    return BenchOmission(subject: subject, reason: reason)
  }

  /// Bytes of all arrays. Half of the little that quick has is left to others; an eighth is enough for slices that
  /// begin on pages.
  private static func limit(on machine: Machine, plan: Plan) -> Int {
    let share = plan.extent == .full ? plan.memoryLimit / 8 * 7 : plan.memoryLimit / 2
    return min(share, machine.usableBytes)
  }

  private static func threadCounts(on machine: Machine, plan: Plan) -> [Int] {
    plan.choice.counts(of: "threads", upTo: machine.cpus.count)
      ?? threadCounts(upTo: machine.cpus.count, plan.extent == .full)
  }

  /// One and all, and for full the powers of two between: where bandwidth stops to grow is what they show.
  static func threadCounts(upTo most: Int, _ isFull: Bool) -> [Int] {
    let between = isFull ? sequence(first: 2) { $0 * 2 }.prefix { $0 < most } : []
    return Set([1, most] + between).sorted()
  }

  /// The private caches, and the last level where enough of it was found; where it was not, that.
  private static func cacheSets(
    on machine: Machine, plan: Plan, pages: PageSize, counts: [Int]
  ) throws(BenchError) -> (sets: [(threads: Int, set: WorkingSet)], lost: [BenchOmission]) {
    let shared = machine.caches.last { $0.level >= 3 }
    let own = machine.caches.filter { $0.level < 3 }
    let team: ThreadTeam
    do throws(SystemError) {
      team = try ThreadTeam(on: machine.cpus)
    } catch {
      throw .system(error)
    }
    var sets: [(Int, WorkingSet)] = []
    var lost: [BenchOmission] = []
    for threads in counts {
      sets += own.map { (threads, .inside($0, on: machine, threads: threads)) }
      guard let shared else { continue }
      let share = LastLevelShare(
        of: shared, beyond: own.last.map { machine.part(of: $0, threads: threads) } ?? 0,
        pages: pages, arena: plan.arena)
      let limit = plan.memoryLimit / 2
      switch try share.finding(of: threads, on: team, limit: limit) {
      case .found(let set): sets.append((threads, set))
      case .lost(let loss):
        let reason = reason(for: loss, of: shared, limit: limit, plan.extent)
        lost.append(omission(of: "L\(shared.level)", threads, because: reason))
      }
    }
    return (sets, lost)
  }

  /// Why a last cache is left out, for people.
  static func reason(
    for loss: LastLevelShare.Loss, of cache: CacheLevel, limit: Int, _ extent: Plan.Extent
  ) -> String {
    func size(_ bytes: Int) -> String {
      bytes >= 16 << 20 || bytes % (1 << 20) == 0 ? "\(bytes >> 20) MiB" : "\(bytes >> 10) KiB"
    }
    switch loss {
    case .tooSlow(let bytes, let beside):
      return "of the \(size(cache.bytes)) that are reported too little was found here: a load from "
        + "\(size(bytes)) a thread took at least half as long as one from \(size(beside))"
    case .beyondLimit(let bytes):
      let advice = extent == .full ? "" : "; measure it with --full"
      return "finding out how much of it there is takes \(size(bytes)), the limit is \(size(limit))"
        + advice
    case .tooSmall(let part, let least):
      return
        "each thread would have \(size(part)) of it, and the smallest set that lies outside the "
        + "caches before it is \(size(least))"
    }
  }
}
