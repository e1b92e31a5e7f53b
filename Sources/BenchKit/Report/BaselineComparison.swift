public import NodeModel

/// A run beside its baseline, case by case.
///
/// Among many cases a few are worse by chance. So one counts only if it is worse a second time: two independent
/// measurements of which each lies outside with probability p do so with p². What lasts longer than both, as a
/// neighbour on the host may, no repetition tells from a defect.
public struct BaselineComparison: Sendable, Equatable {
  /// Of the cases that both runs have, in the order of the new one.
  public private(set) var comparisons: [Comparison]
  /// Cases of the baseline that were meant to be measured and have no result, and why.
  public let missing: [BenchOmission]
  /// Cases that the baseline has not.
  public let added: [BenchSubject]
  /// Circumstances that are not the same.
  public let differences: [ConditionDifference]
  /// Cases whose products have other bits than then, though nothing is known that could change them: one of both was
  /// wrong, by less than what rounding may do.
  public let otherBits: [BenchSubject]

  private let earlier: [BenchSubject: BenchResult]

  /// Compares every result with the newest of the same subject.
  ///
  /// - Parameters:
  ///   - baseline: one run, or those that were kept.
  ///   - isMeant: whether the new run was to measure a case; others of the baseline are left out.
  public init(
    of current: BenchDocument, with baseline: [BenchDocument],
    where isMeant: (BenchSubject) -> Bool
  ) {
    let newest = NewestResults(of: baseline)
    let earlier = newest.results
    self.earlier = earlier
    comparisons = current.results.compactMap { result in
      earlier[result.subject].map { Comparison(of: result, with: $0) }
    }
    let measured = Set(current.results.map(\.subject))
    missing = newest.subjects.filter { !measured.contains($0) && isMeant($0) }
      .map { BenchOmission(subject: $0, reason: Self.reason(for: $0, in: current.omissions)) }
    added = current.results.map(\.subject).filter { earlier[$0] == nil }
    otherBits = current.results.compactMap { result in
      guard let bits = result.checksum, let before = earlier[result.subject]?.checksum,
        bits != before, let conditions = newest.conditions(of: result.subject),
        conditions.computesAs(current.conditions)
      else { return nil }
      return result.subject
    }
    differences = ConditionDifference.all(
      from: newest.conditions(of: comparisons.map(\.subject)), to: current.conditions)
  }

  /// The cases that are worse.
  public var regressions: [BenchSubject] {
    comparisons.filter { $0.verdict == .worse }.map(\.subject)
  }

  /// The cases that are worse and could not be confirmed or cleared.
  public var unrepeated: [BenchSubject] {
    comparisons.filter { if case .unrepeated = $0.verdict { true } else { false } }.map(\.subject)
  }

  /// How many cases of both runs were judged.
  public var judged: Int { comparisons.count(where: \.isJudged) }

  /// How many cases of the baseline were not.
  public var unjudged: Int { comparisons.count - judged + missing.count }

  /// Clears of the regressions what a second measurement does not show. Of which that says nothing, because it has
  /// no result, a wrong one or a disturbed one, remains worse: a defect is no reason to pass.
  public mutating func confirm(by again: [BenchResult], without omissions: [BenchOmission]) {
    for index in comparisons.indices where comparisons[index].verdict == .worse {
      let subject = comparisons[index].subject
      guard let second = again.first(where: { $0.subject == subject }), let first = earlier[subject]
      else {
        let omission = omissions.first { $0.subject == subject }
        comparisons[index].leaveUnrepeated(because: omission?.reason ?? Runner.stopped)
        continue
      }
      if second.isVerified {
        comparisons[index].confirm(by: Comparison(of: second, with: first))
      } else {
        comparisons[index].leaveUnrepeated(because: "WRONG RESULT")
      }
    }
  }

  /// Why a case has no result: its own reason, or that of its whole suite.
  private static func reason(for subject: BenchSubject, in omissions: [BenchOmission]) -> String {
    let own = omissions.first { $0.subject == subject }
    let suite = omissions.first { $0.subject.suite == subject.suite && $0.subject.name == "all" }
    return (own ?? suite)?.reason ?? "it is no case of this run"
  }
}

extension BenchConditions {
  /// Whether the same case has the same bits: one program on one kind of CPU, which cuts k by the same L1.
  fileprivate func computesAs(_ other: BenchConditions) -> Bool {
    productRevision != nil && productRevision == other.productRevision
      && !version.isEmpty && version == other.version && compiler == other.compiler
      && processor.vendor == other.processor.vendor && processor.model == other.processor.model
      && processor.family == other.processor.family
      && processor.modelNumber == other.processor.modelNumber
      && processor.stepping == other.processor.stepping
      && firstCacheBytes == other.firstCacheBytes
  }

  private var firstCacheBytes: Int? { caches.first { $0.level == 1 }?.bytes }
}
