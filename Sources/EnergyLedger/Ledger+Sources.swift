public import NodeModel

extension Ledger {
  // MARK: Places

  /// The place of a component of a device; nil where the topology has none. The device is empty for what
  /// a meter of the whole sees beyond all components.
  public func place(_ component: EnergyComponent, device: String) -> PlaceIndex? {
    tree.place(component, device).map { PlaceIndex($0) }
  }

  /// All places.
  public var placeIndices: [PlaceIndex] { places.indices.map { PlaceIndex($0) } }

  /// How a place stands.
  public func status(_ place: PlaceIndex) -> PlaceStatus {
    let state = places[place.number]
    let isMetered = isMeasured(state.source)
    return PlaceStatus(
      component: tree.places[place.number].component, device: tree.places[place.number].device,
      energy: Microjoules(state.energy), meter: state.source < 0 ? nil : state.source,
      idleMicrowatts: state.idle.microwatts(isMetered: isMetered),
      isIdleProvisional: state.idle.isProvisional(isMetered: isMetered))
  }

  // MARK: Meters

  /// How the meter with that number in the topology stands.
  public func status(meter: Int) -> MeterStatus {
    let track = tracks[meter]
    return MeterStatus(
      energy: Microjoules(track.total), failure: track.failure, failures: track.failures,
      refusals: track.refusals, losses: track.losses, wraps: track.wraps,
      longestGap: track.longestGap, isMirror: tree.isMirror(meter),
      hasSeenEnergy: track.hasSeenEnergy)
  }

  /// How many meters passed for copies of others and have been seen apart from these since: they are counted from then
  /// on.
  public var partedMirrorCount: Int { tree.mirrors.count { $0.hasParted } }

  /// Those meters.
  public var partedMirrors: [Meter] {
    tree.mirrors.filter(\.hasParted).map { tracks[$0.second].meter }
  }

  // MARK: The ladder

  /// A number that is another one, as good as always, whenever `ladder` says something else. It costs
  /// nothing.
  public var ladderMark: UInt64 {
    var mark = UInt64(bitPattern: Int64(node.source)) &+ UInt64(tracks.count) << 32
    func mix(_ number: UInt64) { mark = (mark ^ number) &* 0x100_0000_01B3 }
    for place in places { mix(UInt64(bitPattern: Int64(place.source))) }
    for component in topology.unmetered { mix(UInt64(component.rawValue) + 1) }
    for doubt in doubts { mix(doubt.isImplausible ? 2 : 1) }
    for track in tracks { mix(track.failure.map { UInt64($0.rawValue) + 1 } ?? 0) }
    return mark
  }

  /// Every rung, best first, with the reason why it is not the source.
  public var ladder: [LadderStep] {
    var steps = Rung.allCases.map { LadderStep(rung: $0, state: state(of: $0)) }
    if let sum = steps.firstIndex(where: { $0.state == .source && $0.rung >= .components }) {
      let processors = steps[sum].rung == .components ? missingProcessor : nil
      steps[sum].lacks =
        (processors.map { [.init(.package, $0)] } ?? [])
        + (missingAccelerator.map { [.init(.accelerator, $0)] } ?? [])
        + (missingRest.map { [.init(.rest, $0)] } ?? [])
    }
    return steps
  }

  /// The best rung that the node's figure comes from now; nil where nothing tells it.
  public var rung: Rung? {
    ladder.first { $0.state == .source }?.rung
  }

  /// What the node's figure is as good as: where no processor has a counter, as what stands in for them, whatever
  /// other components have.
  public var mainRung: Rung? {
    let isAnyMeasured = zip(tree.places, places).contains {
      $0.component == .package && isMeasured($1.source)
    }
    let sources = ladder.filter { $0.state == .source }
    guard !isAnyMeasured, sources.first?.rung == .components, sources.count > 1 else {
      return sources.first?.rung
    }
    return sources[1].rung
  }

  private func state(of rung: Rung) -> LadderStep.State {
    let found = meters(of: rung)
    guard let first = found.first else { return .unavailable(topology.absences[rung] ?? .absent) }
    if isSource(rung, found) { return .source }
    let failing = found.first { tracks[$0].failure != nil } ?? first
    if let failure = tracks[failing].failure { return .unavailable(failure) }
    let isBelieved = zip(tree.wholes, doubts).contains { $0.rung == rung && !$1.isImplausible }
    return [.wall, .psys].contains(rung) && !isBelieved ? .unavailable(.implausible) : .spare
  }

  /// Why a package has no counter now that can be read, of the first such package.
  private var missingProcessor: FailureReason? {
    guard tree.places.contains(where: { $0.component == .package }) else {
      return topology.absences[.components] ?? .absent
    }
    return missingCounter(of: .package)
  }

  /// Why an accelerator has none.
  private var missingAccelerator: FailureReason? {
    missingCounter(of: .accelerator)
      ?? (topology.unmetered.contains(.accelerator) ? .absent : nil)
  }

  /// Why nothing tells what is no component with a meter: fans, drives, the board, what power supplies lose.
  private var missingRest: FailureReason? {
    func tellsNode(_ place: Int) -> Bool {
      places[place].source >= 0 && tracks[places[place].source].meter.tellsNode
    }
    let packages = places.indices.filter { tree.places[$0].component == .package }
    // Of a figure for the node that stands in for some packages, the part of the others is not told.
    let isTold =
      places.indices.contains { tree.places[$0].component == .rest && tellsNode($0) }
      || (!packages.isEmpty && packages.allSatisfy(tellsNode))
    return isTold ? nil : topology.absences[.wall] ?? .absent
  }

  private func missingCounter(of component: EnergyComponent) -> FailureReason? {
    for (place, state) in zip(tree.places, places)
    where place.component == component && !isMeasured(state.source) {
      guard let counter = place.meters.first(where: { isMeasured($0) }) else { return .absent }
      if let failure = tracks[counter].failure { return failure }
    }
    return nil
  }

  func isMeasured(_ meter: Int) -> Bool {
    meter >= 0 && tracks[meter].meter.tier.isMeasured
  }

  private func isSource(_ rung: Rung, _ meters: [Int]) -> Bool {
    let whole = node.source < 0 ? nil : tree.wholes[node.source]
    switch rung {
    case .wall, .psys: return whole?.rung == rung
    case .components, .calibrated, .table, .fallback:
      return whole == nil && places.contains { meters.contains($0.source) }
    }
  }

  private func meters(of rung: Rung) -> [Int] {
    switch rung {
    case .wall, .psys: return tree.wholes.filter { $0.rung == rung }.flatMap(\.meters)
    case .components: return meters(.components) + meters(.wall)
    case .calibrated: return meters(.calibrated)
    case .table: return meters(.table)
    case .fallback: return meters(.fallback)
    }
  }

  /// Meters of places with a tier.
  private func meters(_ tier: Tier) -> [Int] {
    tree.places.flatMap(\.meters).filter { tracks[$0].meter.tier == tier }
  }
}
