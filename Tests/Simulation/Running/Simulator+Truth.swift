extension Simulator {
  /// Everybody's energy in whole microjoules that add up: rounded down, and the rest by largest
  /// remainder.
  func truth() -> Truth {
    var shown: [(owner: Owner, dynamic: SIMD8<Double>, standing: SIMD8<Double>)] = []
    for owner in owners { shown.append((owner.owner, owner.dynamic, owner.standing)) }
    shown.append((.unallocated, .zero, unallocated))

    var node = EnergyParts.zero
    var parts = [EnergyParts](repeating: .zero, count: shown.count)
    for component in Component.allCases {
      let index = component.rawValue
      let caused = Self.whole(shown.map { $0.dynamic[index] }, total: dynamic[index])
      let stood = Self.whole(shown.map { $0.standing[index] }, total: standing[index])
      for owner in shown.indices {
        parts[owner].dynamic[index] = caused[owner]
        parts[owner].standing[index] = stood[owner]
      }
      node.dynamic[index] = caused.reduce(0, +)
      node.standing[index] = stood.reduce(0, +)
    }
    var owners: [Owner: EnergyParts] = [:]
    for (entry, part) in zip(shown, parts) { owners[entry.owner] = part }
    let all = dynamic.sum() + standing.sum()
    let given = shown.reduce(0) { $0 + $1.dynamic.sum() + $1.standing.sum() }
    return Truth(owners: owners, node: node, imbalance: abs(given - all) / all)
  }

  private static func whole(_ joules: [Double], total: Double) -> [Int64] {
    var parts = joules.map { Int64(($0 * 1e6).rounded(.down)) }
    let goal = Int64((total * 1e6).rounded())
    let order = joules.indices.sorted {
      let left = joules[$0] * 1e6 - Double(parts[$0])
      let right = joules[$1] * 1e6 - Double(parts[$1])
      return left == right ? $0 < $1 : left > right
    }
    var rest = goal - parts.reduce(0, +)
    for index in order where rest > 0 {
      parts[index] += 1
      rest -= 1
    }
    return parts
  }
}
