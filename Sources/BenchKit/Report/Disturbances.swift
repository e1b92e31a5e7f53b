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
  /// CPUs that others may keep busy elsewhere, and as many more for each other CPU.
  static let elsewhereLimit = (base: 0.25, each: 0.01)
  /// Robust standard deviation of the samples over their median.
  static let spreadLimit = 0.1
  private static let twoTicks = 0.02

  private(set) var found: [BenchDisturbance] = []

  init(in record: CaseRecord, _ kept: KeptBlocks, _ result: BenchResult) {
    let loads = kept.blocks.compactMap(\.record.load)
    if let first = loads.first {
      let load = loads.dropFirst().reduce(first, +)
      addSteal(load)
      addSharing(load, threads: record.work.threads, kept)
      addElsewhere(load)
    } else {
      addSharing(nil, threads: record.work.threads, kept)
    }
    let stops = kept.blocks.compactMap(\.record.stops).reduce(0, +)
    if stops > 0 {
      add(.quota, Double(stops), "the control group's quota stopped the threads \(stops) times")
    }
    let throttles = kept.blocks.compactMap(\.record.throttles).reduce(0, +)
    if throttles > 0 {
      add(.throttle, Double(throttles), "CPUs were slowed down \(throttles) times because of heat")
    }
    switch kept.verdict {
    case .frequency: add(.frequency, nil, "the clock was lower than elsewhere in the run")
    case .neighbours: add(.canary, nil, "the hardware was slower than elsewhere in the run")
    case .placement: add(.canary, nil, "the CPUs lay farther apart than elsewhere in the run")
    case nil: break
    }
    addScatter(result, kept)
  }

  private mutating func addSteal(_ load: LoadChange) {
    let share = load.stolen / load.capacity
    guard share > Self.stolenLimit, load.stolen > Self.twoTicks * 0.99 else { return }
    add(.steal, share, "the hypervisor took \(Self.percent(share)) of the CPUs' time")
  }

  private mutating func addSharing(_ load: LoadChange?, threads: Int, _ kept: KeptBlocks) {
    let dropped = Double(kept.shared) / Double(max(1, kept.all))
    if kept.isMostlyShared {
      add(.cpuShare, nil, "other programs ran on the same CPUs in most repetitions")
    } else if dropped > Self.droppedLimit {
      add(.cpuShare, dropped, "\(kept.shared) of \(kept.all) repetitions had to be left out")
    } else if let load, load.seconds > 0 {
      let time = load.seconds * Double(threads)
      let share = load.shared / time
      guard share > Self.sharedLimit, load.shared > Self.twoTicks * 0.99 else { return }
      add(.cpuShare, share, "other programs took \(Self.percent(share)) of the CPUs' time")
    }
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

  private mutating func add(_ kind: BenchDisturbance.Kind, _ amount: Double?, _ detail: String) {
    found.append(BenchDisturbance(kind, amount: amount, detail: detail))
  }

  private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}
