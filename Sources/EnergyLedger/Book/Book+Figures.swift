internal import NodeModel

/// What the accounts say.
extension Book {
  /// All energy that an owner was given of a component.
  func full(_ owner: Int, _ component: Int) -> UInt64 {
    full[owner * Self.components + component] + recentFull[owner * Self.components + component]
  }

  /// The dynamic part of it.
  func dynamic(_ owner: Int, _ component: Int) -> UInt64 {
    dynamic[owner * Self.components + component]
      + recentDynamic[owner * Self.components + component]
  }

  /// All that an owner was given.
  func totals(_ owner: Int) -> OwnerTotals {
    var totals = OwnerTotals()
    for component in 0..<Self.components {
      totals.full[component] = full(owner, component)
      totals.dynamic[component] = dynamic(owner, component)
    }
    (totals.low, totals.high, totals.tier) = quality(owner)
    return totals
  }

  /// The bounds of all that an owner was given, and the worst tier of any of it.
  func quality(_ owner: Int) -> (low: UInt64, high: UInt64, tier: Tier) {
    var (low, high, worst) = (low[owner], high[owner], worst[owner])
    for component in 0..<Self.components {
      let recent = recentFull[owner * Self.components + component]
      guard recent > 0 else { continue }
      let (least, most) = period.bounds(of: recent, component)
      low += least
      high += most
      worst = max(worst, period.tiers[component])
    }
    return (low, high, Tier(rawValue: UInt8(worst)) ?? .fallback)
  }

  /// The energy of all components of one owner.
  func sum(_ owner: Int) -> UInt64 {
    var sum: UInt64 = 0
    for component in 0..<Self.components { sum += full(owner, component) }
    return sum
  }

  /// All jobs that ever were.
  var jobs: UInt64 {
    var sum = departed
    for number in OwnerIndex.other.number..<owners.count { sum += self.sum(number) }
    return sum
  }

  /// Whether jobs and buckets are the node, to the microjoule.
  var isBalanced: Bool {
    var handedOut = UInt128(departed)
    var under: UInt128 = 0
    for cell in full.indices {
      let energy = UInt128(full[cell]) + UInt128(recentFull[cell])
      if cell / Self.components == Int(Bucket.residualUnder.rawValue) {
        under += energy
      } else {
        handedOut += energy
      }
    }
    return handedOut == node.reduce(under) { $0 + UInt128($1) }
  }

  /// The rows of the hour that runs; call `fold` before.
  func openRows(epoch: Epoch) -> [EnergyRow] { rows(of: page, epoch, isFinal: false) }

  /// Rows of hours that are over, after a sequence number.
  func closedRows(after sequence: UInt64, epoch: Epoch) -> [EnergyRow] {
    closed.flatMap { rows(of: $0, epoch, isFinal: true) }.filter { $0.sequence > sequence }
  }

  /// All rows of one owner; nil where nobody has or had that name. Call `fold` before.
  func rows(of owner: Owner, epoch: Epoch) -> [EnergyRow]? {
    let numbers = (0..<owners.count).filter { owners.owner($0) == owner }
    guard !numbers.isEmpty else { return nil }
    return (closed + [page]).flatMap { page in
      (0..<page.count).filter { numbers.contains(page.owner(of: $0)) }
        .map { row($0, of: page, epoch, isFinal: page.hour != self.page.hour) }
    }
  }

  private func rows(of page: HourPage, _ epoch: Epoch, isFinal: Bool) -> [EnergyRow] {
    (0..<page.count).map { row($0, of: page, epoch, isFinal: isFinal) }
  }

  private func row(_ row: Int, of page: HourPage, _ epoch: Epoch, isFinal: Bool) -> EnergyRow {
    page.row(row, owner: owners.owner(page.owner(of: row)), epoch: epoch, isFinal: isFinal)
  }
}
