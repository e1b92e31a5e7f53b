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
  /// like. Where values jump between modes, only modes of the same placement and within the gap that separates modes
  /// are compared; but for two cases. Where all modes of one run lie beyond all of the other, the nearest are. And where
  /// more blocks changed to a slower mode, or from one, than chance explains, and the modes are not two placements, the
  /// medians of all samples are: whoever had 200 and has 100 for most of the time is not unchanged because 200 still
  /// occurs. Where chance may explain that, but hardly, nothing can be said.
  ///
  /// Of a difference between two placements nothing can be said: each run may have seen only one of them.
  init(of current: BenchResult, with baseline: BenchResult) {
    let isRate = current.subject.unit.isRate
    subject = current.subject
    let before = ModeSplit(of: baseline)
    let after = ModeSplit(of: current)
    let arePlaces = [before, after].contains {
      CPUPlacement.areSeveral($0.modes.compactMap(\.transferSeconds))
    }
    let shift = arePlaces ? nil : ModeShift(from: before, to: after, isRate)
    let isMoved = shift?.isBeyondChance ?? false
    let pair =
      isMoved
      ? nil : before.within(placementsOf: after).nearest(after.within(placementsOf: before))
    let isSignificant =
      pair.map {
        !$0.mine.prediction.contains($0.theirs.median)
          && !$0.theirs.prediction.contains($0.mine.median)
      } ?? isMoved
    let doubt = isSignificant || pair == nil ? nil : shift?.doubt
    let isOfAll = isMoved || doubt != nil
    self.baseline =
      isOfAll ? Sample.median(of: before.samples) : pair?.mine.median ?? baseline.median
    self.current =
      isOfAll ? Sample.median(of: after.samples) : pair?.theirs.median ?? current.median
    gain = Self.gain(from: self.baseline, to: self.current, isRate)
    // What lies apart by more than modes of one run do is not the same, however far the values scatter.
    let isApart = pair.map { !isSignificant && $0.isParted } ?? !isMoved
    guard !isApart || doubt != nil else {
      let haveModes = before.modes.count > 1 || after.modes.count > 1
      verdict = .unjudged(
        haveModes ? "the two runs have no mode in common" : "the values scatter too far to tell")
      return
    }
    let place = Self.otherPlacement(
      pair?.theirs ?? after.main, than: pair?.mine ?? before.main,
      clocks: (current.clockHertz, baseline.clockHertz))
    verdict = Self.verdict(
      isSignificant || doubt != nil, gain, current, baseline, doubt ?? place)
  }

  /// Why two modes say nothing about each other: the hypervisor had put the CPUs elsewhere. Nil where it had not, where
  /// nobody knows, and where only the clock makes the way longer or shorter.
  private static func otherPlacement(
    _ mode: ModeSplit.Mode, than earlier: ModeSplit.Mode, clocks: (now: Double?, before: Double?)
  ) -> String? {
    guard let way = mode.transferSeconds, let before = earlier.transferSeconds,
      CPUPlacement.differs(way, from: before)
    else { return nil }
    if let now = clocks.now, let then = clocks.before,
      !CPUPlacement.differs(way * now, from: before * then)
    {
      return nil
    }
    func nanoseconds(_ seconds: Double) -> Int { Int((min(seconds, 1) * 1e9).rounded()) }
    return "the CPUs lie \(nanoseconds(way)) ns apart, in the baseline \(nanoseconds(before))"
  }

  private static func verdict(
    _ isSignificant: Bool, _ gain: Double, _ current: BenchResult, _ baseline: BenchResult,
    _ doubt: String?
  ) -> Verdict {
    guard baseline.isVerified else { return .unjudged("the baseline's result was wrong") }
    guard current.isVerified else { return .unjudged("the new result is wrong") }
    guard isSignificant else { return .unchanged }
    if let doubt { return .unjudged(doubt) }
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
  /// what was left out is not in its figures.
  fileprivate var excuse: BenchDisturbance? {
    disturbances.first {
      guard !$0.isLeftOut else { return false }
      // A part of the blocks, which documents of earlier versions do not mark as left out.
      return $0.kind == .canary
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
