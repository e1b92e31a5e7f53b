public import NodeModel

/// One result beside the same in an earlier run.
public struct Comparison: Sendable, Equatable {
  /// What the two runs say.
  public enum Verdict: Sendable, Equatable {
    /// The difference is within what the next run may bring.
    case unchanged
    /// It is better by more than that.
    case better
    /// It is worse by more than that: a regression.
    case worse
    /// It was worse by more than that, and no longer when it was measured again: then its median was this.
    case unconfirmed(again: Double)
    /// It was worse by more than that, and what was measured again says nothing, and why.
    case unrepeated(String)
    /// Nothing can be said, and why.
    case unjudged(String)
  }

  /// What was measured, in both runs alike.
  public let subject: BenchSubject
  /// The medians that were compared, of like modes.
  public let baseline: Double
  /// The same of the new run.
  public let current: Double
  /// The new median over the earlier one, less 1; below 0 where it is worse, also of times.
  public let gain: Double
  /// What that means.
  public private(set) var verdict: Verdict

  /// Compares two results of one subject.
  ///
  /// A difference is significant where the new median lies outside the baseline's prediction interval and the
  /// baseline's median outside that of the new run: each run by itself says that the other is none of its
  /// like. Where values jump between modes, only modes within the gap that separates modes are compared; but for
  /// two cases. Where all modes of one run lie beyond all of the other, the nearest are. And where more than half of
  /// the samples changed to a slower mode, or from one, and the modes are not two placements, the medians of
  /// all samples are: whoever had 200 and has 100 for most of the time is not unchanged because 200 still occurs.
  init(of current: BenchResult, with baseline: BenchResult) {
    let isRate = current.subject.unit.isRate
    subject = current.subject
    let before = ModeSplit(of: baseline.samplesByBlock)
    let after = ModeSplit(of: current.samplesByBlock)
    let isMoved =
      Self.isMoved(before, after, isRate)
      && ![(baseline, before), (current, after)].contains { Self.arePlacements($0, $1) }
    let pair = before.like(after) ?? before.beyond(after)
    if isMoved {
      self.baseline = Sample.median(of: before.samples)
      self.current = Sample.median(of: after.samples)
    } else {
      self.baseline = pair?.mine.median ?? baseline.median
      self.current = pair?.theirs.median ?? current.median
    }
    gain = Self.gain(from: self.baseline, to: self.current, isRate)
    guard isMoved || pair != nil else {
      verdict = .unjudged("the two runs have no mode in common")
      return
    }
    let isSignificant =
      isMoved
      || pair.map {
        !$0.mine.prediction.contains($0.theirs.median)
          && !$0.theirs.prediction.contains($0.mine.median)
      } == true
    verdict = Self.verdict(isSignificant, gain, current, baseline)
  }

  /// Whether one of the runs has several modes, and the share of what is slower than the baseline's fastest mode
  /// changed by more than half.
  private static func isMoved(_ before: ModeSplit, _ after: ModeSplit, _ isRate: Bool) -> Bool {
    guard before.modes.count > 1 || after.modes.count > 1,
      let fastest = isRate ? before.modes.last : before.modes.first
    else { return false }
    let slow = isRate ? ModeSplit.Side.below : .above
    let change = after.share(slow, fastest.median) - before.share(slow, fastest.median)
    return change.magnitude > leastMove
  }

  /// How much the share of slow modes has to change. Between two placements it changes by chance, and which
  /// CPUs a single thread was given nobody knows.
  private static let leastMove = 0.5

  /// Whether modes of a run had different ways between the CPUs: then they are places where the hypervisor put
  /// these, and which of them a run saw more of is chance.
  private static func arePlacements(_ result: BenchResult, _ split: ModeSplit) -> Bool {
    let ways = result.modes.compactMap(\.transferSeconds)
    guard result.modes.count == split.modes.count, let near = ways.min(), let far = ways.max()
    else { return false }
    return near > 0 && far > near * (1 + ModeDetection.leastGap)
  }

  private static func verdict(
    _ isSignificant: Bool, _ gain: Double, _ current: BenchResult, _ baseline: BenchResult
  ) -> Verdict {
    guard baseline.isVerified else { return .unjudged("the baseline's result was wrong") }
    guard current.isVerified else { return .unjudged("the new result is wrong") }
    guard isSignificant else { return .unchanged }
    if gain < 0, let disturbance = current.excuse {
      return .unjudged("worse, but disturbed: \(disturbance.detail)")
    }
    if gain > 0, let disturbance = baseline.excuse {
      return .unjudged("better, but the baseline was disturbed: \(disturbance.detail)")
    }
    return gain < 0 ? .worse : .better
  }

  /// What is left of a regression once its case was measured again, and was compared with `again`.
  mutating func confirm(by again: Comparison) {
    switch again.verdict {
    case .worse: break
    case .unchanged, .better, .unconfirmed: verdict = .unconfirmed(again: again.current)
    // The baseline was disturbed, or has none of the modes; the case is not worse for all that.
    case .unjudged where again.gain >= 0: verdict = .unconfirmed(again: again.current)
    case .unjudged(let reason), .unrepeated(let reason): verdict = .unrepeated(reason)
    }
  }

  /// What is left of a regression that could not be measured again.
  mutating func leaveUnrepeated(because reason: String) { verdict = .unrepeated(reason) }

  /// Whether the two runs say something.
  var isJudged: Bool {
    if case .unjudged = verdict { false } else { true }
  }

  private static func gain(from before: Double, to after: Double, _ isRate: Bool) -> Double {
    isRate ? after / before - 1 : before / after - 1
  }
}

extension BenchResult {
  /// What somebody else did to the result: a run that shared its CPUs says nothing about the machine. What the
  /// machine does by itself (a clock that falls, heat, values that scatter) is what a comparison looks for, and
  /// blocks that were left out for their neighbours are not in its figures.
  fileprivate var excuse: BenchDisturbance? {
    disturbances.first {
      $0.kind == .canary
        ? $0.amount == nil : [.steal, .cpuShare, .otherLoad, .quota].contains($0.kind)
    }
  }

  /// The samples of each block; blocks without one are left out.
  var samplesByBlock: [[Double]] {
    var start = 0
    var found: [[Double]] = []
    for count in blocks where count > 0 && start + count <= samples.count {
      found.append(Array(samples[start..<(start + count)]))
      start += count
    }
    return found
  }
}
