/// Factors of nodes, multiplied out once for all that say the same: those of a site do.
struct NodeFactorsTable: Sendable {
  private struct Known: Sendable {
    /// Kept, so that no other object is where these are.
    let said: [MergedNode.Factors]
    let factors: NodeFactors
  }

  /// With more it begins anew.
  private static let limit = 256

  private var known: [[ObjectIdentifier]: Known] = [:]

  /// What a node says, multiplied out, and whether that was done now.
  mutating func factors(
    _ said: [MergedNode.Factors]
  ) -> (factors: NodeFactors, areNew: Bool) {
    let key = said.map { ObjectIdentifier($0.entry) }
    if let known = known[key] { return (known.factors, false) }
    if known.count >= Self.limit { known.removeAll(keepingCapacity: true) }
    let factors = NodeFactors(said)
    known[key] = Known(said: said, factors: factors)
    return (factors, true)
  }
}
