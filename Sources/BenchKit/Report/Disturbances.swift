internal import NodeModel

/// What a case's figures should not be trusted for, by what its blocks recorded.
///
/// Each limit lies above what a quiet machine shows by chance; the kernel's ticks of 10 ms ask for at least
/// two of them.
struct Disturbances {
  /// Part of the time of the CPUs that the case uses that a hypervisor may take.
  static let stolenLimit = 0.01
  /// Part of the time of the CPUs that the case uses that other programs may take.
  static let sharedLimit = 0.1
  /// Part of the repetitions that may have to be left out.
  static let droppedLimit = 0.2
  /// Part of the blocks that neighbours may cost, or beside which the clock may be lower: one of seven moves no
  /// median.
  static let blockLimit = 0.2
  /// CPUs that others may keep busy elsewhere, and as many more for each other CPU.
  static let elsewhereLimit = (base: 0.25, each: 0.01)
  /// Robust standard deviation of the samples over their median.
  static let spreadLimit = 0.1
  private static let twoTicks = 0.02

  private(set) var found: [BenchDisturbance] = []

  /// What happened in blocks that were left out is told apart: it happened on this machine all the same, but is in no
  /// figure.
  init(in record: CaseRecord, _ kept: KeptBlocks, _ result: BenchResult) {
    let load = Self.sum(kept.blocks.compactMap(\.record.load))
    addSteal(load, leftOut: Self.sum(kept.unused.compactMap(\.load)))
    addSharing(load, threads: record.work.threads, kept)
    if let load { addElsewhere(load) }
    addStops(kept)
    let throttles = record.blocks.compactMap(\.throttles).reduce(0, +)
    if throttles > 0 {
      add(.throttle, Double(throttles), "CPUs were slowed down \(throttles) times because of heat")
    }
    addVerdicts(kept, of: record.blocks.count)
    addScatter(result, kept)
  }

  private mutating func addVerdicts(_ kept: KeptBlocks, of all: Int) {
    let low = kept.verdicts.count { $0 == .frequency }
    let share = Double(low) / Double(max(1, all))
    if share > Self.blockLimit {
      add(
        .frequency, share,
        "the clock was lower than elsewhere in the run in \(low) of \(all) blocks")
    }
    let neighbours = "the hardware was slower than elsewhere in the run"
    let placement = "the CPUs lay farther apart than elsewhere in the run"
    if kept.verdicts.contains(.neighbours) {
      add(.canary, nil, neighbours)
    } else if kept.verdicts.contains(.placement) {
      add(.canary, nil, placement)
    }
    let left = Double(kept.leftOut.count) / Double(max(1, all))
    guard left > Self.blockLimit else { return }
    let reason = kept.leftOut.contains(.neighbours) ? neighbours : placement
    add(
      .canary, left, "\(kept.leftOut.count) of \(all) blocks left out: \(reason)", isLeftOut: true)
  }

  private static func sum(_ loads: [LoadChange]) -> LoadChange? {
    guard let first = loads.first else { return nil }
    return loads.dropFirst().reduce(first, +)
  }

  private mutating func addSteal(_ load: LoadChange?, leftOut: LoadChange?) {
    if let load, Self.isStolen(load) {
      let share = load.stolen / load.capacity
      return add(.steal, share, "the hypervisor took \(Self.percent(share)) of the CPUs' time")
    }
    guard let leftOut, let all = Self.sum([load, leftOut].compactMap { $0 }), Self.isStolen(all)
    else { return }
    let share = leftOut.stolen / all.capacity
    add(
      .steal, share,
      "the hypervisor took \(Self.percent(share)) of the CPUs' time" + Self.inLeftOutBlocks,
      isLeftOut: true)
  }

  private static func isStolen(_ load: LoadChange) -> Bool {
    load.capacity > 0 && load.stolen > stolenLimit * load.capacity && load.stolen > twoTicks * 0.99
  }

  private mutating func addStops(_ kept: KeptBlocks) {
    let own = Self.stops(in: kept.blocks.map(\.record))
    let stops = own > 0 ? own : Self.stops(in: kept.unused)
    guard stops > 0 else { return }
    add(
      .quota, Double(stops),
      "the control group's quota stopped the threads \(stops) times"
        + (own > 0 ? "" : Self.inLeftOutBlocks), isLeftOut: own == 0)
  }

  private static func stops(in blocks: [BlockRecord]) -> UInt64 {
    blocks.compactMap(\.stops).reduce(0, +)
  }

  /// Where something happened that is in no figure.
  private static let inLeftOutBlocks = ", in blocks that were left out"

  private mutating func addSharing(_ load: LoadChange?, threads: Int, _ kept: KeptBlocks) {
    let dropped = kept.blocks.reduce(0) { $0 + $1.clean.dropped }
    let repetitions = kept.blocks.reduce(0) { $0 + $1.record.repetitions.count }
    if kept.isMostlyShared {
      add(.cpuShare, nil, "other programs ran on the same CPUs in most repetitions")
    } else if Self.isMany(dropped, of: repetitions) {
      add(
        .cpuShare, Double(dropped) / Double(repetitions),
        "\(dropped) of \(repetitions) repetitions had to be left out")
    } else if let load, let share = Self.sharedPart(of: load, threads: threads) {
      add(.cpuShare, share, "other programs took \(Self.percent(share)) of the CPUs' time")
    } else if Self.isMany(kept.shared, of: kept.all) {
      let others = kept.shared - dropped
      add(
        .cpuShare, Double(others) / Double(kept.all),
        "other programs ran on the same CPUs in \(others) of \(kept.all) repetitions"
          + Self.inLeftOutBlocks, isLeftOut: true)
    }
  }

  private static func isMany(_ dropped: Int, of all: Int) -> Bool {
    Double(dropped) > droppedLimit * Double(all)
  }

  /// The part of the CPUs' time that other programs took, where it is more than chance.
  private static func sharedPart(of load: LoadChange, threads: Int) -> Double? {
    guard load.seconds > 0, load.shared > twoTicks * 0.99 else { return nil }
    let share = load.shared / (load.seconds * Double(threads))
    return share > sharedLimit ? share : nil
  }

  private mutating func addElsewhere(_ load: LoadChange) {
    guard load.seconds > 0 else { return }
    let cpus = load.elsewhere / load.seconds
    let limit = Self.elsewhereLimit.base + Self.elsewhereLimit.each * Double(load.others)
    guard cpus > limit, load.elsewhere > Self.twoTicks * 0.99 else { return }
    add(.otherLoad, cpus, "other programs kept \(Self.percent(cpus)) of a CPU busy elsewhere")
  }

  private mutating func addScatter(_ result: BenchResult, _ kept: KeptBlocks) {
    let scatter = Sample.normalScale * result.mad / result.median.magnitude
    if scatter > Self.spreadLimit {
      add(.spread, scatter, "the samples scatter by \(Self.percent(scatter))")
    }
    let restless = kept.blocks.count { !$0.clean.isSteady }
    if 2 * restless > kept.blocks.count {
      add(.unsteady, nil, "still changing at the end of \(restless) of \(kept.blocks.count) blocks")
    }
  }

  private mutating func add(
    _ kind: BenchDisturbance.Kind, _ amount: Double?, _ detail: String, isLeftOut: Bool = false
  ) {
    found.append(BenchDisturbance(kind, amount: amount, isLeftOut: isLeftOut, detail: detail))
  }

  private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}
