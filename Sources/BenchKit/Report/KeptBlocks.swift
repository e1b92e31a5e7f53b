/// The blocks of a case that its figures are made of.
struct KeptBlocks {
  /// One block with its repetitions cleaned.
  struct Kept {
    let record: BlockRecord
    let clean: CleanBlock
    var values: [Double] { clean.values }

    /// Whether most of its values belong to a mode.
    func lies(mostlyIn mode: ModeSplit.Mode) -> Bool {
      2 * values.count(where: mode.contains) > values.count
    }
  }

  /// In the order of time; each has values.
  let blocks: [Kept]
  /// Repetitions left out because the threads shared their CPUs, alone or with their whole block.
  let dropped: Int
  /// Those of them that were left out alone.
  let shared: Int
  /// All repetitions that were made.
  let all: Int
  /// Whether so many were shared that leaving them out would leave nothing to judge by.
  let isMostlyShared: Bool
  /// What the canary said about each of `blocks`.
  let verdicts: [CanaryReport.Verdict?]
  /// What it said about each block that was left out for that.
  let leftOut: [CanaryReport.Verdict]
  /// Every block of which nothing counts: these, and those of which all repetitions were shared.
  let unused: [BlockRecord]

  /// Below this many blocks, or less than half of them, no more are left out.
  private static let fewest = 3

  /// Cleans the blocks of a case; of `verdicts` there is one for each.
  ///
  /// What others did to a block is left out, if enough is left. What the machine did by itself never is: a clock
  /// that falls in the second half of a run is a result.
  init(of record: CaseRecord, verdicts: [CanaryReport.Verdict?]) {
    let repetitions = record.blocks.flatMap(\.repetitions)
    shared = repetitions.count { $0.time.cpuShare < CleanBlock.leastShare }
    let isMostlyShared = 2 * shared > repetitions.count
    let cleaned = zip(record.blocks, verdicts).map { block, verdict in
      (
        kept: Kept(
          record: block,
          clean: CleanBlock(of: block.repetitions, keepingDisturbed: isMostlyShared)),
        verdict: verdict
      )
    }
    func isDisturbed(_ verdict: CanaryReport.Verdict?) -> Bool {
      verdict != nil && verdict != .frequency
    }
    let good = cleaned.filter { !isDisturbed($0.verdict) && !$0.kept.values.isEmpty }
    let canLeaveOut = good.count >= Self.fewest && 2 * good.count >= cleaned.count
    let kept = canLeaveOut ? good : cleaned.filter { !$0.kept.values.isEmpty }
    let bad = canLeaveOut ? cleaned.filter { isDisturbed($0.verdict) } : []
    unused = cleaned.filter { block in
      block.kept.values.isEmpty || canLeaveOut && isDisturbed(block.verdict)
    }.map(\.kept.record)
    blocks = kept.map(\.kept)
    self.verdicts = kept.map(\.verdict)
    leftOut = bad.compactMap(\.verdict)
    all = repetitions.count
    dropped = isMostlyShared ? 0 : shared + bad.reduce(0) { $0 + $1.kept.values.count }
    self.isMostlyShared = isMostlyShared
  }

  /// The median of the values of a mode, each over the ceiling measured around its block; nil where there is none.
  func peakShare(of mode: ModeSplit.Mode, isRate: Bool) -> Double? {
    let shares = blocks.flatMap { block -> [Double] in
      let ceiling = Sample.mean(of: block.record.ceilings)
      guard !block.record.ceilings.isEmpty, ceiling > 0 else { return [] }
      return block.values.filter { mode.contains($0) && $0 > 0 }
        .map { isRate ? $0 / ceiling : ceiling / $0 }
    }
    return shares.isEmpty ? nil : Sample.median(of: shares)
  }
}
