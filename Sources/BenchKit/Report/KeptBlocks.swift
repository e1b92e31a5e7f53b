/// The blocks of a case that its figures are made of.
struct KeptBlocks {
  /// One block with its repetitions cleaned.
  struct Kept {
    let record: BlockRecord
    let clean: CleanBlock
    var values: [Double] { clean.values }
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
  /// What the canary said about so many blocks that leaving them out was no way; nil where it was.
  let verdict: CanaryReport.Verdict?

  /// Below this many blocks, or less than half of them, no more are left out.
  private static let fewest = 3

  /// Cleans the blocks of a case; of `verdicts` there is one for each.
  init(of record: CaseRecord, verdicts: [CanaryReport.Verdict?]) {
    let repetitions = record.blocks.flatMap(\.repetitions)
    shared = repetitions.count { $0.time.cpuShare < CleanBlock.leastShare }
    let isMostlyShared = 2 * shared > repetitions.count
    let cleaned = record.blocks.map {
      Kept(record: $0, clean: CleanBlock(of: $0.repetitions, keepingDisturbed: isMostlyShared))
    }
    let good = zip(cleaned, verdicts).filter { $1 == nil && !$0.values.isEmpty }.map(\.0)
    let canLeaveOut = good.count >= Self.fewest && 2 * good.count >= cleaned.count
    let kept = canLeaveOut ? good : cleaned.filter { !$0.values.isEmpty }
    blocks = kept
    verdict = canLeaveOut ? nil : verdicts.lazy.compactMap { $0 }.first
    all = repetitions.count
    let leftOut = canLeaveOut ? zip(cleaned, verdicts).filter { $1 != nil }.map(\.0) : []
    dropped = isMostlyShared ? 0 : shared + leftOut.reduce(0) { $0 + $1.values.count }
    self.isMostlyShared = isMostlyShared
  }

  /// The median over blocks of their median's share of the ceiling measured around them.
  func peakShare(isRate: Bool) -> Double? {
    let shares = blocks.compactMap { block -> Double? in
      guard !block.record.ceilings.isEmpty else { return nil }
      let ceiling = Sample.mean(of: block.record.ceilings)
      let value = Sample.median(of: block.values)
      guard ceiling > 0, value > 0 else { return nil }
      return isRate ? value / ceiling : ceiling / value
    }
    return shares.isEmpty ? nil : Sample.median(of: shares)
  }
}
