public import NodeModel

extension Ledger {
  // MARK: The node

  /// The energy of the node while sources of that tier told it.
  public func node(_ tier: Tier) -> Microjoules { Microjoules(book.node[Int(tier.rawValue)]) }

  /// The energy of the node.
  public var nodeEnergy: Microjoules { Microjoules(book.node.reduce(0, +)) }

  /// The least and the most that it may have been in truth.
  public var nodeBounds: (low: Microjoules, high: Microjoules) {
    (Microjoules(book.nodeLow), Microjoules(book.nodeHigh))
  }

  /// Whether jobs and buckets are the node, to the microjoule. It always is.
  public var isBalanced: Bool { book.isBalanced }

  /// How far the ledger's slots are before the clock, in nanoseconds; above 0 after that was set back.
  public var clockLead: Int64 { clock.lead }

  // MARK: Owners

  /// All energy that a bucket has.
  public func energy(_ bucket: Bucket) -> Microjoules {
    Microjoules(book.sum(Int(bucket.rawValue)))
  }

  /// All jobs that ever were: those with numbers, folded ones and those that have left.
  public var jobsEnergy: Microjoules { Microjoules(book.jobs) }

  /// All of an owner's energy.
  public func energy(_ owner: OwnerIndex) -> Microjoules {
    Microjoules(book.sum(owner.number))
  }

  /// An owner's energy of a component.
  public func energy(_ owner: OwnerIndex, _ component: EnergyComponent) -> Microjoules {
    Microjoules(book.full(owner.number, Int(component.rawValue)))
  }

  /// The part of an owner's energy that follows from its activity.
  public func dynamicEnergy(_ owner: OwnerIndex) -> Microjoules {
    var sum: UInt64 = 0
    for component in 0..<Book.components { sum += book.dynamic(owner.number, component) }
    return Microjoules(sum)
  }

  /// The least and the most that an owner's energy may have been in truth, and the worst tier of any of it.
  /// Within a slot the bounds may move both ways, as sources of another quality take turns.
  public func quality(_ owner: OwnerIndex) -> (low: Microjoules, high: Microjoules, tier: Tier) {
    let (low, high, tier) = book.quality(owner.number)
    return (Microjoules(low), Microjoules(high), tier)
  }

  /// Everything about an owner.
  public func totals(_ owner: OwnerIndex) -> OwnerTotals { book.totals(owner.number) }

  // MARK: Rows

  /// The rows of the hour that runs. Two with the same revision are the same.
  public mutating func openRows() -> [EnergyRow] {
    book.fold()
    return book.openRows(epoch: epoch)
  }

  /// Rows of hours that are over and not acknowledged, after a sequence number.
  public func closedRows(after sequence: UInt64 = 0) -> [EnergyRow] {
    book.closedRows(after: sequence, epoch: epoch)
  }

  /// All rows that are not acknowledged: of hours that are over, then of the one that runs.
  public mutating func rows() -> [EnergyRow] {
    book.fold()
    return book.closedRows(after: 0, epoch: epoch) + book.openRows(epoch: epoch)
  }

  /// All rows of an owner that are not acknowledged: of hours that are over, then of the one that runs. Nil
  /// where nobody of that name has or had a number.
  public mutating func rows(of owner: Owner) -> [EnergyRow]? {
    book.fold()
    return book.rows(of: owner, epoch: epoch)
  }

  /// All rows up to this one are kept elsewhere; they are forgotten here.
  public mutating func acknowledge(through sequence: UInt64) {
    book.acknowledge(through: sequence)
  }

  /// Gives up the rows of the earliest hour that is over and not acknowledged, because there is no room to keep
  /// them.
  ///
  /// - Parameter sequence: only where none of them is after this one, since nobody was asked to take those.
  public mutating func giveUpOldestRows(through sequence: UInt64) {
    guard let oldest = book.closed.first, oldest.lastSequence <= sequence else { return }
    book.giveUpOldestPage()
  }

  /// Rows that were given up because nobody took them.
  public var lostRows: UInt64 { book.lostRows }
}
