public import NodeModel

extension Ledger {
  /// What the node draws without activity, of what meters tell now: the sum of its places' idle power.
  ///
  /// Nil until each of these places has learnt its own from metered minutes; where an estimate tells any of them; and
  /// where some devices of a component have a meter and others have none: such a sum is of no component.
  public var idlePower: NodeIdlePower? {
    let whole = node.source < 0 ? nil : tree.wholes[node.source]
    var sum: UInt64 = 0
    if whole != nil {
      guard let rest = places[tree.rest].idle.meteredMicrowatts else { return nil }
      sum = rest
    }
    var told: Set<EnergyComponent> = []
    var untold = Set(topology.unmetered)
    for place in places.indices where place != tree.rest {
      let isInside = whole.map { self.isInside(place, $0) } ?? false
      // Of what is inside and has no meter of its own, the rest has learnt it.
      if isInside && !isExpected(place) { continue }
      let component = tree.places[place].component
      guard places[place].source >= 0 else {
        if isInside { return nil }
        let meters = tree.places[place].meters
        if meters.contains(where: { !tree.isMirror($0) }),
          !meters.contains(where: tree.isSeenMirror)
        {
          untold.insert(component)
        }
        continue
      }
      guard let idle = meteredIdle(of: place, isInside: isInside) else { return nil }
      sum += idle
      if !isInside { told.insert(component) }
    }
    guard sum > 0, told.isDisjoint(with: untold) else { return nil }
    let domains = EnergyDomain.allCases.filter { domain in
      switch domain {
      case .wall: whole?.rung == .wall
      case .psys: whole?.rung == .psys
      default: domain.component.map { told.contains($0) } ?? false
      }
    }
    return NodeIdlePower(microwatts: sum, domains: domains)
  }

  /// Of a place that something tells.
  private func meteredIdle(of place: Int, isInside: Bool) -> UInt64? {
    let source = places[place].source
    guard isMeasured(source) else { return nil }
    // While a part of the whole cannot be read, nobody knows what of the whole is idle.
    if isInside && tracks[source].failure != nil { return nil }
    return places[place].idle.meteredMicrowatts
  }
}
