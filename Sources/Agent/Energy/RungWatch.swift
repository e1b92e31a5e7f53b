internal import EnergyLedger
internal import NodeModel

/// Says in the log when the node's power comes from somewhere else than before: one line a change.
struct RungWatch {
  /// One line.
  struct Change: Equatable {
    enum Kind: Equatable {
      /// The first source of all.
      case begins
      /// From one rung to another; nil: nothing tells the node's power.
      case moves(from: Rung?)
      /// The same rung, less a counter.
      case lacks
      /// The same rung, whole again.
      case isWhole
    }
    let kind: Kind
    let rung: Rung?
    /// The reason's word; nil where there is nothing to explain.
    let why: String?
    /// What the sum has no counter of.
    var lacks: [LadderStep.Lack] = []
  }

  private var mark: UInt64?
  private var known: (rung: Rung?, lacks: [LadderStep.Lack])?
  private var parted = 0

  /// Looks at the ladder after a round, and says what changed.
  mutating func follow(_ ledger: borrowing Ledger, log: Log) {
    followMirrors(of: ledger, log: log)
    guard ledger.ladderMark != mark else { return }
    mark = ledger.ladderMark
    guard let change = follow(ledger.ladder) else { return }
    let rung = change.rung?.word ?? "none"
    let why = change.why ?? ""
    switch change.kind {
    case .begins: log.info("power source", ["source": rung])
    case .moves(let old):
      let from = old?.word ?? "none"
      // What is better than before needs nobody's attention.
      if let now = change.rung, old.map({ now < $0 }) ?? true {
        log.info("power source changed", ["from": from, "to": rung, "why": why])
      } else {
        log.warning("power source changed", ["from": from, "to": rung, "why": why])
      }
    case .lacks: break
    case .isWhole: log.info("power source is whole again", ["source": rung])
    }
    for lack in change.lacks {
      log.warning(
        "power source lacks a part",
        ["source": rung, "part": lack.component.word, "why": lack.reason.word])
    }
  }

  /// From then on such a node draws up to twice as much, and people want to know why.
  private mutating func followMirrors(of ledger: borrowing Ledger, log: Log) {
    let before = parted
    parted = ledger.partedMirrorCount
    guard parted > before else { return }
    for meter in ledger.partedMirrors {
      log.warning(
        "a meter that passed for a copy is counted",
        ["source": meter.source, "domain": meter.domain.word, "device": meter.device])
    }
  }

  /// What is another than at the last look.
  mutating func follow(_ ladder: [LadderStep]) -> Change? {
    let step = ladder.first { $0.state == .source }
    let old = known
    // Before the first source of all there is nothing to tell.
    if step == nil && old == nil { return nil }
    // What a sum of components never has is no event: the rung's name says it.
    let lacks = step?.lacks.filter { $0.component != .rest } ?? []
    known = (step?.rung, lacks)
    guard let old else { return Change(kind: .begins, rung: step?.rung, why: nil, lacks: lacks) }
    if old.rung != step?.rung {
      return Change(
        kind: .moves(from: old.rung), rung: step?.rung,
        why: Self.reason(from: old.rung, to: step?.rung, ladder), lacks: lacks)
    }
    guard old.lacks != lacks else { return nil }
    return Change(
      kind: lacks.isEmpty ? .isWhole : .lacks, rung: step?.rung, why: nil, lacks: lacks)
  }

  /// Down the ladder: why the better one cannot be used. Up: that it can.
  private static func reason(from old: Rung?, to new: Rung?, _ ladder: [LadderStep]) -> String {
    guard let old, new.map({ old < $0 }) ?? true else { return "it can be read" }
    switch ladder.first(where: { $0.rung == old })?.state {
    case .unavailable(let reason): return reason.word
    case .source, .spare, nil: return "it does not tell the whole time"
    }
  }
}
