import Simulation

/// This project's method: the ledger as it is, with the agent's own parts around it.
struct Nodeprobe: AttributionMethod {
  static let name = "nodeprobe"
  private let node: LedgerNode
  private var hasBegun = false

  init(on facts: NodeFacts) {
    self.init(on: facts, counts: false)
  }

  fileprivate init(on facts: NodeFacts, counts: Bool) {
    node = LedgerNode(on: facts, counts: counts)
  }

  mutating func notice(_ sample: Sample) {
    if hasBegun { node.round(sample, isBetween: true) }
  }

  mutating func attribute(_ interval: Interval) -> [Attribution] {
    if !hasBegun { node.round(interval.earlier) }
    hasBegun = true
    node.round(interval.later)
    return node.news()
  }
}

/// The same where the kernel lets the agent open the processors' counters.
struct CountingNodeprobe: AttributionMethod {
  static let name = "with perf"
  private var method: Nodeprobe

  init(on facts: NodeFacts) {
    method = Nodeprobe(on: facts, counts: true)
  }

  mutating func notice(_ sample: Sample) {
    method.notice(sample)
  }

  mutating func attribute(_ interval: Interval) -> [Attribution] {
    method.attribute(interval)
  }
}
