internal import NodeModel

/// Turns what a run recorded into results.
struct Summary {
  private let records: [CaseRecord]
  private let load: LoadChange?
  private let plannedBlocks: Int
  private let isInterrupted: Bool
  private let seed: UInt64
  /// For each case and block whether the canary was slow, and which part of it.
  private let canaries: CanaryReport

  init(
    of records: [CaseRecord], plannedBlocks: Int, load: LoadChange?, isInterrupted: Bool,
    seed: UInt64
  ) {
    self.records = records
    self.plannedBlocks = plannedBlocks
    self.load = load
    self.isInterrupted = isInterrupted
    self.seed = seed
    canaries = CanaryReport(of: records)
  }

  var outcome: Outcome {
    var results: [BenchResult] = []
    var omissions: [BenchOmission] = []
    for (place, record) in records.enumerated() {
      if let result = result(of: record, place) {
        results.append(result)
      } else {
        let reason = record.failure?.description ?? Runner.stopped
        omissions.append(BenchOmission(subject: record.work.subject, reason: reason))
      }
    }
    Self.compareProducts(in: &results)
    return Outcome(
      results: results, omissions: omissions, load: conditions, isInterrupted: isInterrupted)
  }

  /// Products that differ by the number of threads only have the same bits: where they have not, one of them is wrong,
  /// and nobody knows which.
  static func compareProducts(in results: inout [BenchResult]) {
    let products = Dictionary(grouping: results.indices.filter { results[$0].checksum != nil }) {
      results[$0].subject.withoutThreads
    }
    for places in products.values where Set(places.map { results[$0].checksum }).count > 1 {
      for place in places {
        results[place].isVerified = false
        results[place].checksum = nil
      }
    }
  }

  private var conditions: BenchConditions.Load {
    var conditions = BenchConditions.Load()
    guard let load, load.capacity > 0 else { return conditions }
    conditions.stealRatio = load.stolen / load.capacity
    conditions.sharedRatio = max(0, load.shared) / load.capacity
    conditions.otherCPUs = load.elsewhere / load.seconds
    return conditions
  }

  private func result(of record: CaseRecord, _ place: Int) -> BenchResult? {
    guard record.failure == nil || record.isWrong else { return nil }
    let kept = KeptBlocks(of: record, verdicts: canaries.verdicts[place])
    let blocks = kept.blocks.map(\.values)
    let samples = blocks.flatMap { $0 }
    guard !samples.isEmpty else { return nil }
    let unit = record.work.subject.unit
    let modes = ModeSplit(of: blocks)
    let main = modes.main
    var bootstrap = BlockBootstrap(seed: seed &+ UInt64(place))
    var result = BenchResult(
      subject: record.work.subject, best: Sample.best(of: samples, isRate: unit.isRate),
      median: main.median, mad: Sample.medianAbsoluteDeviation(of: main.samples),
      interval: bootstrap.interval(ofMedian: main.blocks), prediction: modes.prediction,
      modes: modes.reported(
        beside: { mode in
          way(beside: kept.blocks.filter { $0.lies(mostlyIn: mode) }, of: record)
        },
        ofPeak: { kept.peakShare(of: $0, isRate: unit.isRate) }), samples: samples,
      blocks: blocks.map(\.count),
      dropped: kept.dropped, isVerified: !record.isWrong)
    result.ended = record.ended
    result.transferSeconds = way(beside: kept.blocks, of: record)
    result.peakShare = kept.peakShare(of: main, isRate: unit.isRate)
    let clocks = kept.blocks.compactMap { $0.record.clock(of: record.work.members) }
    result.clockHertz = clocks.isEmpty ? nil : Sample.median(of: clocks)
    result.distribution = record.work.distribution
    result.checksum = record.isWrong ? nil : record.work.checksum
    result.energy = BenchEnergy(record.blocks.compactMap(\.energy))
    result.disturbances = Disturbances(in: record, kept, result).found
    if isInterrupted, record.blocks.count < plannedBlocks {
      let done = record.isOnlyTried ? 0 : record.blocks.count
      result.disturbances.append(
        BenchDisturbance(
          .interrupted, amount: Double(done) / Double(plannedBlocks),
          detail: done == 0
            ? "stopped before its first block: one repetition of the warm-up"
            : "stopped after \(done) of \(plannedBlocks) blocks"))
    }
    return result
  }

  /// The way of a cache line between the first two CPUs beside these blocks; nil of cases that do not use both, and where
  /// the blocks saw several placements: their middle would be none of them.
  private func way(beside blocks: [KeptBlocks.Kept], of record: CaseRecord) -> Double? {
    guard record.usesFirstPair else { return nil }
    let times = blocks.compactMap(\.record.bounce)
    return times.isEmpty || CPUPlacement.areSeveral(times) ? nil : Sample.median(of: times)
  }
}

extension BenchSubject {
  fileprivate var withoutThreads: BenchSubject {
    BenchSubject(
      suite: suite, name: name, parameters: parameters.filter { $0.name != "threads" }, unit: unit)
  }
}
